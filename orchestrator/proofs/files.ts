// Large proofs as files: on disk before the ledger speaks of them, and swept when it does not.
import { randomUUID } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Queryable } from '#orchestrator/db/database.ts';
import { createFileWriter } from './file-writer.ts';

export interface ProofFiles {
  /**
   * Writes bytes that are too large for the ledger and gives the name to put there; undefined for the others. With `take`
   * the memory that they lie in goes along, all of it, where it would be copied: it is empty then.
   */
  put(bytes: Uint8Array, take?: 'take'): Promise<string | undefined>;
  read(file: string): Promise<Uint8Array>;
  has(file: string): Promise<boolean>;
  /** Lets go of files that the ledger does not name. */
  remove(files: string[]): Promise<void>;
  /** Removes what no row names and what is older than so long: until then a row may still come. Returns how many. */
  sweep(db: Queryable, olderThanMs: number): Promise<number>;
  /** Finishes what is being written. */
  close(): Promise<void>;
}

/** A name is a UUID of its own, never used twice; its first two digits are its folder. */
const NAME = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const AT_ONCE = 500;

/** Files in a folder, from so many bytes on; without a folder nothing is large. */
export function proofFilesIn(folder: string | undefined, fromBytes: number): ProofFiles {
  const writer = createFileWriter();
  const placeOf = (file: string) => {
    if (folder === undefined || !NAME.test(file)) throw new Error(`there is no folder for the proof ${file}`);
    return join(folder, file.slice(0, 2), file);
  };
  return {
    async put(bytes, take) {
      if (folder === undefined || bytes.length < fromBytes) return undefined;
      const file = randomUUID();
      await writer.write({ folder, shard: file.slice(0, 2), file, bytes }, take);
      return file;
    },
    read: (file) => readFile(placeOf(file)),
    has: (file) =>
      stat(placeOf(file)).then(
        (found) => found.isFile(),
        () => false,
      ),
    async remove(files) {
      for (const file of files) await rm(placeOf(file), { force: true });
    },
    async sweep(db, olderThanMs) {
      let removed = 0;
      for await (const files of oldFiles(folder, Date.now() - olderThanMs)) {
        const rows = await db.query<{ file: string }>('SELECT file FROM proofs WHERE file = ANY($1)', [files]);
        const named = new Set(rows.map((row) => row.file));
        const orphans = files.filter((file) => !named.has(file));
        for (const file of orphans) await rm(placeOf(file), { force: true });
        removed += orphans.length;
      }
      return removed;
    },
    close: writer.close,
  };
}

async function* oldFiles(folder: string | undefined, before: number): AsyncGenerator<string[]> {
  if (folder === undefined) return;
  for (const shard of await readdir(folder).catch(() => [])) {
    const names = (await readdir(join(folder, shard)).catch(() => [])).filter((name) => NAME.test(name));
    for (let i = 0; i < names.length; i += AT_ONCE) {
      const old: string[] = [];
      for (const name of names.slice(i, i + AT_ONCE)) {
        const found = await stat(join(folder, shard, name)).catch(() => undefined);
        if (found && found.mtimeMs < before) old.push(name);
      }
      yield old;
    }
  }
}
