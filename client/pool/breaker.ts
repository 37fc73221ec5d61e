// Stops an engine that only crashes, and lets it try again after a pause that grows; one success heals it.
import { type Backoff, backoffMs } from '../settings.ts';

/** When crashes count as a loop, and how long the pauses are. */
export interface BreakerRules {
  readonly crashes: number;
  readonly tasks: number;
  readonly backoff: Backoff;
}

/** The breaker of one engine. */
export class Breaker {
  readonly #rules: BreakerRules;
  #crashes = 0;
  #tasks = new Set<string>();
  #pauses = 0;
  #openUntil = 0;
  #trying = false;

  constructor(rules: BreakerRules) {
    this.#rules = rules;
  }

  /** Until when nothing may begin; undefined: now is fine. After a pause one trial at a time may begin. */
  closedUntil(now: number): number | undefined {
    if (now < this.#openUntil) return this.#openUntil;
    return this.#trying ? Number.POSITIVE_INFINITY : undefined;
  }

  /** Something began. */
  began(): void {
    this.#trying = this.#pauses > 0;
  }

  /** A proof was made, or failed in a way that is not the engine's fault. */
  succeeded(): void {
    this.#crashes = 0;
    this.#tasks.clear();
    this.#pauses = 0;
    this.#openUntil = 0;
    this.#trying = false;
  }

  /** What began ended without saying anything about the engine. */
  toldNothing(): void {
    this.#trying = false;
  }

  /** A prover crashed, hung or trapped. */
  crashed(taskId: string, now: number): void {
    this.#crashes += 1;
    this.#tasks.add(taskId);
    const looping = this.#crashes >= this.#rules.crashes && this.#tasks.size >= this.#rules.tasks;
    if (looping || this.#trying) {
      this.#pauses += 1;
      this.#openUntil = now + backoffMs(this.#rules.backoff, this.#pauses);
    }
    this.#trying = false;
  }
}
