// An answer of the orchestrator that is kept up to date while somebody looks, and what is wrong when it is not.
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Clock } from '#client/clock.ts';
import { ProverError } from '#client/errors.ts';
import { codedError } from '#client/orchestrator/coded-errors.ts';
import { backoffMs, settings } from '#client/settings.ts';

/** How news comes: one value for each answer, and an end. */
export type Source<T> = (signal: AbortSignal) => AsyncIterable<T>;

/** What is known. A value with a problem is an old one. */
export interface Answer<T> {
  readonly value?: T;
  readonly problem?: ProverError;
  /** When the value came, in milliseconds since the epoch. */
  readonly at: number;
  /** There is no value yet, and it takes longer than a reader expects. */
  readonly slow: boolean;
}

/** After so long a wait without a word looks like a fault. */
const SLOW_MS = 4_000;
/** News may come faster than anybody reads, and each is a question to the orchestrator. */
const LEAST_MS = 2_000;
/** Asking again changes nothing about these: the reader has to. */
const FINAL = /^(unauthenticated|unauthorized|forbidden|not_found|unknown_\w+|bad_request|invalid_request)$/;

/** Asks, waits, asks again. */
export class LiveAnswer<T> {
  readonly #source: Source<T>;
  readonly #everyMs: number | undefined;
  readonly #clock: Clock;
  readonly #answer = signal<Answer<T>>({ at: 0, slow: false });
  #rest: AbortController | undefined;
  #askedAt = 0;
  #soon = false;

  /** `everyMs` undefined: asked once, until `again` is called. */
  constructor(source: Source<T>, clock: Clock, everyMs?: number) {
    this.#source = source;
    this.#clock = clock;
    this.#everyMs = everyMs;
  }

  get answer(): ReadonlySignal<Answer<T>> {
    return this.#answer;
  }

  /** Keeps the answer up to date until the signal is aborted; a failure is tried again, ever more slowly. */
  async follow(seen: AbortSignal): Promise<void> {
    for (let failures = 0; !seen.aborted; ) {
      this.#askedAt = this.#clock.now();
      this.#soon = false;
      const problem = await this.#ask(seen);
      if (seen.aborted) return;
      failures = problem === undefined ? 0 : failures + 1;
      await this.#wait(this.#pauseMs(problem, failures), seen);
    }
  }

  /** Asks at once. */
  again(): void {
    this.#rest?.abort();
  }

  /** Something has changed: asks as soon as that is not too often. */
  async soon(): Promise<void> {
    if (this.#soon) return;
    this.#soon = true;
    await this.#clock.sleep(this.#askedAt + LEAST_MS - this.#clock.now(), this.#rest?.signal);
    if (this.#soon) this.again();
  }

  /** Shows a value that came with the answer to something else. */
  show(value: T): void {
    this.#answer.value = { value, at: this.#clock.now(), slow: false };
  }

  async #ask(seen: AbortSignal): Promise<ProverError | undefined> {
    const answered = new AbortController();
    void this.#clock.sleep(SLOW_MS, AbortSignal.any([seen, answered.signal])).then(() => {
      if (answered.signal.aborted || seen.aborted || this.#answer.peek().value !== undefined) return;
      this.#answer.value = { ...this.#answer.peek(), slow: true };
    });
    try {
      for await (const value of this.#source(seen)) {
        answered.abort();
        if (!seen.aborted) this.show(value);
      }
      return undefined;
    } catch (reason) {
      const problem = codedError(reason, this.#clock.now());
      if (!seen.aborted) this.#answer.value = { ...this.#answer.peek(), problem, slow: false };
      return problem;
    } finally {
      answered.abort();
    }
  }

  #pauseMs(problem: ProverError | undefined, failures: number): number {
    if (problem === undefined) return this.#everyMs ?? Number.POSITIVE_INFINITY;
    if (FINAL.test(problem.code)) return Number.POSITIVE_INFINITY;
    return problem.retryAfterMs ?? backoffMs(settings.fetching.failure, failures);
  }

  async #wait(ms: number, seen: AbortSignal): Promise<void> {
    const rest = new AbortController();
    this.#rest = rest;
    await this.#clock.sleep(ms, AbortSignal.any([seen, rest.signal]));
    if (this.#rest === rest) this.#rest = undefined;
  }
}

/** A source that is one call; a call without an answer is given up. */
export function once<T>(ask: (signal: AbortSignal) => Promise<T>): Source<T> {
  return async function* (signal) {
    const late = AbortSignal.timeout(settings.transport.timeoutMs);
    try {
      yield await ask(AbortSignal.any([signal, late]));
    } catch (reason) {
      if (!late.aborted || signal.aborted) throw reason;
      throw new ProverError('orchestrator_timeout', 'The orchestrator did not answer in time', { cause: reason });
    }
  };
}
