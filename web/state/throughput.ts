// How much was proven when: the records of proofs, added up over equal spans of time.
import type { KeptProof } from './kept-proof.ts';

const MINUTE = 60_000;

/** The spans that the chart offers: how long one bar is, and how many there are. */
export const SPANS = {
  hour: { barMs: MINUTE, bars: 60 },
  day: { barMs: 30 * MINUTE, bars: 48 },
  week: { barMs: 180 * MINUTE, bars: 56 },
} as const;
export type Span = keyof typeof SPANS;

/** What was proven in one bar's time. */
export interface Bar {
  readonly from: number;
  readonly proofs: number;
  readonly cycles: number;
}

/** The bars up to now, the oldest first; each begins at a whole multiple of its length, so that bars do not move. */
export function throughput(proofs: readonly KeptProof[], now: number, span: Span): readonly Bar[] {
  const { barMs, bars } = SPANS[span];
  const first = (Math.floor(now / barMs) - bars + 1) * barMs;
  const sums = Array.from({ length: bars }, (_, i) => ({ from: first + i * barMs, proofs: 0, cycles: 0 }));
  for (const { finishedAt, cycles } of proofs) {
    const bar = sums[Math.floor((finishedAt - first) / barMs)];
    if (bar === undefined) continue;
    bar.proofs += 1;
    bar.cycles += cycles;
  }
  return sums;
}
