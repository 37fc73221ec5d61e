// What a first visit costs: bytes before the module, time on a slow phone, and whether the page can be installed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { chromium as driver } from 'playwright-core';
import { chromium } from '../../scripts/setup/browser.mjs';
import { temporaryFolder } from '../orchestrator.ts';
import { openBrowser, skip } from './prover-page.ts';

const MOST_BYTES = 150_000;
const MOST_MS = 1500;
/** A phone of the middle on a fair mobile line. */
const PHONE = { slowdown: 4, downloadPerSecond: (9_000_000 * 0.9) / 8, uploadPerSecond: 1_500_000 / 8, latencyMs: 60 };

test('scripts and styles of the first screen stay below 150 kB of brotli, and nothing comes from elsewhere', {
  skip,
  timeout: 30_000,
}, async (t) => {
  const { url, tab } = await openBrowser(t);
  const page = await tab();
  const sizes: Record<string, number> = {};
  const elsewhere: string[] = [];
  page.on('response', async (response) => {
    if (new URL(response.url()).origin !== url) elsewhere.push(response.url());
    if (!/\.(js|css)$/.test(response.url()) || response.url().includes('service-worker')) return;
    sizes[new URL(response.url()).pathname] = brotliCompressSync(await response.body()).length;
  });
  await page.goto(url);
  await page.locator('[data-testid="network"][data-state="known"]').waitFor();
  const bytes = Object.values(sizes).reduce((sum, size) => sum + size, 0);
  t.diagnostic(`${bytes} bytes of brotli in ${Object.keys(sizes).length} files`);
  assert.ok(bytes > 10_000, 'the scripts were not seen');
  assert.ok(bytes <= MOST_BYTES, JSON.stringify(sizes));
  assert.deepEqual(elsewhere, []);
});

test('on a slow phone the button can be pressed within 1.5 s', { skip, timeout: 60_000 }, async (t) => {
  const { url, tab } = await openBrowser(t);
  const times: number[] = [];
  // The better of two: the machine of a test has other work too.
  for (let run = 0; run < 2; run += 1) {
    const page = await tab();
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    await session.send('Network.setBypassServiceWorker', { bypass: true });
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: PHONE.latencyMs,
      downloadThroughput: PHONE.downloadPerSecond,
      uploadThroughput: PHONE.uploadPerSecond,
    });
    await session.send('Emulation.setCPUThrottlingRate', { rate: PHONE.slowdown });
    await page.addInitScript(() => {
      // Pressable is more than visible: the main thread has to be free for a frame.
      const look = (): void => {
        if (document.querySelector('[data-testid="start"]') === null) requestAnimationFrame(look);
        else setTimeout(() => Object.assign(globalThis, { pressableAt: performance.now() }));
      };
      requestAnimationFrame(look);
    });
    await page.goto(url, { waitUntil: 'commit' });
    const seen = await page.waitForFunction(() => (globalThis as { pressableAt?: number }).pressableAt);
    times.push((await seen.jsonValue()) ?? Number.POSITIVE_INFINITY);
    await page.close();
  }
  t.diagnostic(`pressable after ${times.map((ms) => Math.round(ms)).join(' and ')} ms`);
  assert.ok(Math.min(...times) <= MOST_MS, `${times.join(', ')} ms`);
});

test('the browser finds nothing that keeps the page from being installed', { skip, timeout: 60_000 }, async (t) => {
  const { url } = await openBrowser(t);
  using profile = temporaryFolder();
  // A context of Playwright's is a private window, where nothing is installed.
  await using context = await driver.launchPersistentContext(profile.path, {
    executablePath: chromium() ?? '',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const page = await context.newPage();
  await page.goto(url);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  const session = await context.newCDPSession(page);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  assert.deepEqual(installabilityErrors, []);
  const { errors, data } = await session.send('Page.getAppManifest');
  assert.deepEqual(errors, []);
  const manifest = JSON.parse(data ?? '{}') as { screenshots: { src: string; sizes: string }[] };
  assert.ok(manifest.screenshots.length >= 2);
  for (const { src, sizes } of manifest.screenshots) {
    const found = await page.evaluate(async (address) => {
      const picture = await createImageBitmap(await (await fetch(address)).blob());
      return `${picture.width}x${picture.height}`;
    }, src);
    assert.equal(found, sizes, src);
  }
});
