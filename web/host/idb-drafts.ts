// Drafts in IndexedDB: the task of each, and beside it a record for each proof, so that none is written twice.
import { ProverError } from '#client/errors.ts';
import type { InputProof } from '#client/pipeline/task.ts';
import { settings } from '#client/settings.ts';
import type { Draft, Drafts } from '#client/store/drafts.ts';
import type { ProverDatabase } from './prover-database.ts';

const STRICT = { durability: 'strict' } as const;
const BOTH = ['drafts', 'draftProofs'] as const;

/** Drafts that outlive a killed tab; together they take no more than `mostBytes`. */
export function idbDrafts(db: ProverDatabase, mostBytes: number = settings.drafts.mostBytes): Drafts {
  return {
    async keep({ proofs, ...draft }) {
      const newest = proofs.at(-1);
      if (newest === undefined) return;
      const taskId = draft.task.id;
      const change = db.transaction(BOTH, 'readwrite', STRICT);
      const tasks = change.objectStore('drafts');
      const kept = await tasks.getAll();
      const bytes = newest.proof.length + newest.input.length + newest.output.length;
      if (kept.reduce((sum, { bytes }) => sum + bytes, bytes) > mostBytes) {
        throw new ProverError('drafts_full', `Unfinished tasks may take ${mostBytes} bytes, and do`);
      }
      const before = kept.find((record) => record.taskId === taskId)?.bytes ?? 0;
      await Promise.all([
        tasks.put({ ...draft, taskId, bytes: before + bytes }),
        change.objectStore('draftProofs').put(newest, [taskId, proofs.length - 1]),
        change.done,
      ]);
    },
    async list() {
      const read = db.transaction(BOTH);
      const drafts: Draft[] = [];
      for (const { taskId, bytes: _, ...draft } of await read.objectStore('drafts').getAll()) {
        drafts.push({ ...draft, proofs: await read.objectStore('draftProofs').getAll(proofsOf(taskId)) });
      }
      return drafts.map((draft) => ({ ...draft, proofs: ofItsInputs(draft) }));
    },
    async drop(taskId) {
      const change = db.transaction(BOTH, 'readwrite', STRICT);
      await Promise.all([
        change.objectStore('drafts').delete(taskId),
        change.objectStore('draftProofs').delete(proofsOf(taskId)),
        change.done,
      ]);
    },
  };
}

/** The keys of a task's proofs, in the order of its inputs. */
function proofsOf(taskId: string): IDBKeyRange {
  return IDBKeyRange.bound([taskId, 0], [taskId, Number.MAX_SAFE_INTEGER]);
}

/** The proofs up to the first that is not of the task's input at its place: what an earlier task of this id has left. */
function ofItsInputs({ task, proofs }: Draft): readonly InputProof[] {
  const other = proofs.findIndex(({ input }, index) => `${input}` !== `${task.inputs[index]}`);
  return other === -1 ? proofs : proofs.slice(0, other);
}
