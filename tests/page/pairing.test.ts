// A runner at work, paired with a page by the link that it prints: what the page shows is what the runner does.
import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { hexToBytes } from '@noble/hashes/utils.js';
import type { Page } from 'playwright-core';
import { identityFromSeed } from '#client/identity/identity.ts';
import { PAIRING_MS, pairingCode } from '#client/identity/pairing.ts';
import { receiptKeyOf } from '../network-key.ts';
import { temporaryFolder } from '../orchestrator.ts';
import { openBrowser, skip } from './prover-page.ts';

const RUNNER = fileURLToPath(new URL('../../node-runner/main.ts', import.meta.url));

interface Pairing {
  readonly nodeId: string;
  readonly link: string;
  readonly code: string;
}

test('a runner is paired by its link, followed live, and unpaired', { skip, timeout: 180_000 }, async (t) => {
  const { url, tab } = await openBrowser(t);
  const { dataDir, child } = runner(t, url);
  const page = await tab();
  const { nodeId, link } = await pairingOf(t, url, dataDir);
  assert.ok(link.startsWith(`${url}/#/pair/`));

  await page.goto(link);
  await page.getByTestId('pair-name').fill('cellar');
  assert.doesNotMatch(page.url(), /pair\/./, 'the code does not stay in the address');
  await page.getByTestId('pair').click();
  const card = page.locator(`[data-testid="runner"][data-node="${nodeId}"][data-state="known"]`);
  await card.getByText('cellar').waitFor();
  const before = await number(page, 'runner-accepted');
  // Nobody loads the page again, or asks.
  await page.waitForFunction(
    (known) => Number(document.querySelector('[data-testid="runner-accepted"]')?.textContent) > known,
    before,
    { timeout: 60_000 },
  );
  await card.getByTestId('runner-held').waitFor();
  assert.ok((await number(page, 'runner-hour')) > 0);
  assert.equal(await number(page, 'runner-refused'), 0);
  assert.match((await page.getByTestId('runner-credit').textContent()) ?? '', /[1-9].* cycles/);
  // The orchestrator writes signs of life down every few seconds.
  await card
    .getByTestId('runner-contact')
    .getByText(/now|sec/)
    .waitFor();

  // When it has ended, it holds nothing any more.
  child.kill('SIGTERM');
  await once(child, 'exit');
  await card.getByTestId('runner-held').waitFor({ state: 'detached', timeout: 30_000 });

  await page.goto(`${url}/#/settings`);
  await page.reload();
  await page.getByTestId('runner').getByText('cellar').waitFor();
  await page.getByTestId('unpair').click();
  await page.getByTestId('runner').waitFor({ state: 'detached' });
  await page.reload();
  await page.getByTestId('to-pairing').waitFor();
  assert.equal(await page.getByTestId('runner').count(), 0);
});

test('a code that is changed, over, or of another network is refused in words, in both languages', {
  skip,
  timeout: 120_000,
}, async (t) => {
  const { url, tab } = await openBrowser(t);
  const { dataDir } = runner(t, url);
  const { nodeId, code } = await pairingOf(t, url, dataDir);
  const identity = identityFromSeed(hexToBytes((await readFile(join(dataDir, 'notes', 'identity'), 'utf8')).trim()));
  const network = await receiptKeyOf(url);
  const soon = Date.now() + PAIRING_MS;
  const at = code.length - 20;
  const refusals = [
    ['pairing_malformed', nodeId, /no pairing code/, /不是配对代码/],
    ['pairing_forged', code.slice(0, at) + (code[at] === 'A' ? 'B' : 'A') + code.slice(at + 1), /not signed/, /不是由/],
    ['pairing_expired', await pairingCode(identity, network, nodeId, Date.now() - 1000), /is over/, /已过期/],
    ['pairing_foreign', await pairingCode(identity, new Uint8Array(32), nodeId, soon), /another network/, /另一个网络/],
  ] as const;
  const page = await tab();
  await page.goto(`${url}/#/pair`);
  for (const [refusal, text, english, chinese] of refusals) {
    await page.getByTestId('pair-code').fill(text);
    await page.getByTestId('check-code').click();
    const said = page.locator(`[data-testid="pairing"][data-code="${refusal}"]`);
    await said.getByText(english).waitFor();
    await page.getByTestId('language').selectOption('zh');
    await said.getByText(chinese).waitFor();
    await page.getByTestId('language').selectOption('en');
  }
  assert.equal(await page.getByTestId('runner').count(), 0);
  // And the nearest one that is none of these is taken.
  await page.getByTestId('pair-code').fill(code);
  await page.getByTestId('check-code').click();
  await page.getByTestId('pair').click();
  await page.getByTestId('runner').waitFor();
});

test('a command without the key of a node gives no link for it', { skip, timeout: 60_000 }, async (t) => {
  const { url } = await openBrowser(t);
  const { dataDir } = runner(t, url);
  const { nodeId } = await pairingOf(t, url, dataDir);
  const other = temporaryFolder();
  t.after(() => other[Symbol.dispose]());
  const wrong = await pair(url, other.path, '--node', nodeId).catch((error: { stderr: string }) => error);
  assert.equal(JSON.parse(wrong.stderr).code, 'key_not_bound');
});

/** A runner at work, which ends with the test. */
function runner(t: TestContext, url: string): { dataDir: string; child: ChildProcess } {
  const folder = temporaryFolder();
  const child = spawn(process.execPath, [RUNNER, 'run', '--headless', ...settings(url, folder.path)], {
    stdio: 'ignore',
  });
  t.after(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    folder[Symbol.dispose]();
  });
  return { dataDir: folder.path, child };
}

/** The pairing that the command prints, once the runner has used its key. */
async function pairingOf(t: TestContext, url: string, dataDir: string): Promise<Pairing> {
  for (;;) {
    t.signal.throwIfAborted();
    const { stdout } = await pair(url, dataDir).catch(() => ({ stdout: '' }));
    const [pairing] = stdout === '' ? [] : (JSON.parse(stdout).pairings as Pairing[]);
    if (pairing !== undefined) return pairing;
  }
}

function pair(url: string, dataDir: string, ...more: string[]) {
  return promisify(execFile)(process.execPath, [RUNNER, 'pair', '--json', ...more, ...settings(url, dataDir)]);
}

function settings(url: string, dataDir: string): string[] {
  return ['--orchestrator-url', url, '--data-dir', dataDir, '--prover-workers', '1'];
}

async function number(page: Page, testId: string): Promise<number> {
  return Number(await page.getByTestId(testId).textContent());
}
