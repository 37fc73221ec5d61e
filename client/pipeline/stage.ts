// A stage of the pipeline: starts what is due and says when to come back.
import type { IdleReason } from './idle.ts';

/** One stage. Whatever it starts rings the pipeline's bell when it ends. */
export interface Stage {
  /** Starts everything that is due; the time of the next thing that will be, Infinity if only the bell can tell. */
  advance(now: number): number;
  /** Why this stage does not bring work on, as far as it knows. */
  idle(now: number): readonly IdleReason[];
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>;
}

/** Work under way, so that a stop can wait for it. */
export class UnderWay {
  readonly #work = new Set<Promise<void>>();

  get size(): number {
    return this.#work.size;
  }

  /** Adds work; it must not reject. */
  add(work: Promise<void>): void {
    this.#work.add(work);
    void work.finally(() => this.#work.delete(work));
  }

  async settled(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work);
  }
}
