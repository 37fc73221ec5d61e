// The verifiers: a few workers, made when needed, replaced after anything odd, ended when idle.
import { OrchestratorError } from '#orchestrator/errors.ts';
import {
  PROOFS_PER_VERIFIER,
  VERIFICATIONS_WAITING,
  VERIFIER_IDLE_MS,
  VERIFIER_MEMORY_BYTES,
} from '#orchestrator/limits.ts';
import type { Log } from '#orchestrator/log.ts';
import { Verifier, VerifierLost, type VerifierSource } from './verifier.ts';
import type { CallName, VerifierCalls } from './verifier-messages.ts';

export interface VerifierPool {
  /** Asks some verifier. Rejects with EngineRefusal, or VerifierLost when it was lost on this very question. */
  ask<C extends CallName>(
    call: C,
    request: VerifierCalls[C]['request'],
    deadlineMs: number,
  ): Promise<VerifierCalls[C]['answer']>;
  state(): { workers: number; busy: number; waiting: number; replaced: number };
  close(): Promise<void>;
}

export function createVerifierPool(source: VerifierSource, size: number, log: Log): VerifierPool {
  const idle: { verifier: Verifier; timer: NodeJS.Timeout }[] = [];
  const waiting: PromiseWithResolvers<void>[] = [];
  let busy = 0;
  let replaced = 0;
  let closed = false;

  async function seat(): Promise<void> {
    if (closed) throw unavailable('the orchestrator is ending');
    if (busy < size) {
      busy += 1;
      return;
    }
    if (waiting.length >= VERIFICATIONS_WAITING) throw unavailable('too many proofs wait to be verified');
    const turn = Promise.withResolvers<void>();
    waiting.push(turn);
    // Whoever leaves hands over the seat, so `busy` stays as it is.
    await turn.promise;
  }

  function leave(): void {
    const next = waiting.shift();
    if (next) next.resolve();
    else busy -= 1;
  }

  function take(): Verifier {
    for (let entry = idle.pop(); entry; entry = idle.pop()) {
      clearTimeout(entry.timer);
      if (!entry.verifier.lost) return entry.verifier;
    }
    return new Verifier(source);
  }

  function giveBack(verifier: Verifier): void {
    const worn = verifier.calls >= PROOFS_PER_VERIFIER || verifier.memoryBytes > VERIFIER_MEMORY_BYTES;
    if (verifier.lost || worn || closed) {
      if (!closed) {
        replaced += 1;
        log.info(
          { calls: verifier.calls, memory_bytes: verifier.memoryBytes, lost: verifier.lost },
          'verifier replaced',
        );
      }
      verifier.end();
      return;
    }
    const timer = setTimeout(() => {
      idle.splice(
        idle.findIndex((entry) => entry.verifier === verifier),
        1,
      );
      verifier.end();
    }, VERIFIER_IDLE_MS);
    timer.unref();
    idle.push({ verifier, timer });
  }

  return {
    async ask(call, request, deadlineMs) {
      await seat();
      const verifier = take();
      try {
        return await verifier.ask(call, request, deadlineMs);
      } catch (error) {
        if (error instanceof VerifierLost) log.warn({ call, loss: error.loss, detail: error.message }, 'verifier lost');
        throw error;
      } finally {
        giveBack(verifier);
        leave();
      }
    },
    state: () => ({ workers: busy + idle.length, busy, waiting: waiting.length, replaced }),
    async close() {
      closed = true;
      for (const turn of waiting.splice(0)) turn.reject(unavailable('the orchestrator is ending'));
      for (const { verifier, timer } of idle.splice(0)) {
        clearTimeout(timer);
        verifier.end();
      }
    },
  };
}

function unavailable(message: string): OrchestratorError {
  return new OrchestratorError('verifier_unavailable', message, { retryAfterSeconds: 5 });
}
