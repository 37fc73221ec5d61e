// Pausing, resuming, a worker that fails, a page that is loaded again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accepted, openBrowser, skip, standing } from './prover-page.ts';

test('finish makes the last proof, pause gives it up, and both can be resumed', {
  skip,
  timeout: 120_000,
}, async (t) => {
  const { url, tab } = await openBrowser(t);
  const page = await tab();
  await page.goto(url);
  await page.getByTestId('start').click();
  const before = await accepted(page, 1);

  await page.locator('[data-testid="worker"]:not([data-phase="idle"])').first().waitFor();
  await page.getByTestId('finish').click();
  await standing(page, 'paused');
  const finished = await accepted(page, before + 1);
  assert.equal(await page.getByTestId('outbox').getAttribute('data-waiting'), '0');

  await page.getByTestId('resume').click();
  await standing(page, 'proving');
  await page.getByTestId('pause').click();
  await standing(page, 'paused', 5_000);

  await page.getByTestId('resume').click();
  await accepted(page, finished + 1);
});

test('a worker that fails in the middle of a proof loses no task', { skip, timeout: 120_000 }, async (t) => {
  const { url, tab } = await openBrowser(t, /ended by the test/);
  const page = await tab();
  await page.goto(url);
  const failing = page.locator('[data-testid="worker"][data-phase="main"]').waitFor();
  await page.getByTestId('start').click();
  await failing;
  await page.workers()[0]?.evaluate(() => {
    setTimeout(() => {
      throw new Error('ended by the test');
    });
  });
  await page.locator('[data-testid="worker"][data-phase="idle"]').waitFor();
  await accepted(page, 1);
  assert.equal(await page.getByTestId('refused').textContent(), '0');
});

test('a reload goes on proving and keeps the counts', { skip, timeout: 120_000 }, async (t) => {
  const { url, tab } = await openBrowser(t);
  const page = await tab();
  await page.goto(url);
  await page.getByTestId('start').click();
  const before = await accepted(page, 1);
  await page.reload();
  await accepted(page, before + 1);
});
