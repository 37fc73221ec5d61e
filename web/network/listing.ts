// A list of which the orchestrator gives one page at a time: the first is kept up to date, more come on demand.
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Clock } from '#client/clock.ts';
import type { ProverError } from '#client/errors.ts';
import { codedError } from '#client/orchestrator/coded-errors.ts';
import { LiveAnswer, once } from './live-answer.ts';

/** One page; an empty token: it is the last one. */
export interface ListPage<T> {
  readonly rows: readonly T[];
  readonly next: string;
}

/** How a page is asked for. */
export type AskPage<T> = (pageToken: string, signal: AbortSignal) => Promise<ListPage<T>>;

/** The pages so far. */
export class Listing<T> {
  readonly live: LiveAnswer<ListPage<T>>;
  /** Undefined: nothing is known yet. */
  readonly rows: ReadonlySignal<readonly T[] | undefined>;
  readonly hasMore: ReadonlySignal<boolean>;
  /** Why the last page asked for did not come. */
  readonly problem = signal<ProverError | undefined>(undefined);
  readonly #ask: AskPage<T>;
  readonly #clock: Clock;
  readonly #further = signal<readonly ListPage<T>[]>([]);

  constructor(ask: AskPage<T>, clock: Clock, everyMs?: number) {
    this.#ask = ask;
    this.#clock = clock;
    this.live = new LiveAnswer(
      once((signal) => this.#firstPage(signal)),
      clock,
      everyMs,
    );
    const pages = computed(() => {
      const first = this.live.answer.value.value;
      return first === undefined ? undefined : [first, ...this.#further.value];
    });
    this.rows = computed(() => pages.value?.flatMap(({ rows }) => rows));
    this.hasMore = computed(() => (pages.value?.at(-1)?.next ?? '') !== '');
  }

  /** Fetches one page more. */
  async more(): Promise<void> {
    const next = (this.#further.value.at(-1) ?? this.live.answer.value.value)?.next;
    if (!next) return;
    this.problem.value = undefined;
    try {
      this.#further.value = [...this.#further.value, await this.#ask(next, new AbortController().signal)];
    } catch (reason) {
      this.problem.value = codedError(reason, this.#clock.now());
    }
  }

  /** From the first page again, because something was changed. */
  renew(): void {
    this.#further.value = [];
    this.live.again();
  }

  /** With more pages below it the first one stays as it is: rows that leave it would be on none. */
  async #firstPage(signal: AbortSignal): Promise<ListPage<T>> {
    const shown = this.live.answer.value.value;
    return this.#further.value.length > 0 && shown !== undefined ? shown : this.#ask('', signal);
  }
}
