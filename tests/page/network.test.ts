// The network's pages in a real browser, against an orchestrator with a prover at work: what they show is what happened.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import type { Page } from 'playwright-core';
import { AccountService } from '#proto/proofnet/v1/accounts_pb.ts';
import { carelessNode } from './careless-node.ts';
import { accepted, openBrowser, signIn, skip } from './prover-page.ts';
import { tokenFor } from './tokens.ts';
import { withWallet } from './wallet.ts';

const OWNER = '0x8617E340B3D01FA5F11F306F4090FD50E238070D';

test('the overview follows what is proven, and leads to the node that proved it', {
  skip,
  timeout: 180_000,
}, async (t) => {
  const { url, tab } = await openBrowser(t);
  const page = await tab();
  await page.goto(url);
  await page.getByTestId('start').click();
  await accepted(page, 1);
  await page.locator('header nav a[href="#/network"]').click();
  await page.getByTestId('overview').waitFor();
  const inAll = page.locator('[data-testid="overview"] .counters dd').nth(3);
  await inAll.waitFor();
  const before = Number.parseInt((await inAll.textContent()) ?? '', 10);
  // Nobody loads the page again: it hears of the next proof by itself.
  await page.waitForFunction(
    (known) => Number.parseInt(document.querySelectorAll('.counters dd')[3]?.textContent ?? '', 10) > known,
    before,
    { timeout: 60_000 },
  );
  await page.locator('[data-testid="throughput"] summary').click();
  assert.ok((await page.locator('[data-testid="throughput"] tbody tr').count()) >= 1);

  await page.locator('[data-testid="latest"] a').first().click();
  await page.getByTestId('node-proofs').waitFor();
  await page.getByTestId('check-receipts').click();
  await page.locator('[data-testid="receipts"][data-check="valid"]').waitFor();
  const downloading = page.waitForEvent('download');
  await page.getByTestId('export-receipts').click();
  const file = await (await downloading).path();
  const [exported] = JSON.parse(await readFile(file, 'utf8'));
  assert.equal(exported.receipts[0].number, 1);
  assert.match(exported.key, /^[0-9a-f]{64}$/);
});

test('a node that does not exist is said not to, and the way back is there', { skip, timeout: 60_000 }, async (t) => {
  const { url, tab } = await openBrowser(t, /status of 404/);
  const page = await tab();
  await page.goto(`${url}/#/nodes/18446744073709551615`);
  await page.locator('[data-testid="problem"][data-code="unknown_node"]').waitFor();
  await page.locator('a.back').click();
  await page.getByTestId('overview').waitFor();
});

test('a job is submitted, proven, retried and downloaded; its dead letters say why', {
  skip,
  timeout: 240_000,
}, async (t) => {
  const { url, dataDir, tab } = await openBrowser(t, /status of 401/);
  const careless = await carelessNode(url, OWNER);
  const page = await tab();
  await page.goto(`${url}/#/jobs`);
  await signInWrongly(page);
  await signIn(page, await tokenFor(dataDir, OWNER));
  assert.doesNotMatch(page.url(), /npt_/);
  await page.getByTestId('new-job').click();
  await page.getByTestId('job-example').click();
  await page.getByTestId('job-inputs').fill('0a000000 00000000 01000000\nnot hexadecimal');
  assert.ok(await page.getByTestId('submit-new-job').isDisabled());
  await page.getByTestId('job-inputs').fill('0a000000 00000000 01000000\n14000000 00000000 01000000');
  await page.getByTestId('field-failure-limit').fill('1');
  const uploads: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/UploadProgram')) uploads.push(request.url());
  });
  await page.getByTestId('submit-new-job').click();
  await page.getByTestId('job-page').waitFor();
  assert.deepEqual(uploads, [], 'the network has this program: its demo is made of it');

  await careless.spoil(2);
  await count(page, 'job-failed', 2);
  await page.locator('[data-testid="tasks"] input[value="deadLetters"]').check({ force: true });
  await page.locator('[data-testid="task-table"] tbody tr').nth(1).waitFor();
  assert.match((await page.getByTestId('task-table').textContent()) ?? '', /proof_malformed/);
  assert.ok(await page.getByTestId('download-bundle').isDisabled());

  await page.getByTestId('retry-job').click();
  await count(page, 'job-failed', 0);
  const prover = await tab();
  await prover.goto(url);
  await prover.getByTestId('start').click();
  // In view again, the job's page goes on where it was.
  await page.bringToFront();
  await count(page, 'job-accepted', 2, 120_000);
  const downloading = page.waitForEvent('download');
  await page.getByTestId('download-bundle').click();
  assert.match((await downloading).suggestedFilename(), /\.bundle$/);

  await page.goto(`${url}/#/nodes/${careless.nodeId}`);
  await page.getByText('proof_malformed').first().waitFor();
});

test('a wallet signs in, and makes and revokes a token of its own', { skip, timeout: 60_000 }, async (t) => {
  const { url, tab } = await openBrowser(t);
  const page = await tab();
  const address = await withWallet(page);
  await page.goto(`${url}/#/jobs`);
  await page.getByTestId('use-wallet').click();
  await page.locator('[data-testid="signed-in"][data-role="owner"]').waitFor();
  const shown = (await page.getByTestId('signed-in').textContent())?.toLowerCase() ?? '';
  assert.ok(shown.includes(address.slice(0, 8)), shown);
  await page.locator('[data-testid="own-tokens"] > summary').click();
  await page.getByTestId('field-token-label').fill('nightly build');
  await page.getByTestId('make-token').click();
  assert.match((await page.getByTestId('made-token').textContent()) ?? '', /^npt_/);
  const row = page.locator('[data-testid="token-table"] tbody tr', { hasText: 'nightly build' });
  await row.getByTestId('revoke-token').click();
  await row.getByTestId('revoke-token-sure').click();
  await row.getByTestId('revoke-token').waitFor({ state: 'detached' });
  // A reload is no reason to sign in again; a tab of its own is.
  await page.reload();
  await page.getByTestId('signed-in').waitFor();
  const other = await tab();
  await other.goto(`${url}/#/jobs`);
  await other.getByTestId('sign-in').waitFor();
  // Signing out ends the token everywhere.
  const token = (await page.evaluate(() => sessionStorage.getItem('api token'))) ?? '';
  assert.equal(await isGood(url, token), true);
  await page.getByTestId('sign-out').click();
  await page.getByTestId('sign-in').waitFor();
  assert.equal(await isGood(url, token), false);
});

test('a token that was typed in outlives signing out, unless the reader has it revoked', {
  skip,
  timeout: 60_000,
}, async (t) => {
  const { url, dataDir, tab } = await openBrowser(t);
  await carelessNode(url, OWNER);
  const token = await tokenFor(dataDir, OWNER);
  const page = await tab();
  await page.goto(`${url}/#/jobs`);
  await signIn(page, token);
  await page.getByTestId('sign-out').click();
  await page.getByTestId('sign-in').waitFor();
  assert.equal(await isGood(url, token), true);
  await signIn(page, token);
  await page.getByTestId('revoke-own').click();
  await page.getByTestId('revoke-own-sure').click();
  await page.getByTestId('sign-in').waitFor();
  assert.equal(await isGood(url, token), false);
});

test('a job can be given up, after a question', { skip, timeout: 120_000 }, async (t) => {
  const { url, dataDir, tab } = await openBrowser(t);
  await carelessNode(url, OWNER);
  const page = await tab();
  await page.goto(`${url}/#/jobs/new`);
  await signIn(page, await tokenFor(dataDir, OWNER));
  await page.getByTestId('job-example').click();
  await page.getByTestId('submit-new-job').click();
  await page.getByTestId('cancel-job').click();
  await page.keyboard.press('Escape');
  assert.equal(await focused(page), 'cancel-job');
  await page.getByTestId('cancel-job').click();
  await page.getByTestId('cancel-job-sure').click();
  await count(page, 'job-failed', 1);
  await page.getByTestId('retry-job').waitFor({ state: 'detached' });
});

test('a job with several inputs in a task and hashes only has fewer tasks', { skip, timeout: 60_000 }, async (t) => {
  const { url, dataDir, tab } = await openBrowser(t);
  await carelessNode(url, OWNER);
  const page = await tab();
  await page.goto(`${url}/#/jobs/new`);
  await signIn(page, await tokenFor(dataDir, OWNER));
  await page.getByTestId('job-example').click();
  await page.getByTestId('job-inputs').fill(Array(5).fill('0a000000 00000000 01000000').join('\n'));
  await page.getByTestId('field-per-task').fill('2');
  await page.locator('input[name="wanted"][value="hashes"]').check({ force: true });
  await page.getByText('Makes 3 tasks.').waitFor();
  await page.getByTestId('submit-new-job').click();
  await count(page, 'job-queued', 3);
  await page.getByText('Hashes and a sample').waitFor();
});

test('an administrator stops the handing out, takes a node out, gives a token and finds it in the log', {
  skip,
  timeout: 180_000,
}, async (t) => {
  const { url, dataDir, tab } = await openBrowser(t, /status of 40[13]/);
  const { nodeId } = await carelessNode(url, OWNER);
  const page = await tab();
  await page.goto(`${url}/#/admin`);
  await signIn(page, await tokenFor(dataDir, OWNER));
  await page.getByTestId('not-admin').waitFor();
  await page.getByTestId('sign-out').click();
  await signIn(page, await tokenFor(dataDir, OWNER, '--admin'));

  await page.getByTestId('stop-handing-out').click();
  await page.getByTestId('stop-handing-out-sure').click();
  await page.locator('[data-testid="handing-out"][data-draining="true"]').waitFor();
  await page.getByTestId('resume-handing-out').click();
  await page.locator('[data-testid="handing-out"][data-draining="false"]').waitFor();

  const row = page.locator('[data-testid="admin-nodes"] tbody tr', { hasText: nodeId });
  await row.getByTestId('take-out').click();
  await row.getByTestId('take-out-sure').click();
  await row.getByTestId('take-in').waitFor();
  // The keyboard stays where it was.
  assert.equal(await focused(page), 'take-in');
  // The node's own page says so to everybody, and the administrator can let it in from there too.
  await row.getByRole('link').click();
  await page.locator('[data-testid="node-state"][data-out="true"]').waitFor();
  await page.getByTestId('take-in').click();
  await page.locator('[data-testid="node-state"][data-out="false"]').waitFor();

  await page.goto(`${url}/#/admin/users`);
  await page.getByTestId('choose-user').first().click();
  await page.getByTestId('field-token-label').fill('nightly');
  await page.getByTestId('make-token').click();
  const made = (await page.getByTestId('made-token').textContent()) ?? '';
  assert.match(made, /^npt_/);
  await page.goto(`${url}/#/admin/tokens`);
  const token = page.locator('[data-testid="token-table"] tbody tr', { hasText: 'nightly' });
  await token.getByTestId('revoke-token').click();
  await token.getByTestId('revoke-token-sure').click();
  await token.getByTestId('revoke-token').waitFor({ state: 'detached' });

  await page.goto(`${url}/#/admin/audit`);
  await page.getByTestId('audit').waitFor();
  const log = (await page.getByTestId('audit').textContent()) ?? '';
  for (const action of ['took a node out', 'let a node in again', 'stopped the handing out', 'revoked a token']) {
    assert.ok(log.includes(action), action);
  }
  // A token that is not good any more is dropped, and the page says so.
  await page.getByTestId('sign-out').click();
  await page.getByTestId('token').fill(made);
  await page.getByTestId('use-token').click();
  await page.getByTestId('token-lost').waitFor();
  assert.equal(await page.evaluate(() => sessionStorage.getItem('api token')), null);
});

test('without a line the overview keeps what it knew and says how old that is', {
  skip,
  timeout: 90_000,
}, async (t) => {
  const { url, context, tab } = await openBrowser(t, /ERR_INTERNET_DISCONNECTED|ERR_NETWORK|Failed to fetch/);
  const page = await tab();
  await page.goto(`${url}/#/network`);
  await page.getByTestId('network-state').waitFor();
  await context.setOffline(true);
  await page.getByTestId('stale').first().waitFor();
  await page.getByTestId('network-state').waitFor();
  assert.equal(await page.getByTestId('stale').count(), 1);
  await context.setOffline(false);
  await page.getByTestId('stale').first().waitFor({ state: 'detached', timeout: 60_000 });
});

/** The test's name of what the keyboard is at. */
function focused(page: Page): Promise<string | undefined> {
  return page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.testid);
}

async function signInWrongly(page: Page): Promise<void> {
  await page.getByTestId('token').fill('npt_not_a_token');
  await page.getByTestId('use-token').click();
  await page.getByTestId('token-lost').waitFor();
}

async function count(page: Page, testId: string, wanted: number, timeout = 60_000): Promise<void> {
  await page.waitForFunction(
    ([id, number]) => document.querySelector(`[data-testid="${id}"]`)?.textContent === String(number),
    [testId, wanted] as const,
    { timeout },
  );
}

/** Whether the orchestrator still takes a token. */
async function isGood(url: string, token: string): Promise<boolean> {
  const accounts = createClient(AccountService, createConnectTransport({ baseUrl: url, httpVersion: '1.1' }));
  return accounts.getAccount({}, { headers: { authorization: `Bearer ${token}` } }).then(
    () => true,
    () => false,
  );
}
