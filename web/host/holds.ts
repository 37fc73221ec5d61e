// What the reader's choices hold proving back for: battery, being at the device, the hour.
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { type Settings, withinHours } from '../state/settings.ts';

/** Codes of the reasons, as the page names them. */
export type HoldCode = 'on_battery' | 'battery_low' | 'not_idle' | 'outside_hours';

interface Battery extends EventTarget {
  readonly charging: boolean;
  /** From 0 to 1. */
  readonly level: number;
}
interface IdleWatch extends EventTarget {
  readonly userState: 'active' | 'idle' | null;
  start(options: { threshold: number }): Promise<void>;
}
type IdleWatchClass = { new (): IdleWatch; requestPermission(): Promise<'granted' | 'denied'> };

/** The least that browsers allow. */
const AWAY_AFTER_MS = 60_000;
const HOUR_CHECK_MS = 15_000;

/** The reason that holds proving back now, if any. */
export function holds(settings: ReadonlySignal<Settings>): ReadonlySignal<HoldCode | undefined> {
  const battery = signal<Pick<Battery, 'charging' | 'level'>>({ charging: true, level: 1 });
  const atDevice = signal(true);
  const minute = signal(minuteOfDay());
  void watchBattery(({ charging, level }) => {
    battery.value = { charging, level };
  });
  let watchesPresence = false;
  effect(() => {
    if (!settings.value.idleOnly || watchesPresence) return;
    watchesPresence = true;
    void watchPresence((present) => {
      atDevice.value = present;
    });
  });
  setInterval(() => {
    minute.value = minuteOfDay();
  }, HOUR_CHECK_MS);
  return computed(() => {
    const { notOnBattery, leastCharge, idleOnly, hours } = settings.value;
    const { charging, level } = battery.value;
    if (!withinHours(hours, minute.value)) return 'outside_hours';
    if (notOnBattery && !charging) return 'on_battery';
    if (!charging && level < leastCharge) return 'battery_low';
    return idleOnly && atDevice.value ? 'not_idle' : undefined;
  });
}

/** Asks to be told when the reader is away; to be called from a click. */
export async function mayWatchPresence(): Promise<boolean> {
  const watch = idleWatchClass();
  return watch !== undefined && (await watch.requestPermission()) === 'granted';
}

async function watchBattery(tell: (battery: Battery) => void): Promise<void> {
  const { getBattery } = navigator as { getBattery?: () => Promise<Battery> };
  const battery = await getBattery?.call(navigator);
  if (battery === undefined) return;
  tell(battery);
  for (const change of ['chargingchange', 'levelchange']) battery.addEventListener(change, () => tell(battery));
}

async function watchPresence(tell: (present: boolean) => void): Promise<void> {
  const watch = idleWatchClass();
  if (watch === undefined) return;
  const idle = new watch();
  idle.addEventListener('change', () => tell(idle.userState !== 'idle'));
  // Rejected until the permission is given: then it counts as being at the device.
  await idle.start({ threshold: AWAY_AFTER_MS }).catch(() => {});
}

function idleWatchClass(): IdleWatchClass | undefined {
  return (globalThis as { IdleDetector?: IdleWatchClass }).IdleDetector;
}

function minuteOfDay(): number {
  const now = new Date();
  return now.getHours() * 60 + now.getMinutes();
}
