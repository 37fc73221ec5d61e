// The main path in a real browser: one click, one task proven in a Web Worker and accepted.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { accepted, openBrowser, skip, standing } from './prover-page.ts';

/** The README's picture, taken anew where it is asked for: it differs with every run. */
const picture = join(import.meta.dirname, '../../docs/page.png');
const wanted = !existsSync(picture) || process.env.UPDATE_PICTURE === '1';

test('the page proves a task that the orchestrator accepts', { skip, timeout: 120_000 }, async (t) => {
  const { url, tab } = await openBrowser(t);
  const page = await tab();
  await page.goto(url);
  await page.getByTestId('start').click();
  await accepted(page, 1);
  assert.equal(await page.getByTestId('refused').textContent(), '0');
  assert.notEqual(await page.getByTestId('cycles').textContent(), '0');
  if (!wanted) return;
  await standing(page, 'proving');
  mkdirSync(dirname(picture), { recursive: true });
  await page.screenshot({ path: picture });
});
