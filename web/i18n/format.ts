// Numbers, durations and sizes as the reader's language writes them.
import type { Language } from './language.ts';

/** A count in full up to a million, then shortened. */
export function count(value: number | bigint, language: Language): string {
  const options: Intl.NumberFormatOptions =
    value < 1_000_000 ? { maximumFractionDigits: 0 } : { notation: 'compact', maximumSignificantDigits: 4 };
  return new Intl.NumberFormat(language, options).format(value);
}

/** A duration with three digits: 8.21 ms, 1.84 s, 2 min 5 s. */
export function duration(ms: number, language: Language): string {
  if (ms < 1000) return unit(ms, 'ms', language);
  if (ms < 60_000) return unit(ms / 1000, 's', language);
  const seconds = Math.round(ms / 1000);
  return `${unit(Math.floor(seconds / 60), 'min', language)} ${unit(seconds % 60, 's', language)}`;
}

/** A running time in whole seconds, as a clock shows it: 0:07, 12:40. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Bytes in the binary units that memory is counted in. */
export function bytes(size: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let value = size;
  let power = 0;
  while (value >= 1024 && power < units.length - 1) {
    value /= 1024;
    power += 1;
  }
  return `${power === 0 ? value : value.toPrecision(value < 1000 ? 3 : 4)} ${units[power]}`;
}

/** A point in time, as precise as a log needs. */
export function moment(at: number, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(at);
}

const STEPS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** How long ago something happened, as a reader of lists wants it. */
export function ago(at: number, present: number, language: Language): string {
  const seconds = Math.round((at - present) / 1000);
  const [unit, length] = STEPS.find(([, least]) => Math.abs(seconds) >= least) ?? ['second', 1];
  // The clocks of the orchestrator and this device are two: what has happened did not happen in the future.
  const past = Math.abs(seconds) < 60 ? Math.min(0, seconds) : seconds;
  const options = { numeric: 'auto', style: 'short' } as const;
  return new Intl.RelativeTimeFormat(language, options).format(Math.trunc(past / length), unit);
}

/** A hash short enough for a line. */
export function shortHash(hash: string): string {
  return hash.length <= 16 ? hash : `${hash.slice(0, 8)}…${hash.slice(-6)}`;
}

const UNITS = {
  en: { ms: ' ms', s: ' s', min: ' min' },
  zh: { ms: ' 毫秒', s: ' 秒', min: ' 分' },
} as const;

function unit(value: number, name: 'ms' | 's' | 'min', language: Language): string {
  return new Intl.NumberFormat(language, { maximumSignificantDigits: 3 }).format(value) + UNITS[language][name];
}
