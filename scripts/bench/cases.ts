// What is proven: each guest at each size, and the same runs by the program that `profile` makes of it.
import { fittedRun, type Guest, withBlocks } from './guests.ts';
import type { Run } from './sample.ts';

/** Whether the program is the guest as it was built, or lists the fused blocks that its own run of 2^18 suggests. */
export type Variant = 'plain' | 'fused';

/** A guest's run of a size. */
export interface Case {
  readonly guest: Guest;
  /** Logarithm of the cycles that the run has at most. */
  readonly size: number;
  readonly variant: Variant;
  readonly run: Run;
}

/** Below it blocks save little: other things than steps fill the proof. */
const LEAST_FUSED_SIZE = 16;

/** All cases; a guest for which no block is proposed has none with blocks. */
export function casesOf(guests: readonly Guest[], sizes: readonly number[], say: (text: string) => void): Case[] {
  return guests.flatMap((guest) =>
    sizes.flatMap((size) => {
      const run = fittedRun(guest, 2 ** size);
      if (!run) {
        say(`${guest} 2^${size} is left out: its shortest run is longer`);
        return [];
      }
      const mayBeFused = size >= LEAST_FUSED_SIZE;
      const fused = mayBeFused ? withBlocks(guest, run) : undefined;
      if (mayBeFused && !fused) say(`${guest} 2^${size} is not fused: no block would save more than it costs`);
      const plainCase: Case = { guest, size, variant: 'plain', run };
      return fused ? [plainCase, { ...plainCase, variant: 'fused', run: fused }] : [plainCase];
    }),
  );
}

/** A case in words. */
export function nameOf({ guest, variant }: Pick<Case, 'guest' | 'variant'>): string {
  return variant === 'fused' ? `${guest}, fused` : guest;
}
