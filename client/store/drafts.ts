// What is proven of tasks that are not finished: kept so that a crash costs no more than the input under way.
import { combinedHash } from '../identity/hashes.ts';
import type { InputProof, Task } from '../pipeline/task.ts';
import { readableName } from './finished-task.ts';

/** A task that is proven in part. */
export interface Draft {
  readonly task: Task;
  /** The orchestrator that gave it. */
  readonly orchestrator: string;
  /** When its first proof was kept. */
  readonly keptAt: number;
  /** Of its first inputs, in their order. */
  readonly proofs: readonly InputProof[];
}

/** A durable set of drafts by task id. */
export interface Drafts {
  /** Keeps the newest proof of a draft, whose earlier ones are kept already; durable when it resolves. */
  keep(draft: Draft): Promise<void>;
  /** All drafts; what cannot be read of them is left out, for it can be proven again. */
  list(): Promise<readonly Draft[]>;
  /** Forgets a draft: it is finished, or nobody wants it any more. */
  drop(taskId: string): Promise<void>;
}

/** What a draft is called; a file name on every system. */
export function draftName(taskId: string): string {
  return `${readableName(taskId)}.${combinedHash([taskId]).slice(0, 32)}`;
}

/** Drafts that live as long as the process; for tests. */
export function memoryDrafts(): Drafts {
  const drafts = new Map<string, Draft>();
  return {
    keep: async (draft) => void drafts.set(draft.task.id, { ...draft, proofs: [...draft.proofs] }),
    list: async () => [...drafts.values()],
    drop: async (taskId) => void drafts.delete(taskId),
  };
}
