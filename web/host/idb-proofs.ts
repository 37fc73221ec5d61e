// The records of proofs in IndexedDB, and the bytes of the newest of them.
import { type KeptProof, type Totals, totalsOf } from '../state/kept-proof.ts';
import type { ProofWriting, ProverDatabase } from './prover-database.ts';

/** Proofs whose bytes are kept: about half a megabyte each, so 30 MB in all. */
const BYTES_KEPT = 60;

/** The records of proofs. */
export interface Proofs {
  /** The newest first, at most so many. */
  list(most: number): Promise<readonly KeptProof[]>;
  /** What all records together say. */
  totals(): Promise<Totals>;
  bytes(hash: string): Promise<Uint8Array | undefined>;
  keep(record: KeptProof, bytes: Uint8Array): Promise<void>;
}

/** Proofs in the database. */
export function idbProofs(db: ProverDatabase): Proofs {
  return {
    async list(most) {
      const records: KeptProof[] = [];
      const index = db.transaction('proofs').store.index('finishedAt');
      for await (const cursor of index.iterate(null, 'prev')) {
        records.push(cursor.value);
        if (records.length === most) break;
      }
      return records;
    },
    totals: async () => totalsOf(await db.getAll('proofs')),
    bytes: async (hash) => (await db.get('proofBytes', hash))?.bytes,
    async keep(record, bytes) {
      const change = db.transaction(['proofs', 'proofBytes'], 'readwrite');
      await keepProof(change, record, bytes);
      await change.done;
    },
  };
}

/** Proofs where the browser keeps nothing: they last as long as the page. */
export function memoryProofs(): Proofs {
  const held = new Map<string, { record: KeptProof; bytes: Uint8Array }>();
  return {
    list: async (most) =>
      [...held.values()]
        .map(({ record }) => record)
        .reverse()
        .slice(0, most),
    totals: async () => totalsOf([...held.values()].map(({ record }) => record)),
    bytes: async (hash) => held.get(hash)?.bytes,
    keep: async (record, bytes) => void held.set(record.hash, { record, bytes }),
  };
}

/** Keeps a record and its bytes within a transaction, and lets the oldest bytes go. */
export async function keepProof(change: ProofWriting, record: KeptProof, bytes: Uint8Array): Promise<void> {
  const all = change.objectStore('proofBytes');
  await change.objectStore('proofs').put(record);
  await all.put({ hash: record.hash, at: record.finishedAt, bytes });
  const surplus = (await all.count()) - BYTES_KEPT;
  if (surplus <= 0) return;
  for (const oldest of await all.index('at').getAllKeys(null, surplus)) await all.delete(oldest);
}
