// Puts finished tasks into the outbox, however long the disk takes: a finished proof is never dropped here.
import type { Clock } from '../clock.ts';
import { ProverError } from '../errors.ts';
import type { EventSink } from '../events.ts';
import { submissionHash } from '../identity/hashes.ts';
import { backoffMs, type Settings } from '../settings.ts';
import { finishedTask } from '../store/finished-task.ts';
import type { Outbox } from '../store/outbox.ts';
import type { Bell } from './bell.ts';
import type { InputProof, Task } from './task.ts';
import type { TaskBook } from './task-book.ts';

/** What storing needs. */
export interface StoringParts {
  readonly outbox: Outbox;
  readonly book: TaskBook;
  readonly clock: Clock;
  readonly emit: EventSink;
  readonly bell: Bell;
  readonly settings: Settings;
  /** The orchestrator's name, which finished proofs are kept for. */
  readonly orchestrator: string;
  /** Tells the submitting stage of a new entry. */
  readonly stored: (id: string, task: Task) => void;
}

/** Stores finished tasks. */
export class Storing {
  readonly #parts: StoringParts;
  #waiting = 0;
  #stuck = 0;

  constructor(parts: StoringParts) {
    this.#parts = parts;
  }

  /** Whether a proof waits for the disk; nothing should be begun then, for it could not be kept. */
  get waits(): boolean {
    return this.#waiting > 0;
  }

  /** How many proofs the disk has refused so far: nothing is proven while they wait. */
  get stuck(): number {
    return this.#stuck;
  }

  /** Resolves when the task is durable. */
  async store(task: Task, proofs: readonly InputProof[]): Promise<void> {
    const { outbox, orchestrator, clock, emit, settings, book, bell, stored } = this.#parts;
    const finished = finishedTask(task, proofs, orchestrator, clock.now());
    this.#waiting += 1;
    for (let times = 1; ; times += 1) {
      try {
        const id = await outbox.put(finished);
        book.step(task.id, { do: 'finish', hash: submissionHash(proofs.map(({ hash }) => hash)) });
        stored(id, task);
        if (times > 1) this.#stuck -= 1;
        break;
      } catch (reason) {
        const { code, message } = ProverError.from(reason, 'store_failed');
        if (times === 1) this.#stuck += 1;
        emit({ type: 'store_failed', code, message });
        bell.ring();
        await clock.sleep(backoffMs(settings.proving.backoff, times));
      }
    }
    this.#waiting -= 1;
  }
}
