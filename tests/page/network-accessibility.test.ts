// The network's screens in both languages and appearances, on a desk and on a phone, and while nothing answers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { violationsOf } from './axe.ts';
import { carelessNode } from './careless-node.ts';
import { openBrowser, skip } from './prover-page.ts';
import { tokenFor } from './tokens.ts';

const OWNER = '0x8617E340B3D01FA5F11F306F4090FD50E238070D';
const ADMIN_PARTS = ['nodes', 'users', 'jobs', 'programs', 'tokens', 'audit'] as const;

test('no screen of the network has a violation in either language and appearance', {
  skip,
  timeout: 300_000,
}, async (t) => {
  const { url, dataDir, tab } = await openBrowser(t);
  const careless = await carelessNode(url, OWNER);
  const page = await tab();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(`${url}/#/jobs/new`);
  await page.getByTestId('sign-in').waitFor();
  assert.deepEqual(await violationsOf(page, 'sign in'), []);
  await page.getByTestId('token').fill(await tokenFor(dataDir, OWNER, '--admin'));
  await page.getByTestId('use-token').click();
  await page.getByTestId('job-example').click();
  await page.getByTestId('submit-new-job').click();
  await page.getByTestId('task-table').waitFor();
  await careless.spoil(2);
  const job = new URL(page.url()).hash;
  const screens: readonly (readonly [address: string, landmark: string])[] = [
    ['#/network', 'latest'],
    [`#/nodes/${careless.nodeId}`, 'node-actions'],
    ['#/jobs', 'job-table'],
    ['#/jobs/new', 'new-job-form'],
    [job, 'task-table'],
    ...ADMIN_PARTS.map((part) => [`#/admin/${part}`, 'admin'] as const),
  ];
  for (const language of ['en', 'zh']) {
    for (const theme of ['light', 'dark']) {
      for (const width of [1280, 768, 360]) {
        await page.setViewportSize({ width, height: 800 });
        await page.getByTestId('language').selectOption(language);
        await page.getByTestId('theme').selectOption(theme);
        for (const [address, landmark] of screens) {
          await page.goto(`${url}/${address}`);
          await page.getByTestId(landmark).waitFor();
          await page.getByTestId('awaited').first().waitFor({ state: 'hidden' });
          assert.deepEqual(await violationsOf(page, `${address} ${language} ${theme} ${width}`), []);
        }
      }
    }
  }
});

test('an answer that is late, and one that does not come, are screens without a violation too', {
  skip,
  timeout: 90_000,
}, async (t) => {
  const { url, tab } = await openBrowser(t, /ERR_FAILED|Failed to fetch/);
  const page = await tab();
  const gate = Promise.withResolvers<void>();
  await page.route('**/proofnet.v1.NetworkService/*', async (route) => {
    await gate.promise;
    await route.abort();
  });
  await page.goto(`${url}/#/network`);
  await page.locator('[data-testid="awaited"][data-slow="false"]').waitFor();
  assert.deepEqual(await violationsOf(page, 'awaited'), []);
  await page.locator('[data-testid="awaited"][data-slow="true"]').waitFor();
  assert.deepEqual(await violationsOf(page, 'slow'), []);
  gate.resolve();
  await page.getByTestId('problem').waitFor();
  assert.deepEqual(await violationsOf(page, 'failed'), []);
  await page.unroute('**/proofnet.v1.NetworkService/*');
  // It may have asked again by itself meanwhile; then there is no button any more.
  const again = page.getByRole('button', { name: 'Ask again' });
  await again.click({ timeout: 2000 }).catch(() => undefined);
  await page.getByTestId('network-state').waitFor();
});

test('every choice and button is reached and pressed with the keyboard alone', { skip, timeout: 60_000 }, async (t) => {
  const { url, tab } = await openBrowser(t);
  const page = await tab();
  await page.goto(`${url}/#/network`);
  await page.getByTestId('network-state').waitFor();
  await focusByTab(page, '[name="measure"][value="proofs"]');
  await page.keyboard.press('ArrowRight');
  assert.ok(await page.locator('[name="measure"][value="cycles"]').isChecked());
  await focusByTab(page, '[data-testid="throughput"] summary');
  await page.keyboard.press('Enter');
  assert.ok(await page.locator('[data-testid="throughput"] details').evaluate((it) => (it as HTMLDetailsElement).open));
});

async function focusByTab(page: Page, selector: string): Promise<void> {
  for (let i = 0; i < 60; i++) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`${selector} is not reached`);
}
