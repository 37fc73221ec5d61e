// The memory of the tab's process over many proofs: each takes and gives back its own, and nothing is left behind. Short
// here; `npm run test:page-soak` makes fifty proofs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Browser } from 'playwright-core';
import { accepted, openBrowser, skip, standing } from './prover-page.ts';

const PROOFS = Number(process.env.PAGE_SOAK ?? 8);
/** Made for the network; the others are the example's, because the network's tasks grow with every proof accepted. */
const FOR_NETWORK = 5;
/** Caches and optimised code are filled by then. */
const WARM = 2;
const MOST_GROWTH = 64 * 1024 ** 2;
const unreadable = process.platform !== 'linux' && 'memory is read from /proc';

test(`the tab does not grow over ${PROOFS} proofs`, {
  skip: skip || unreadable,
  timeout: 120_000 + PROOFS * 6_000,
}, async (t) => {
  const { url, tab, context } = await openBrowser(t);
  const page = await tab();
  await page.goto(url);
  await page.getByTestId('start').click();
  const after: number[] = [];
  const measure = async (): Promise<void> => {
    await (await context.newCDPSession(page)).send('HeapProfiler.collectGarbage');
    after.push(rendererBytes(await rendererIds(context.browser())));
  };
  for (const proofs of [WARM, FOR_NETWORK]) {
    await accepted(page, proofs);
    await page.getByTestId('finish').click();
    await standing(page, 'paused');
    await measure();
    if (proofs < FOR_NETWORK) await page.getByTestId('resume').click();
  }
  await page.goto(`${url}/#/program`);
  await page.getByTestId('example').click();
  for (let made = FOR_NETWORK; made < PROOFS; made += 1) {
    await page.getByTestId('prove-own').click();
    await page.locator('[data-testid="trial"][data-at="running"]').waitFor();
    await page.getByTestId('proven').waitFor({ timeout: 60_000 });
  }
  await measure();
  const mebibytes = after.map((bytes) => Math.round(bytes / 1024 ** 2));
  t.diagnostic(`after ${WARM}, ${FOR_NETWORK} and ${PROOFS} proofs the tab holds ${mebibytes.join(', ')} MiB`);
  const [first = 0, , last = 0] = after;
  assert.ok(last - first <= MOST_GROWTH, `${mebibytes.join(', ')} MiB`);
});

async function rendererIds(browser: Browser | null): Promise<readonly number[]> {
  const session = await browser?.newBrowserCDPSession();
  const answer = await session?.send('SystemInfo.getProcessInfo');
  await session?.detach();
  return (answer?.processInfo ?? []).filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

/** Resident memory of its own: what it shares with other processes does not count. */
function rendererBytes(ids: readonly number[]): number {
  assert.ok(ids.length > 0, 'no renderer was found');
  return ids.reduce((sum, id) => {
    const text = readFileSync(`/proc/${id}/smaps_rollup`, 'utf8');
    const kibibytes = [...text.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB$/gm)].map(([, number]) => Number(number));
    return sum + kibibytes.reduce((all, one) => all + one, 0) * 1024;
  }, 0);
}
