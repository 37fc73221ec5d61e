// The page's IndexedDB: its shape, and how it is opened.
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB, type StoreNames } from 'idb';
import type { InputProof } from '#client/pipeline/task.ts';
import type { DraftTask } from '#client/store/draft-record.ts';
import type { FinishedTask } from '#client/store/finished-task.ts';
import type { DeadLetter } from '#client/store/outbox.ts';
import type { KeptProof } from '../state/kept-proof.ts';

interface ProverSchema extends DBSchema {
  /** Finished tasks that the orchestrator has not answered for; by entry id, in the order of `at`. */
  outbox: { key: string; value: { id: string; at: number; task: FinishedTask }; indexes: { at: number } };
  letters: { key: string; value: DeadLetter & { task: FinishedTask } };
  /** Tasks that are proven in part, with the bytes of what is kept of them. */
  drafts: { key: string; value: DraftTask & { taskId: string; bytes: number } };
  /** Their proofs, by task id and the index of the input. */
  draftProofs: { key: [string, number]; value: InputProof };
  /** Records of proofs that left the outbox, by hash. */
  proofs: { key: string; value: KeptProof; indexes: { finishedAt: number } };
  proofBytes: { key: string; value: { hash: string; at: number; bytes: Uint8Array }; indexes: { at: number } };
  notes: { key: string; value: string };
  blobs: { key: string; value: Uint8Array };
  keys: { key: string; value: CryptoKeyPair };
}

/** The open database. */
export type ProverDatabase = IDBPDatabase<ProverSchema>;

/** A transaction that may write records of proofs, whatever else it writes. */
export type ProofWriting = IDBPTransaction<ProverSchema, StoreNames<ProverSchema>[], 'readwrite'>;

const NAME = 'nexus-prover';
const VERSION = 2;

/** Opens the database, making it on the first visit. Rejects where the browser keeps nothing. */
export function openProverDatabase(): Promise<ProverDatabase> {
  return openDB<ProverSchema>(NAME, VERSION, {
    upgrade(db, from) {
      if (from < 1) makeFirstVersion(db);
      db.createObjectStore('drafts', { keyPath: 'taskId' });
      db.createObjectStore('draftProofs');
    },
    blocking(_current, _next, event) {
      // A newer page in another tab waits for this one; its outbox is the same.
      (event.target as IDBDatabase).close();
    },
  });
}

function makeFirstVersion(db: IDBPDatabase<ProverSchema>): void {
  db.createObjectStore('outbox', { keyPath: 'id' }).createIndex('at', 'at');
  db.createObjectStore('letters', { keyPath: 'id' });
  db.createObjectStore('proofs', { keyPath: 'hash' }).createIndex('finishedAt', 'finishedAt');
  db.createObjectStore('proofBytes', { keyPath: 'hash' }).createIndex('at', 'at');
  db.createObjectStore('notes');
  db.createObjectStore('blobs');
  db.createObjectStore('keys');
}
