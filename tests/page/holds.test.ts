// What the reader's choices about battery, presence and the screen do, in a browser whose devices the test plays.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { openBrowser, skip, standing } from './prover-page.ts';

interface Devices {
  battery: EventTarget & { charging: boolean; level: number };
  idle: EventTarget & { userState: 'active' | 'idle' };
  screenLocks: number;
}
type World = typeof globalThis & { devices: Devices };

/** Before any script of the page: a battery, an idle detector and a wake lock that obey the test. */
function playDevices(): void {
  const devices = {
    battery: Object.assign(new EventTarget(), { charging: true, level: 1 }),
    idle: Object.assign(new EventTarget(), { userState: 'active' as const, start: async () => {} }),
    screenLocks: 0,
  };
  const lock = () => {
    devices.screenLocks += 1;
    return {
      released: false,
      async release() {
        this.released = true;
        devices.screenLocks -= 1;
      },
    };
  };
  Object.defineProperty(navigator, 'getBattery', { value: async () => devices.battery });
  Object.defineProperty(navigator, 'wakeLock', { value: { request: async () => lock() } });
  Object.assign(globalThis, {
    devices,
    IdleDetector: class {
      static async requestPermission(): Promise<string> {
        return 'granted';
      }
      constructor() {
        // biome-ignore lint/correctness/noConstructorReturn: the one that the test holds.
        return devices.idle;
      }
    },
  });
}

async function heldFor(page: Page, code: string): Promise<void> {
  await page.locator(`[data-testid="why"][data-code="${code}"]`).waitFor();
  await standing(page, 'held');
}

const battery = (page: Page, now: { charging: boolean; level: number }) =>
  page.evaluate((values) => {
    const { battery } = (globalThis as World).devices;
    Object.assign(battery, values);
    battery.dispatchEvent(new Event('levelchange'));
    battery.dispatchEvent(new Event('chargingchange'));
  }, now);

test('battery, its level, and the reader at the device hold proving back, each with its reason', {
  skip,
  timeout: 90_000,
}, async (t) => {
  const { url, tab } = await openBrowser(t);
  const page = await tab();
  await page.addInitScript(playDevices);
  await page.goto(`${url}/#/settings`);
  await page.getByTestId('set-least-charge').fill('50');
  await page.goto(`${url}/#/`);
  await page.getByTestId('start').click();
  await standing(page, 'proving');

  await battery(page, { charging: false, level: 0.8 });
  await standing(page, 'proving');
  await battery(page, { charging: false, level: 0.4 });
  await heldFor(page, 'battery_low');
  await battery(page, { charging: true, level: 0.4 });
  await standing(page, 'proving');

  await page.goto(`${url}/#/settings`);
  await page.getByRole('switch', { name: 'Not on battery' }).check();
  await page.getByRole('switch', { name: 'Only while I am away' }).check();
  await page.goto(`${url}/#/`);
  await heldFor(page, 'not_idle');
  await battery(page, { charging: false, level: 1 });
  await heldFor(page, 'on_battery');
  await battery(page, { charging: true, level: 1 });
  await page.evaluate(() => {
    const { idle } = (globalThis as World).devices;
    idle.userState = 'idle';
    idle.dispatchEvent(new Event('change'));
  });
  await standing(page, 'proving');
});

test('what is finished is sent while the battery holds proving back', { skip, timeout: 60_000 }, async (t) => {
  const { url, tab } = await openBrowser(t, /ERR_FAILED/);
  const page = await tab();
  await page.addInitScript(playDevices);
  await page.goto(`${url}/#/settings`);
  await page.getByRole('switch', { name: 'Not on battery' }).check();
  await page.goto(`${url}/#/`);
  await page.route('**/SubmitProof', (route) => route.abort());
  await page.getByTestId('start').click();
  await page.locator('[data-testid="outbox"]:not([data-waiting="0"])').waitFor();
  await battery(page, { charging: false, level: 1 });
  await heldFor(page, 'on_battery');
  await page.unroute('**/SubmitProof');
  await page.locator('[data-testid="outbox"][data-waiting="0"]').waitFor({ timeout: 40_000 });
  await standing(page, 'held');
  await battery(page, { charging: true, level: 1 });
  await standing(page, 'proving');
});

test('the screen is kept awake while proving and only then', { skip, timeout: 60_000 }, async (t) => {
  const { url, tab } = await openBrowser(t);
  const page = await tab();
  await page.addInitScript(playDevices);
  const locks = (count: number) =>
    page.waitForFunction((wanted) => (globalThis as World).devices.screenLocks === wanted, count);
  await page.goto(`${url}/#/settings`);
  await page.getByRole('switch', { name: 'Keep the screen awake' }).check();
  await page.goto(`${url}/#/`);
  assert.equal(await page.evaluate(() => (globalThis as World).devices.screenLocks), 0);
  await page.getByTestId('start').click();
  await locks(1);
  await page.getByTestId('pause').click();
  await standing(page, 'paused');
  await locks(0);
});
