// How often somebody may do something: a bucket of turns that fills up again with time, one for each key.
import { OrchestratorError } from '#orchestrator/errors.ts';

export interface RateLimit {
  /** Takes a turn of the key, or refuses with the time until there is one. */
  take(key: string): void;
  /** Takes a turn that is spent already, whether there is one or not. */
  spend(key: string): void;
  /** Whether there is a turn left, without taking it; refuses if not. */
  check(key: string): void;
}

/** Buckets kept; full ones are forgotten when there are more. */
const MOST_KEYS = 100_000;

/** `burst` turns at once, and one more every `secondsPerTurn`. Each server counts for itself. */
export function createRateLimit(burst: number, secondsPerTurn: number, now: () => number = Date.now): RateLimit {
  /** When a key's bucket will be full again. */
  const fullAt = new Map<string, number>();
  const turn = secondsPerTurn * 1000;

  function waiting(key: string): number {
    const missing = Math.max(0, (fullAt.get(key) ?? 0) - now());
    return missing + turn - burst * turn;
  }

  function check(key: string): void {
    const wait = waiting(key);
    if (wait <= 0) return;
    throw new OrchestratorError('rate_limited', 'too often', { retryAfterSeconds: wait / 1000 });
  }

  function spend(key: string): void {
    fullAt.set(key, Math.max(fullAt.get(key) ?? 0, now()) + turn);
    if (fullAt.size > MOST_KEYS) {
      for (const [other, at] of fullAt) if (at <= now()) fullAt.delete(other);
    }
  }

  return {
    check,
    spend,
    take(key) {
      check(key);
      spend(key);
    },
  };
}
