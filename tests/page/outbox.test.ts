// Finished proofs survive: a tab that is killed before they were sent, and a line that is down.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accepted, openBrowser, skip, standing } from './prover-page.ts';

const SUBMISSIONS = '**/SubmitProof';

test('a proof left by a killed tab is sent when the page is opened again', { skip, timeout: 120_000 }, async (t) => {
  const { url, tab, context } = await openBrowser(t, /ERR_FAILED/);
  const killed = await tab();
  await killed.route(SUBMISSIONS, (route) => route.abort());
  await killed.goto(url);
  await killed.getByTestId('start').click();
  await killed.locator('[data-testid="outbox"]:not([data-waiting="0"])').waitFor({ timeout: 60_000 });
  const crashed = killed.waitForEvent('crash');
  void (await context.newCDPSession(killed)).send('Page.crash').catch(() => {});
  await crashed;

  const page = await tab();
  const sent = page.waitForResponse(SUBMISSIONS, { timeout: 60_000 });
  await page.goto(url);
  assert.equal((await sent).status(), 200);
  await page.getByTestId('start').click();
  assert.ok((await accepted(page, 1)) >= 1);
});

test('without a line the page opens, says so, and proves what is dropped', { skip, timeout: 120_000 }, async (t) => {
  const { url, tab, context } = await openBrowser(t, /ERR_INTERNET_DISCONNECTED|ERR_FAILED/);
  const page = await tab();
  await page.goto(url);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  await context.setOffline(true);
  await page.reload();
  await page.getByTestId('start').click();
  await standing(page, 'offline');
  assert.equal(await page.getByTestId('why').getAttribute('data-code'), 'offline');
  await page.getByTestId('pause').click();

  await page.goto(`${url}/#/program`);
  await page.getByTestId('example').click();
  await page.getByTestId('prove-own').click();
  await page.getByTestId('proven').click({ timeout: 60_000 });
  await page.getByTestId('verify').click();
  await page.locator('[data-verdict="valid"]').waitFor();

  await context.setOffline(false);
  await page.goto(`${url}/#/`);
  await page.getByTestId('resume').click();
  await accepted(page, 1);
});
