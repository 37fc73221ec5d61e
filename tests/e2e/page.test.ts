// The page in a real browser: one click, one task proven in a Web Worker and accepted, no rule of the page broken.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { chromium as driver } from 'playwright-core';
import { chromium } from '../../scripts/setup/browser.mjs';
import { testOrchestrator } from '../orchestrator.ts';

const executablePath = chromium();
const skip = executablePath === undefined && 'there is no Chromium here: set CHROMIUM_PATH, or install it';
/** The README's picture, taken anew where it is asked for: it differs with every run. */
const picture = join(import.meta.dirname, '../../docs/page.png');
const wanted = !existsSync(picture) || process.env.UPDATE_PICTURE === '1';

test('the page proves a task that the orchestrator accepts', { skip, timeout: 120_000 }, async (t) => {
  await using orchestrator = await testOrchestrator();
  const browser = await driver.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
  t.after(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));

  await page.goto(orchestrator.url);
  await page.getByRole('button', { name: 'Start proving' }).click();
  const accepted = page.getByTestId('accepted');
  await accepted.filter({ hasText: /[1-9]/ }).waitFor();
  assert.equal(await page.getByTestId('refused').textContent(), '0');
  assert.notEqual(await page.getByTestId('cycles').textContent(), '0');
  if (wanted) {
    await page.locator('[data-testid="status"][data-state="proving"]').waitFor();
    mkdirSync(dirname(picture), { recursive: true });
    await page.screenshot({ path: picture });
  }
  assert.deepEqual(complaints, []);
});
