// Ctrl-C and SIGTERM: the first stops with grace, the second at once, the third whatever is still going on.
import type { Log } from '../log/log.ts';

/** What the signals abort. */
export interface StopSignals {
  readonly stop: AbortController;
  readonly hurry: AbortController;
  /** Gives the signals back. */
  end(): void;
}

/** Exit code of a process that was interrupted. */
const INTERRUPTED = 130;

/** Listens for the signals. */
export function stopSignals(log: Log): StopSignals {
  const stop = new AbortController();
  const hurry = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => {
    if (hurry.signal.aborted) process.exit(INTERRUPTED);
    if (stop.signal.aborted) hurry.abort();
    else log.info({ event: 'stopping', signal }, 'stopping: finished proofs are kept; once more stops at once');
    stop.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return { stop, hurry, end: () => void process.off('SIGINT', onSignal).off('SIGTERM', onSignal) };
}
