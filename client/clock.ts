// Time as the client sees it, so that tests can run an hour in a moment.

/** Tells the time and waits. */
export interface Clock {
  /** Milliseconds since the epoch, by the machine's clock, which people and networks set. */
  now(): number;
  /** Milliseconds since some moment, which pass steadily: for how long something took. */
  elapsed(): number;
  /** Resolves after `ms`, or as soon as the signal is aborted; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Timers hold at most 2^31-1 ms; a longer wait is cut, and callers look at the clock again. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const end = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, Math.max(0, Math.min(ms, LONGEST_TIMER_MS)));
      signal?.addEventListener('abort', end);
    }),
};
