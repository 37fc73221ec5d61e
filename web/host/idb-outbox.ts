// The outbox in IndexedDB. Every step is one transaction with strict durability: what was answered "stored" is on the disk.
import { ProverError } from '#client/errors.ts';
import { entryId, type FinishedTask } from '#client/store/finished-task.ts';
import type { Outbox } from '#client/store/outbox.ts';
import { recordsOf } from '../state/kept-proof.ts';
import { keepProof } from './idb-proofs.ts';
import type { ProofWriting, ProverDatabase } from './prover-database.ts';

const STRICT = { durability: 'strict' } as const;

/** An outbox whose entries become records of proofs in the same transaction in which they leave it. */
export function idbOutbox(db: ProverDatabase): Outbox {
  return {
    async put(task) {
      const id = entryId(task);
      const change = db.transaction('outbox', 'readwrite', STRICT);
      await Promise.all([change.store.put({ id, at: task.finishedAt, task }), change.done]);
      return id;
    },
    list: async () => await db.getAllKeysFromIndex('outbox', 'at'),
    async read(id) {
      return (await db.get('outbox', id))?.task ?? missing(id);
    },
    async remove(id) {
      const change = db.transaction(['outbox', 'proofs', 'proofBytes'], 'readwrite', STRICT);
      const entry = await change.objectStore('outbox').get(id);
      if (entry !== undefined) await keepAll(change, entry.task, 'accepted');
      await Promise.all([change.objectStore('outbox').delete(id), change.done]);
    },
    async bury(letter) {
      const change = db.transaction(['outbox', 'letters', 'proofs', 'proofBytes'], 'readwrite', STRICT);
      const entry = await change.objectStore('outbox').get(letter.id);
      if (entry === undefined) return missing(letter.id);
      await keepAll(change, entry.task, letter.code);
      await Promise.all([
        change.objectStore('letters').put({ ...letter, task: entry.task }),
        change.objectStore('outbox').delete(letter.id),
        change.done,
      ]);
    },
    async deadLetters() {
      const letters = await db.getAll('letters');
      return letters.map(({ task: _, ...letter }) => letter).sort((one, other) => one.at - other.at);
    },
    async revive(id) {
      const change = db.transaction(['outbox', 'letters'], 'readwrite', STRICT);
      const letter = await change.objectStore('letters').get(id);
      if (letter === undefined) return missing(id);
      await Promise.all([
        change.objectStore('outbox').put({ id, at: letter.task.finishedAt, task: letter.task }),
        change.objectStore('letters').delete(id),
        change.done,
      ]);
    },
  };
}

async function keepAll(change: ProofWriting, task: FinishedTask, result: string): Promise<void> {
  for (const { record, bytes } of recordsOf(task, result)) await keepProof(change, record, bytes);
}

function missing(id: string): never {
  throw new ProverError('outbox_entry_missing', `The outbox holds no ${id}`);
}
