// Everything the page keeps, in IndexedDB; in memory, and said so, where the browser keeps nothing.
import { type Blobs, memoryBlobs } from '#client/store/blobs.ts';
import { type Drafts, memoryDrafts } from '#client/store/drafts.ts';
import { memoryNotes, type Notes } from '#client/store/notes.ts';
import { memoryOutbox, type Outbox } from '#client/store/outbox.ts';
import { recordsOf } from '../state/kept-proof.ts';
import { idbDrafts } from './idb-drafts.ts';
import { idbOutbox } from './idb-outbox.ts';
import { idbProofs, memoryProofs, type Proofs } from './idb-proofs.ts';
import { openProverDatabase, type ProverDatabase } from './prover-database.ts';

/** What is kept. */
export interface BrowserStore {
  /** False: all of it is lost with the tab. */
  readonly durable: boolean;
  readonly outbox: Outbox;
  readonly drafts: Drafts;
  readonly notes: Notes;
  readonly programs: Blobs;
  readonly proofs: Proofs;
  readonly database?: ProverDatabase;
}

/** Opens the store. */
export async function openBrowserStore(): Promise<BrowserStore> {
  try {
    const db = await openProverDatabase();
    return {
      durable: true,
      database: db,
      outbox: idbOutbox(db),
      drafts: idbDrafts(db),
      proofs: idbProofs(db),
      notes: {
        read: (name) => db.get('notes', name),
        async write(name, text) {
          const change = db.transaction('notes', 'readwrite', { durability: 'strict' });
          await Promise.all([change.store.put(text, name), change.done]);
        },
        async writeFirst(name, text) {
          const change = db.transaction('notes', 'readwrite', { durability: 'strict' });
          const kept = await change.store.get(name);
          if (kept === undefined) await change.store.put(text, name);
          await change.done;
          return kept ?? text;
        },
      },
      programs: {
        read: (name) => db.get('blobs', name),
        write: async (name, bytes) => void (await db.put('blobs', bytes, name)),
        remove: (name) => db.delete('blobs', name),
      },
    };
  } catch {
    return passingStore();
  }
}

function passingStore(): BrowserStore {
  const proofs = memoryProofs();
  const outbox = memoryOutbox();
  const leave = async (id: string, result: string): Promise<void> => {
    for (const { record, bytes } of recordsOf(await outbox.read(id), result)) await proofs.keep(record, bytes);
  };
  return {
    durable: false,
    drafts: memoryDrafts(),
    notes: memoryNotes(),
    programs: memoryBlobs(),
    proofs,
    outbox: {
      ...outbox,
      remove: (id) => leave(id, 'accepted').then(() => outbox.remove(id)),
      bury: (letter) => leave(letter.id, letter.code).then(() => outbox.bury(letter)),
    },
  };
}
