// A proof handed to somebody else: its file, checked by the command and by another browser at the address of the proof.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { temporaryFolder } from '../orchestrator.ts';
import { openBrowser, skip } from './prover-page.ts';

const COMMAND = fileURLToPath(new URL('../../node-runner/main.ts', import.meta.url));

test('the file of a proof convinces the command and another browser, and a changed one does not', {
  skip,
  timeout: 120_000,
}, async (t) => {
  using home = temporaryFolder();
  const { url, tab, context } = await openBrowser(t);
  const page = await tab();
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`${url}/#/program`);
  await page.getByTestId('example').click();
  await page.getByTestId('prove-own').click();
  await page.getByTestId('proven').click({ timeout: 60_000 });
  await page.getByText(/\d+ bits proven/).waitFor();
  const downloading = page.waitForEvent('download');
  await page.getByTestId('download').click();
  const file = await (await downloading).path();
  await page.getByTestId('share').click();
  await page.locator('[data-testid="shared"][data-at="copied"]').waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(link, /#\/proofs\/[0-9a-f]{64}$/);

  const options = ['verify', file, '--json', '--data-dir', home.path];
  const { stdout } = await promisify(execFile)(process.execPath, [COMMAND, ...options]);
  assert.equal(JSON.parse(stdout).accepted, true);

  const other = await (await context.browser()?.newContext({ locale: 'en-GB' }))?.newPage();
  assert.ok(other);
  await other.goto(link);
  const bytes = readFileSync(file);
  bytes[bytes.length - 100] = (bytes.at(-100) ?? 0) ^ 1;
  await other.getByTestId('proof-file').setInputFiles({ name: 'changed', mimeType: '', buffer: bytes });
  await other.locator('[data-testid="proof-drop"][data-at="refused"]').waitFor();
  await other.getByTestId('proof-file').setInputFiles(file);
  await other.getByText('made elsewhere, checked here').waitFor({ timeout: 30_000 });
  await other.getByTestId('verify').click();
  await other.locator('[data-verdict="valid"]').waitFor();
});

test('a changed proof is refused by the verifier where no address names it', { skip, timeout: 60_000 }, async (t) => {
  const { url, tab } = await openBrowser(t);
  const page = await tab();
  await page.goto(`${url}/#/proofs`);
  await page.getByTestId('proof-file').setInputFiles({ name: 'x', mimeType: '', buffer: Buffer.from('no proof') });
  await page.getByText('Not valid: proof_file_malformed').waitFor();
});
