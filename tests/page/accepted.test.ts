// The main path in a real browser: one click, one task proven in a Web Worker and accepted.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accepted, openBrowser, skip } from './prover-page.ts';

/** From the cold page to the first accepted proof. */
const MOST_MS = 60_000;

test('within a minute of the first visit a proof is accepted', { skip, timeout: 120_000 }, async (t) => {
  const { url, tab } = await openBrowser(t);
  const page = await tab();
  const begin = performance.now();
  await page.goto(url);
  await page.getByTestId('start').click();
  await accepted(page, 1);
  assert.ok(performance.now() - begin < MOST_MS);
  assert.equal(await page.getByTestId('refused').textContent(), '0');
  assert.notEqual(await page.getByTestId('cycles').textContent(), '0');
});
