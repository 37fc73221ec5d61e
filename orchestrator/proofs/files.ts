// Large proofs as files: on disk before the ledger speaks of them, and swept when it does not.
import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Queryable } from '#orchestrator/db/database.ts';

export interface ProofFiles {
  /** Writes bytes that are too large for the ledger and gives the name to put there; undefined for the others. */
  put(bytes: Uint8Array): Promise<string | undefined>;
  read(file: string): Promise<Uint8Array>;
  has(file: string): Promise<boolean>;
  /** Lets go of files that the ledger does not name. */
  remove(files: string[]): Promise<void>;
  /** Removes what no row names and what is older than so long: until then a row may still come. Returns how many. */
  sweep(db: Queryable, olderThanMs: number): Promise<number>;
}

/** A name is a UUID of its own, never used twice; its first two digits are its folder. */
const NAME = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const AT_ONCE = 500;

/** Files in a folder, from so many bytes on; without a folder nothing is large. */
export function proofFilesIn(folder: string | undefined, fromBytes: number): ProofFiles {
  const placeOf = (file: string) => {
    if (folder === undefined || !NAME.test(file)) throw new Error(`there is no folder for the proof ${file}`);
    return join(folder, file.slice(0, 2), file);
  };
  return {
    async put(bytes) {
      if (folder === undefined || bytes.length < fromBytes) return undefined;
      const file = randomUUID();
      await writeDurably(folder, file.slice(0, 2), file, bytes);
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
  };
}

/** The file's content and its entry are on disk when it returns. */
async function writeDurably(folder: string, shard: string, file: string, bytes: Uint8Array): Promise<void> {
  const place = join(folder, shard);
  const create = () => open(join(place, file), 'wx', 0o600);
  const handle = await create().catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    if ((await mkdir(place, { recursive: true })) !== undefined) await syncFolder(folder);
    return create();
  });
  try {
    await handle.writeFile(bytes);
    await handle.datasync();
  } finally {
    await handle.close();
  }
  await syncFolder(place);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
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
