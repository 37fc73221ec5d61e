// Wakes the pipeline's loop: something has ended, or it is time.
import type { Clock } from '../clock.ts';

/** A bell that is remembered until somebody waits for it. */
export class Bell {
  #rung = Promise.withResolvers<void>();

  /** Ends the present or the next wait. */
  ring(): void {
    this.#rung.resolve();
  }

  /** Resolves when it rings, after `ms`, or when the signal is aborted. */
  async wait(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const timer = Number.isFinite(ms) ? clock.sleep(Math.max(0, ms), over.signal) : new Promise<void>(() => {});
    const aborted = Promise.withResolvers<void>();
    const onAbort = (): void => aborted.resolve();
    signal.addEventListener('abort', onAbort);
    if (!signal.aborted) await Promise.race([timer, this.#rung.promise, aborted.promise]);
    signal.removeEventListener('abort', onAbort);
    // With a reason of our own no exception is made up for each wake.
    over.abort('over');
    this.#rung = Promise.withResolvers<void>();
  }
}
