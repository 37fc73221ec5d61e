// The page in Firefox: the same click, the same accepted proof, and the network's screens.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testOrchestrator } from '../orchestrator.ts';
import { carelessNode } from './careless-node.ts';
import { type Firefox, firefox, startFirefox } from './firefox.ts';
import { tokenFor } from './tokens.ts';

const skip = firefox === undefined && 'there is no Firefox here: set FIREFOX_PATH, or install it';
const OWNER = '0x8617E340B3D01FA5F11F306F4090FD50E238070D';

test('Firefox proves a task that the orchestrator accepts', { skip, timeout: 180_000 }, async () => {
  await using orchestrator = await testOrchestrator();
  await using browser = await startFirefox(firefox ?? '');
  await browser.open(orchestrator.url);
  await browser.value(seen('start', 'element.click() ?? true'));
  const accepted = await browser.value(seen('accepted', 'Number(element.textContent)'));
  assert.ok(Number(accepted) >= 1);
  assert.equal(await browser.value(seen('refused', 'element.textContent')), '0');
});

test('Firefox opens every screen of the network, signs in and submits a job, without an error', {
  skip,
  timeout: 180_000,
}, async () => {
  await using orchestrator = await testOrchestrator();
  const { url, dataDir } = orchestrator;
  const careless = await carelessNode(url, OWNER);
  await careless.spoil(1);
  await using browser = await startFirefox(firefox ?? '');
  await browser.open(`${url}/#/network`);
  await browser.value(LISTEN);
  await browser.value(seen('queue', 'true'));
  assert.match(String(await browser.value(seen('network-state', 'element.dataset.state'))), /^[a-z]+/i);
  await show(browser, `#/nodes/${careless.nodeId}`, 'node-state');
  assert.match(String(await browser.value(seen('node', 'element.textContent'))), /proof_malformed/);

  await show(browser, '#/jobs/new', 'sign-in');
  await browser.value(typed('token', await tokenFor(dataDir, OWNER, '--admin')));
  await browser.value(seen('use-token', 'element.click() ?? true'));
  await browser.value(seen('job-example', 'element.click() ?? true'));
  await browser.value(seen('submit-new-job', '!element.disabled && (element.click() ?? true)'));
  assert.equal(await browser.value(seen('job-queued', 'element.textContent')), '1');
  await show(browser, '#/jobs', 'job-table');
  for (const part of ['nodes', 'users', 'jobs', 'programs', 'tokens', 'audit']) {
    await show(browser, `#/admin/${part}`, 'admin');
  }
  await show(browser, '#/pair', 'pair-code');
  assert.equal(await browser.value('complaints.join()'), '');
});

/** Keeps what goes wrong in the page from now on. */
const LISTEN = `(() => {
  globalThis.complaints = [];
  addEventListener('error', (event) => complaints.push(event.message));
  addEventListener('unhandledrejection', (event) => complaints.push(String(event.reason)));
})()`;

/** Goes to a screen, and waits for what has to be there and for every answer in it. */
async function show(browser: Firefox, address: string, landmark: string): Promise<void> {
  await browser.value(`void (location.hash = ${JSON.stringify(address)})`);
  const answered = `!document.querySelector('[data-testid="awaited"]')`;
  await browser.value(seen(landmark, `location.hash === ${JSON.stringify(address)} && ${answered}`));
}

/** An expression that types into a field, as the page hears it. */
function typed(testId: string, text: string): string {
  return seen(
    testId,
    `(element.value = ${JSON.stringify(text)}) && element.dispatchEvent(new Event('input', { bubbles: true }))`,
  );
}

/** An expression that waits until what it says of an element is neither missing nor zero, and gives that. */
function seen(testId: string, said: string): string {
  return `new Promise((resolve) => {
    const look = () => {
      const element = document.querySelector('[data-testid="${testId}"]');
      const value = element && (${said});
      if (value) resolve(value);
      else setTimeout(look, 100);
    };
    look();
  })`;
}
