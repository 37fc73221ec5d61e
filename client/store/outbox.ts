// Where finished proofs wait until they are accepted or finally refused.
import { ProverError } from '../errors.ts';
import { entryId, type FinishedTask } from './finished-task.ts';

/** A finally refused proof, with the reason. */
export interface DeadLetter {
  readonly id: string;
  readonly code: string;
  readonly message: string;
  readonly at: number;
}

/** A durable set of finished tasks by entry id. */
export interface Outbox {
  /** Durable when it resolves; putting the same entry twice is putting it once. */
  put(task: FinishedTask): Promise<string>;
  /** The ids of the entries, oldest first. */
  list(): Promise<readonly string[]>;
  /** Throws `outbox_entry_corrupt` where it cannot be read any more, `outbox_entry_missing` where there is none. */
  read(id: string): Promise<FinishedTask>;
  /** Accepted: nothing of it is needed any more. */
  remove(id: string): Promise<void>;
  /** Finally refused: moves it to the dead letters. */
  bury(letter: DeadLetter): Promise<void>;
  /** The dead letters, oldest first. */
  deadLetters(): Promise<readonly DeadLetter[]>;
  /** Moves a dead letter back to the entries. */
  revive(id: string): Promise<void>;
}

/** An outbox that lives as long as the process; for tests. */
export function memoryOutbox(): Outbox {
  const entries = new Map<string, FinishedTask>();
  const dead = new Map<string, { letter: DeadLetter; task: FinishedTask }>();
  const held = (id: string): FinishedTask => {
    const task = entries.get(id);
    if (task === undefined) throw new ProverError('outbox_entry_missing', `The outbox holds no ${id}`);
    return task;
  };
  return {
    put: async (task) => {
      entries.set(entryId(task), task);
      return entryId(task);
    },
    list: async () => [...entries.keys()],
    read: async (id) => held(id),
    remove: async (id) => void entries.delete(id),
    bury: async (letter) => {
      dead.set(letter.id, { letter, task: held(letter.id) });
      entries.delete(letter.id);
    },
    deadLetters: async () => [...dead.values()].map(({ letter }) => letter),
    revive: async (id) => {
      const revived = dead.get(id);
      if (revived === undefined) throw new ProverError('outbox_entry_missing', `There is no dead letter ${id}`);
      entries.set(id, revived.task);
      dead.delete(id);
    },
  };
}
