// A disposable prover as its host hands it out, and how a call to it is raced against everything that can go wrong.

import type { Clock } from '../clock.ts';
import { ProverError } from '../errors.ts';
import type { Answer, Prover } from './messages.ts';

/** A prover that was started for one job. */
export interface RunningProver {
  /** Calls stay pending for ever once the prover has ended: make them through `callProver`. */
  readonly prover: Prover;
  /** Resolves with the reason when the prover ends otherwise than by `end`. */
  readonly gone: Promise<ProverError>;
  /** Ends it whatever it is doing; resolves when its memory has been given back. */
  end(): Promise<void>;
}

/** Starts a prover. */
export type StartProver = () => Promise<RunningProver>;

/** How long a call may take and be silent, and what gives it up. */
export interface CallLimits {
  readonly deadlineMs: number;
  /** The longest time without progress; only where the call reports progress. */
  readonly silenceMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Calls a prover: gives its value, or throws its coded failure, or why no answer can come any more. */
export async function callProver<T>(
  running: RunningProver,
  clock: Clock,
  limits: CallLimits,
  call: (prover: Prover, heard: () => void) => Promise<Answer<T>>,
): Promise<T> {
  const over = new AbortController();
  let heardAt = clock.elapsed();
  const overdue = async (): Promise<never> => {
    const begin = clock.elapsed();
    for (;;) {
      const now = clock.elapsed();
      const left = begin + limits.deadlineMs - now;
      const leftInSilence = heardAt + (limits.silenceMs ?? Number.POSITIVE_INFINITY) - now;
      if (left <= 0) throw new ProverError('prover_hung', `No result within ${limits.deadlineMs} ms`);
      if (leftInSilence <= 0) throw new ProverError('prover_silent', `No progress for ${limits.silenceMs} ms`);
      await clock.sleep(Math.min(left, leftInSilence), over.signal);
      if (over.signal.aborted) return new Promise(() => {});
    }
  };
  const gone = async (): Promise<never> => {
    throw await running.gone;
  };
  const abort = Promise.withResolvers<never>();
  const onAbort = (): void => abort.reject(abortReason(limits.signal));
  limits.signal?.addEventListener('abort', onAbort);
  if (limits.signal?.aborted) onAbort();
  try {
    const answer = call(running.prover, () => {
      heardAt = clock.elapsed();
    });
    return valueIn(await Promise.race([answer, gone(), overdue(), abort.promise]));
  } finally {
    over.abort('over');
    limits.signal?.removeEventListener('abort', onAbort);
  }
}

/** Why a signal was aborted, as a coded error. */
export function abortReason(signal: AbortSignal | undefined): ProverError {
  const reason = signal?.reason;
  return reason instanceof ProverError ? reason : new ProverError('aborted', 'The work was called off');
}

function valueIn<T>(answer: Answer<T>): T {
  if (answer?.version !== 1) throw new ProverError('engine_malformed', 'The prover answered in another version');
  if (answer.ok) return answer.value;
  throw new ProverError(answer.code, answer.message);
}
