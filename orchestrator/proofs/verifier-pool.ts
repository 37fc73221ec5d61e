// The verifiers: a few workers, made when needed, replaced after anything odd, ended when idle. Each has its next
// question at hand while it answers one, so that it need not wait for this thread in between.
import { OrchestratorError } from '#orchestrator/errors.ts';
import {
  PROOFS_PER_VERIFIER,
  VERIFICATIONS_WAITING,
  VERIFIER_IDLE_MS,
  VERIFIER_MEMORY_BYTES,
} from '#orchestrator/limits.ts';
import type { Log } from '#orchestrator/log.ts';
import { NotLookedAt, Verifier, VerifierLost, type VerifierSource } from './verifier.ts';
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

/** Questions that a verifier has at a time: what it is at, and what lasts while this thread collects its garbage. */
const AT_A_TIME = 3;

interface Waiting {
  start(verifier: Verifier): void;
  refuse(error: Error): void;
}

export function createVerifierPool(source: VerifierSource, size: number, log: Log): VerifierPool {
  const verifiers = new Set<Verifier>();
  const idle = new Map<Verifier, NodeJS.Timeout>();
  const waiting: Waiting[] = [];
  let replaced = 0;
  let closed = false;

  const worn = ({ calls }: Verifier) => calls >= PROOFS_PER_VERIFIER;

  /** One with nothing to do, else a new one, else one with room for another question. */
  function free(): Verifier | undefined {
    // It may have ended with nothing to do, when nobody was told.
    for (const verifier of verifiers) if (verifier.lost) drop(verifier);
    const open = [...verifiers].filter((verifier) => !worn(verifier) && verifier.asked < AT_A_TIME);
    const least = open.sort((a, b) => a.asked - b.asked)[0];
    if (least?.asked === 0 || verifiers.size >= size) return least;
    const made = new Verifier(source);
    verifiers.add(made);
    return made;
  }

  async function put<C extends CallName>(
    verifier: Verifier,
    call: C,
    request: VerifierCalls[C]['request'],
    deadlineMs: number,
  ): Promise<VerifierCalls[C]['answer']> {
    clearTimeout(idle.get(verifier));
    try {
      return await verifier.ask(call, request, deadlineMs);
    } catch (error) {
      if (error instanceof VerifierLost) log.warn({ call, loss: error.loss, detail: error.message }, 'verifier lost');
      throw error;
    } finally {
      settle(verifier);
    }
  }

  /** After each answer: a verifier that is not to be asked again is let go, one without questions may be soon. */
  function settle(verifier: Verifier): void {
    const { memoryBytes, lost, asked } = verifier;
    if (lost || memoryBytes > VERIFIER_MEMORY_BYTES || ((closed || worn(verifier)) && asked === 0)) {
      drop(verifier);
    } else if (asked === 0) {
      const rest = () => {
        idle.delete(verifier);
        verifiers.delete(verifier);
        verifier.end();
      };
      idle.set(verifier, setTimeout(rest, VERIFIER_IDLE_MS).unref());
    }
    for (let next = waiting.length > 0 && free(); next; next = waiting.length > 0 && free()) {
      waiting.shift()?.start(next);
    }
  }

  function drop(verifier: Verifier): void {
    if (!verifiers.delete(verifier)) return;
    clearTimeout(idle.get(verifier));
    idle.delete(verifier);
    const { calls, memoryBytes, lost } = verifier;
    verifier.end();
    if (closed) return;
    replaced += 1;
    log.info({ calls, memory_bytes: memoryBytes, lost }, 'verifier replaced');
  }

  /** `again`: nobody looked at it where it was asked before, so it is the next, however many wait. */
  function ask<C extends CallName>(
    call: C,
    request: VerifierCalls[C]['request'],
    deadlineMs: number,
    again = false,
  ): Promise<VerifierCalls[C]['answer']> {
    return new Promise((resolve, reject) => {
      if (closed) return reject(unavailable('the orchestrator is ending'));
      const start = (verifier: Verifier) => {
        put(verifier, call, request, deadlineMs).then(resolve, (error) => {
          if (error instanceof NotLookedAt) ask(call, request, deadlineMs, true).then(resolve, reject);
          else reject(error);
        });
      };
      const verifier = free();
      if (verifier) start(verifier);
      else if (again) waiting.unshift({ start, refuse: reject });
      else if (waiting.length < VERIFICATIONS_WAITING) waiting.push({ start, refuse: reject });
      else reject(unavailable('too many proofs wait to be verified'));
    });
  }

  return {
    ask: (call, request, deadlineMs) => ask(call, request, deadlineMs),
    state() {
      const asked = [...verifiers].map((verifier) => verifier.asked);
      const busy = asked.filter((count) => count > 0).length;
      const behind = asked.reduce((sum, count) => sum + count, 0) - busy;
      return { workers: verifiers.size, busy, waiting: waiting.length + behind, replaced };
    },
    async close() {
      closed = true;
      for (const { refuse } of waiting.splice(0)) refuse(unavailable('the orchestrator is ending'));
      for (const timer of idle.values()) clearTimeout(timer);
      for (const verifier of verifiers) if (verifier.asked === 0) verifier.end();
    },
  };
}

function unavailable(message: string): OrchestratorError {
  return new OrchestratorError('verifier_unavailable', message, { retryAfterSeconds: 5 });
}
