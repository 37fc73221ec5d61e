// A program dropped on the page is proven by the network: submitted in one tab, proven by the same browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accepted, openBrowser, skip } from './prover-page.ts';
import { tokenFor } from './tokens.ts';

test('a job submitted on the page is proven and its results are downloaded', { skip, timeout: 180_000 }, async (t) => {
  const { url, dataDir, tab } = await openBrowser(t, /status of 401/);
  const page = await tab();
  await page.goto(url);
  await page.getByTestId('start').click();
  await accepted(page, 1);
  await page.goto(`${url}/#/settings`);
  const wallet = (await page.getByTestId('wallet').textContent()) ?? '';
  const token = await tokenFor(dataDir, wallet);

  await page.goto(`${url}/#/program`);
  await page.getByTestId('example').click();
  await page.locator('details.job summary').click();
  await page.getByTestId('job-token').fill('npt_not_a_token');
  await page.getByTestId('submit-job').click();
  await page.locator('[data-testid="job"][data-at="failed"]').waitFor();

  await page.getByTestId('job-token').fill(token);
  await page.getByTestId('submit-job').click();
  await page.locator('[data-testid="job"][data-at="done"]').waitFor({ timeout: 120_000 });
  const downloading = page.waitForEvent('download');
  await page.locator('[data-testid="job"] button').click();
  assert.match((await downloading).suggestedFilename(), /\.bundle$/);
});
