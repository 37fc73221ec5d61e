// The network's throughput as the chart and the counters show it: minutes added up to bars, and the rate of the last ones.

/** What came in during a minute. */
export interface Minute {
  /** Its beginning, in milliseconds since the epoch. */
  readonly from: number;
  readonly accepted: number;
  readonly refused: number;
  readonly cycles: number;
}

const MINUTE_MS = 60_000;
/** The rate is of so many minutes: one alone jumps, more lag behind. */
const RATE_MINUTES = 5;

/** The spans that the chart offers: how long one bar is, and how many there are. */
export const SPANS = {
  hour: { barMinutes: 1, bars: 60 },
  quarter: { barMinutes: 5, bars: 72 },
  day: { barMinutes: 30, bars: 48 },
} as const;
export type Span = keyof typeof SPANS;

/** How far back a span goes. */
export function minutesOf(span: Span): number {
  return SPANS[span].barMinutes * SPANS[span].bars;
}

/** Bars of a span's length, the oldest first; each begins at a whole multiple of its length, so that bars do not move. */
export function barsOf(minutes: readonly Minute[], span: Span): readonly Minute[] {
  const barMs = SPANS[span].barMinutes * MINUTE_MS;
  const newest = Math.floor((minutes.at(-1)?.from ?? 0) / barMs) * barMs;
  const oldest = newest - (SPANS[span].bars - 1) * barMs;
  const bars = Array.from({ length: SPANS[span].bars }, (_, i) => ({
    from: oldest + i * barMs,
    accepted: 0,
    refused: 0,
    cycles: 0,
  }));
  for (const { from, accepted, refused, cycles } of minutes) {
    const bar = bars[Math.floor((from - oldest) / barMs)];
    if (bar === undefined) continue;
    bar.accepted += accepted;
    bar.refused += refused;
    bar.cycles += cycles;
  }
  return bars;
}

/** Tasks accepted per minute and cycles per second of late; the present minute counts for as much of it as is over. */
export function rateOf(minutes: readonly Minute[], now: number): { perMinute: number; cyclesPerSecond: number } {
  const late = minutes.slice(-RATE_MINUTES);
  const present = late.at(-1);
  if (present === undefined) return { perMinute: 0, cyclesPerSecond: 0 };
  const begun = Math.min(1, Math.max(0, (now - present.from) / MINUTE_MS));
  const length = late.length - 1 + begun;
  if (length === 0) return { perMinute: 0, cyclesPerSecond: 0 };
  const sum = (key: 'accepted' | 'cycles') => late.reduce((all, minute) => all + minute[key], 0);
  return { perMinute: sum('accepted') / length, cyclesPerSecond: sum('cycles') / (length * 60) };
}

/** Round numbers from 0 up to at least `most`, three or four of them, for the lines of a chart. */
export function ticksTo(most: number): readonly number[] {
  const rough = Math.max(most, 1) / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough) ?? rough);
  return Array.from({ length: Math.ceil(Math.max(most, 1) / step) + 1 }, (_, i) => i * step);
}
