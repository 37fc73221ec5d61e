// One verifier: a worker thread that is asked one thing at a time and thrown away at the first doubt.
import { Worker } from 'node:worker_threads';
import { LARGEST_PROOF_BYTES } from '#orchestrator/limits.ts';
import type { CallName, VerifierCalls, VerifierRequest, VerifierResponse } from './verifier-messages.ts';

/** Where verifiers come from. */
export interface VerifierSource {
  worker: URL;
  workerData: unknown;
}

/** Why a verifier was lost: after each of these it is gone. */
export type Loss = 'trap' | 'deadline' | 'exit';

/** The verifier is gone, and with it the answer. */
export class VerifierLost extends Error {
  readonly loss: Loss;
  constructor(loss: Loss, detail: string) {
    super(`verifier lost (${loss}): ${detail}`);
    this.loss = loss;
  }
}

/** The engine's own answer: no. */
export class EngineRefusal extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** V8's own heap in the worker: proofs come in as buffers, so a multiple of the largest one is plenty. */
const HEAP_MB = Math.ceil((LARGEST_PROOF_BYTES * 8) / 2 ** 20) + 64;

export class Verifier {
  /** WASM memory after the last call. */
  memoryBytes = 0;
  calls = 0;
  lost = false;
  readonly #worker: Worker;
  #nextId = 1;
  #gone = Promise.withResolvers<never>();

  constructor(source: VerifierSource) {
    this.#gone.promise.catch(() => {});
    this.#worker = new Worker(source.worker, {
      workerData: source.workerData,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    this.#worker.unref();
    this.#worker.on('error', (error) => this.#end('exit', error.message));
    this.#worker.on('messageerror', (error) => this.#end('exit', error.message));
    this.#worker.on('exit', (code) => this.#end('exit', `code ${code}`));
  }

  /** Asks the worker. Rejects with EngineRefusal, after which it is still good, or VerifierLost. */
  async ask<C extends CallName>(
    call: C,
    request: VerifierCalls[C]['request'],
    deadlineMs: number,
  ): Promise<VerifierCalls[C]['answer']> {
    const id = this.#nextId++;
    const answered = Promise.withResolvers<VerifierResponse>();
    const onMessage = (response: VerifierResponse) => {
      if (response.id === id) answered.resolve(response);
    };
    this.#worker.on('message', onMessage);
    // A worker that is busy for ever says nothing, not even that: only a deadline ends it.
    const timer = setTimeout(() => this.#end('deadline', `${call} took more than ${deadlineMs} ms`), deadlineMs);
    try {
      this.#worker.postMessage({ id, call, ...request } as VerifierRequest);
      const response = await Promise.race([answered.promise, this.#gone.promise]);
      this.calls += 1;
      this.memoryBytes = response.memoryBytes;
      if (response.ok) return response.answer as VerifierCalls[C]['answer'];
      if (!response.trapped) throw new EngineRefusal(response.code, response.message);
      const lost = new VerifierLost(response.code === 'deadline' ? 'deadline' : 'trap', response.message);
      this.end();
      throw lost;
    } finally {
      clearTimeout(timer);
      this.#worker.off('message', onMessage);
    }
  }

  /** Ends the worker and frees its memory. */
  end(): void {
    this.#end('exit', 'ended');
  }

  #end(loss: Loss, detail: string): void {
    if (this.lost) return;
    this.lost = true;
    this.#gone.reject(new VerifierLost(loss, detail));
    void this.#worker.terminate();
  }
}
