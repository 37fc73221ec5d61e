// Who this browser is: a wallet that it asks, a key that moves to another browser, a browser that keeps nothing.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { accepted, openBrowser, skip, standing } from './prover-page.ts';

const WALLET = `0x${'5a'.repeat(20)}`;

test('the address of a wallet is asked for only when wanted, and proofs are credited to it', {
  skip,
  timeout: 90_000,
}, async (t) => {
  const { url, tab } = await openBrowser(t);
  const page = await tab();
  await page.addInitScript((address) => {
    const asked: string[] = [];
    const request = async ({ method }: { method: string }) => {
      asked.push(method);
      if (method !== 'eth_requestAccounts') throw new Error('not asked for by this test');
      return [address];
    };
    Object.assign(globalThis, { asked, ethereum: { request } });
  }, WALLET);
  await page.goto(`${url}/#/settings`);
  assert.deepEqual(await page.evaluate(() => (globalThis as { asked?: string[] }).asked), []);
  await page.getByRole('button', { name: 'Ask the browser’s wallet' }).click();
  await page.getByTestId('wallet').filter({ hasText: WALLET }).waitFor();

  await page.goto(`${url}/#/`);
  await page.getByTestId('start').click();
  await accepted(page, 1);
  await page.getByTestId('pause').click();
  await page.goto(`${url}/#/settings`);
  const nodeId = (await page.getByTestId('node-id').textContent())?.trim() ?? '';
  await page.goto(`${url}/#/nodes/${nodeId}`);
  await page.getByText(WALLET).first().waitFor();
});

const PHRASE = 'four words that nobody guesses';

test('a key with a backup goes on in another browser as the same node', { skip, timeout: 120_000 }, async (t) => {
  const { url, tab, context } = await openBrowser(t);
  const page = await tab();
  await page.goto(url);
  await page.getByTestId('start').click();
  await accepted(page, 1);
  await page.getByTestId('finish').click();
  await standing(page, 'paused');
  await page.goto(`${url}/#/settings`);
  const nodeId = (await page.getByTestId('node-id').textContent())?.trim();
  await page.locator('details.backup summary').click();
  await page.getByTestId('backup-passphrase').fill(PHRASE);
  await page.getByTestId('backup-repeat').fill('another');
  assert.ok(await page.getByTestId('change-key').isDisabled());
  await page.getByTestId('backup-repeat').fill(PHRASE);
  const downloading = page.waitForEvent('download');
  await page.getByTestId('change-key').click();
  const file = await (await downloading).path();
  assert.doesNotMatch(await readFile(file, 'utf8'), /secretKey/);
  await page.locator('[data-testid="backup"][data-at="done"]').waitFor();
  await page.getByTestId('backup-reload').click();

  const other = await (await context.browser()?.newContext({ locale: 'en-GB' }))?.newPage();
  assert.ok(other);
  await other.goto(`${url}/#/settings`);
  await other.locator('details.backup summary').click();
  await other.getByTestId('restore-key').setInputFiles(file);
  await other.getByTestId('restore-passphrase').fill('not this one');
  await other.getByTestId('open-backup').click();
  await other.getByRole('alert').getByText('does not open the backup').waitFor();
  assert.equal(await other.getByTestId('node-id').count(), 0);
  await other.getByTestId('restore-passphrase').fill(PHRASE);
  await other.getByTestId('open-backup').click();
  await other.getByTestId('backup-reload').click();
  await other.getByTestId('node-id').waitFor();
  assert.equal((await other.getByTestId('node-id').textContent())?.trim(), nodeId);
  await other.goto(`${url}/#/`);
  await other.getByTestId('start').click();
  await accepted(other, 1);
  await other.goto(`${url}/#/settings`);
  assert.equal((await other.getByTestId('node-id').textContent())?.trim(), nodeId);
});

test('a backup of the first version, which had no passphrase, is taken as it is', {
  skip,
  timeout: 30_000,
}, async (t) => {
  const { url, tab } = await openBrowser(t);
  const page = await tab();
  await page.goto(`${url}/#/settings`);
  await page.locator('details.backup summary').click();
  const backup = { kind: 'nexus-prover-key', version: 1, orchestrator: url, nodeId: '17', wallet: WALLET };
  const buffer = Buffer.from(JSON.stringify({ ...backup, secretKey: '09'.repeat(32) }));
  await page.getByTestId('restore-key').setInputFiles({ name: 'old.json', mimeType: '', buffer });
  await page.getByTestId('backup-reload').click();
  await page.getByTestId('node-id').getByText('17').waitFor();
});

test('a file that is no backup changes nothing and says so', { skip, timeout: 30_000 }, async (t) => {
  const { url, tab } = await openBrowser(t);
  const page = await tab();
  await page.goto(`${url}/#/settings`);
  await page.locator('details.backup summary').click();
  await page.getByTestId('restore-key').setInputFiles({ name: 'x.json', mimeType: '', buffer: Buffer.from('{}') });
  await page.getByRole('alert').getByText('This is no backup of a key.').waitFor();
});

test('a browser that keeps nothing proves all the same, and says what a closed tab costs', {
  skip,
  timeout: 60_000,
}, async (t) => {
  const { url, tab } = await openBrowser(t);
  const page = await tab();
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, 'indexedDB', { value: undefined });
    Object.defineProperty(globalThis, 'localStorage', {
      get() {
        throw new DOMException('refused', 'SecurityError');
      },
    });
  });
  await page.goto(url);
  await page.getByTestId('start').click();
  await page.getByTestId('outbox').getByText('keeps no data').waitFor();
  await accepted(page, 1);
});

test('another prover is watched by its node number', { skip, timeout: 60_000 }, async (t) => {
  const { url, tab, context } = await openBrowser(t);
  const runner = await tab();
  await runner.goto(url);
  await runner.getByTestId('start').click();
  await accepted(runner, 1);
  await runner.goto(`${url}/#/settings`);
  const nodeId = (await runner.getByTestId('node-id').textContent())?.trim() ?? '';

  const watcher = await (await context.browser()?.newContext({ locale: 'en-GB' }))?.newPage();
  assert.ok(watcher);
  await watcher.goto(`${url}/#/settings`);
  for (const number of [nodeId, '999999']) {
    await watcher.getByTestId('watch-node').fill(number);
    await watcher.getByTestId('watch').click();
  }
  await watcher.locator('[data-testid="other-prover"][data-state="known"]').getByText('at work').waitFor();
  await watcher.locator('[data-testid="other-prover"][data-state="unknown"]').waitFor();
});
