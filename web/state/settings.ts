// What the reader chose about proving in this browser.

/** All choices; kept in IndexedDB. */
export interface Settings {
  readonly workers: number;
  /** Share of the time that a worker proves, from 0.1 to 1; it rests for the remainder after each proof. */
  readonly intensity: number;
  /** All proofs in the making together. */
  readonly memoryBytes: number;
  readonly idleOnly: boolean;
  readonly notOnBattery: boolean;
  /** On battery only while at least this share of the charge is left; 0: down to the last. */
  readonly leastCharge: number;
  /** Minutes since midnight, local time; undefined: at any hour. */
  readonly hours?: { readonly from: number; readonly until: number } | undefined;
  readonly keepAwake: boolean;
}

/** One proof of unknown size is taken for this much. */
const LEAST_MEMORY = 512 * 1024 ** 2;

/** What a device has. */
export interface Device {
  readonly cores: number;
  readonly memoryBytes: number;
}

/** The choices before any was made: half of the device, so that it stays usable. */
export function firstSettings({ cores, memoryBytes }: Device): Settings {
  return {
    workers: Math.max(1, Math.floor(cores / 2)),
    intensity: 1,
    memoryBytes: memoryBytes / 2,
    idleOnly: false,
    notOnBattery: false,
    leastCharge: 0,
    keepAwake: false,
  };
}

/** Kept choices as they apply on this machine; what is missing or out of range is as before any choice. */
export function settingsFrom(text: string | undefined, device: Device): Settings {
  const first = firstSettings(device);
  const kept = parsed(text);
  if (typeof kept !== 'object' || kept === null) return first;
  const { workers, intensity, memoryBytes, idleOnly, notOnBattery, leastCharge, hours, keepAwake } =
    kept as Partial<Settings>;
  return {
    workers: Number.isInteger(workers) ? Math.min(device.cores, Math.max(1, Number(workers))) : first.workers,
    intensity: typeof intensity === 'number' && intensity >= 0.1 && intensity <= 1 ? intensity : first.intensity,
    memoryBytes: typeof memoryBytes === 'number' && memoryBytes >= LEAST_MEMORY ? memoryBytes : first.memoryBytes,
    idleOnly: idleOnly === true,
    notOnBattery: notOnBattery === true,
    leastCharge: typeof leastCharge === 'number' && leastCharge >= 0 && leastCharge < 1 ? leastCharge : 0,
    hours: isSpan(hours) ? { from: hours.from, until: hours.until } : undefined,
    keepAwake: keepAwake === true,
  };
}

/** Whether a minute of the day is within the hours; a span may pass midnight. */
export function withinHours(hours: Settings['hours'], minute: number): boolean {
  if (hours === undefined || hours.from === hours.until) return true;
  const { from, until } = hours;
  return from < until ? minute >= from && minute < until : minute >= from || minute < until;
}

function isSpan(hours: unknown): hours is { from: number; until: number } {
  const { from, until } = (hours ?? {}) as { from?: unknown; until?: unknown };
  return [from, until].every((minute) => Number.isInteger(minute) && Number(minute) >= 0 && Number(minute) < 1440);
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
