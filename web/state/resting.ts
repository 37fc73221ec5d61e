// Lets a worker rest after its proof, so that a device may prove for days at less than its full heat.
import type { ReadonlySignal } from '@preact/signals';
import type { Clock } from '#client/clock.ts';
import type { StartProver } from '#client/prover/running-prover.ts';

/** No rest is longer than this: leases run meanwhile. */
const LONGEST_REST_MS = 60_000;

/** The rest after `workedMs` of work, so that work is `intensity` of the whole. */
export function restMs(workedMs: number, intensity: number): number {
  return Math.min(LONGEST_REST_MS, workedMs * (1 / Math.min(1, Math.max(0.1, intensity)) - 1));
}

/** Starts provers like `start`, each after the rest that is owed for an earlier one. */
export function restingStart(start: StartProver, clock: Clock, intensity: ReadonlySignal<number>): StartProver {
  const owed: number[] = [];
  return async () => {
    const rest = owed.shift();
    if (rest !== undefined && rest > 0) await clock.sleep(rest);
    const running = await start();
    const begin = clock.elapsed();
    return {
      ...running,
      async end() {
        owed.push(restMs(clock.elapsed() - begin, intensity.value));
        await running.end();
      },
    };
  };
}
