// A newer version of the page: offered, taken between two proofs, and proving goes on after it.
import assert from 'node:assert/strict';
import { appendFileSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PAGE_DIR, temporaryFolder } from '../orchestrator.ts';
import { accepted, openBrowser, skip } from './prover-page.ts';

test('a newer version is taken when asked for and not before', { skip, timeout: 120_000 }, async (t) => {
  using folder = temporaryFolder();
  cpSync(PAGE_DIR, folder.path, { recursive: true });
  const { url, tab } = await openBrowser(t, undefined, folder.path);
  const page = await tab();
  await page.goto(url);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  await page.reload();
  await page.getByTestId('start').click();
  const before = await accepted(page, 1);

  // What a new release looks like to a browser: other bytes under the service worker's address.
  appendFileSync(join(folder.path, 'service-worker.js'), '\n// newer');
  await page.evaluate(() => navigator.serviceWorker.getRegistration().then((registration) => registration?.update()));
  const notice = page.getByTestId('update');
  await notice.waitFor();
  assert.equal(await page.evaluate(() => performance.getEntriesByType('navigation').length), 1);

  const loaded = page.waitForEvent('load', { timeout: 60_000 });
  await notice.getByRole('button').click();
  await loaded;
  await accepted(page, before + 1);
  assert.equal(await notice.count(), 0);
});
