// One verifier: a worker thread that answers one question after the other and is thrown away at the first doubt.
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

/** The verifier is gone, and with it the answer to the question at hand. */
export class VerifierLost extends Error {
  readonly loss: Loss;
  constructor(loss: Loss, detail: string) {
    super(`verifier lost (${loss}): ${detail}`);
    this.loss = loss;
  }
}

/** The verifier was lost on an earlier question, or ended: nobody looked at this one, so another verifier may. */
export class NotLookedAt extends Error {}

/** The engine's own answer: no. */
export class EngineRefusal extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

interface Question {
  id: number;
  call: CallName;
  deadlineMs: number;
  answered: PromiseWithResolvers<VerifierResponse>;
}

/** V8's own heap in the worker: proofs come in as buffers, so a multiple of the largest one is plenty. */
const HEAP_MB = Math.ceil((LARGEST_PROOF_BYTES * 8) / 2 ** 20) + 64;

export class Verifier {
  /** WASM memory after the last call. */
  memoryBytes = 0;
  calls = 0;
  lost = false;
  readonly #worker: Worker;
  /** The first is the one at hand, the others lie ready for the worker. */
  readonly #questions: Question[] = [];
  #nextId = 1;
  #deadline: NodeJS.Timeout | undefined;

  constructor(source: VerifierSource) {
    this.#worker = new Worker(source.worker, {
      name: 'verifier',
      workerData: source.workerData,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    this.#worker.unref();
    this.#worker.on('message', (response: VerifierResponse) => this.#answer(response));
    this.#worker.on('error', (error) => this.#end('exit', error.message));
    this.#worker.on('messageerror', (error) => this.#end('exit', error.message));
    this.#worker.on('exit', (code) => this.#end('exit', `code ${code}`));
  }

  /** Questions that are not answered yet. */
  get asked(): number {
    return this.#questions.length;
  }

  /**
   * Asks the worker, behind what it was asked before. Rejects with EngineRefusal, after which it is still good, with
   * VerifierLost, or with NotLookedAt.
   */
  async ask<C extends CallName>(
    call: C,
    request: VerifierCalls[C]['request'],
    deadlineMs: number,
  ): Promise<VerifierCalls[C]['answer']> {
    if (this.lost) throw new NotLookedAt();
    const question = { id: this.#nextId++, call, deadlineMs, answered: Promise.withResolvers<VerifierResponse>() };
    this.#questions.push(question);
    this.#worker.postMessage({ id: question.id, call, ...request } as VerifierRequest);
    if (this.asked === 1) this.#begin();
    const response = await question.answered.promise;
    if (response.ok) return response.answer as VerifierCalls[C]['answer'];
    throw new EngineRefusal(response.code, response.message);
  }

  /** Ends the worker and frees its memory: what it has not answered is for another one. */
  end(): void {
    this.#end(undefined, 'ended');
  }

  /** A worker that is busy for ever says nothing, not even that: only a deadline ends it. */
  #begin(): void {
    const [question] = this.#questions;
    if (!question) return;
    const { call, deadlineMs } = question;
    this.#deadline = setTimeout(() => this.#end('deadline', `${call} took more than ${deadlineMs} ms`), deadlineMs);
  }

  #answer(response: VerifierResponse): void {
    const [question] = this.#questions;
    if (question?.id !== response.id) return;
    clearTimeout(this.#deadline);
    this.calls += 1;
    this.memoryBytes = response.memoryBytes;
    if (!response.ok && response.trapped) {
      this.#end(response.code === 'deadline' ? 'deadline' : 'trap', response.message);
      return;
    }
    this.#questions.shift();
    question.answered.resolve(response);
    this.#begin();
  }

  #end(loss: Loss | undefined, detail: string): void {
    if (this.lost) return;
    this.lost = true;
    clearTimeout(this.#deadline);
    if (loss) this.#questions.shift()?.answered.reject(new VerifierLost(loss, detail));
    for (const { answered } of this.#questions.splice(0)) answered.reject(new NotLookedAt());
    void this.#worker.terminate();
  }
}
