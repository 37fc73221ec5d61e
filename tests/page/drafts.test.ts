// A task with several inputs in a tab that is killed: what was proven of it is not proven again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { carelessNode } from './careless-node.ts';
import { openBrowser, signIn, skip } from './prover-page.ts';
import { tokenFor } from './tokens.ts';

const OWNER = '0x8617E340B3D01FA5F11F306F4090FD50E238070D';
const INPUTS = 12;

/** How many proofs of unfinished tasks the browser keeps. */
function kept(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('nexus-prover');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const count = opening.result.transaction('draftProofs').objectStore('draftProofs').count();
          count.onsuccess = () => {
            opening.result.close();
            resolve(count.result);
          };
        };
      }),
  );
}

/** Remembers which inputs of the task the workers' places tell of, from the first on. */
async function watchInputs(page: Page): Promise<() => Promise<number[]>> {
  await page.addInitScript((inputs) => {
    const seen = new Set<number>();
    Object.assign(window, { seen });
    new MutationObserver(() => {
      const told = new RegExp(`input (\\d+) of ${inputs}`).exec(document.body?.textContent ?? '')?.[1];
      if (told !== undefined) seen.add(Number(told));
    }).observe(document, { subtree: true, childList: true, characterData: true });
  }, INPUTS);
  return () => page.evaluate(() => [...(window as unknown as { seen: Set<number> }).seen]);
}

test('what a killed tab had proven of a task is kept, and only the rest is proven', {
  skip,
  timeout: 180_000,
}, async (t) => {
  const { url, dataDir, tab, context } = await openBrowser(t, /status of 404/);
  await carelessNode(url, OWNER);
  // Another visitor: of one browser only one tab proves.
  const owner = (await context.browser()?.newPage()) ?? assert.fail();
  await owner.goto(`${url}/#/jobs/new`);
  await signIn(owner, await tokenFor(dataDir, OWNER));
  await owner.getByTestId('job-example').click();
  await owner.getByTestId('job-inputs').fill(Array(INPUTS).fill('e8030000 00000000 01000000').join('\n'));
  await owner.getByTestId('field-per-task').fill(String(INPUTS));
  await owner.getByTestId('submit-new-job').click();
  await owner.getByTestId('job-queued').waitFor();

  const killed = await tab();
  await killed.goto(url);
  await killed.getByTestId('start').click();
  while ((await kept(killed)) < 2) await killed.waitForTimeout(20);
  const crashed = killed.waitForEvent('crash');
  void (await context.newCDPSession(killed)).send('Page.crash').catch(() => {});
  await crashed;
  const onlooker = await tab();
  // Has no icon, which Chromium complains of; and it proves nothing.
  await onlooker.goto(`${url}/healthz`);
  const proven = await kept(onlooker);
  assert.ok(proven >= 2 && proven < INPUTS, `${proven} were proven`);

  const page = await tab();
  const seen = await watchInputs(page);
  await page.goto(url);
  await page.getByTestId('start').click();
  await owner.locator('[data-testid="job-accepted"]', { hasText: '1' }).waitFor({ timeout: 120_000 });
  assert.deepEqual(
    (await seen()).filter((input) => input <= proven),
    [],
  );
  assert.ok((await seen()).length > 0);
  assert.equal(await kept(onlooker), 0, 'a finished task leaves no draft');
});
