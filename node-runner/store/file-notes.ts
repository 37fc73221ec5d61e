// Notes and blobs as files in the data directory.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Blobs } from '#client/store/blobs.ts';
import type { Notes } from '#client/store/notes.ts';
import { fileError, isMissing, openFolder, removeDurably, writeDurably, writeFirst } from './durable-file.ts';

/** Only the owner may read them: one is a secret key. */
const PRIVATE = 0o600;

/** Notes, one file each. */
export async function fileNotes(dataDir: string): Promise<Notes> {
  const folder = join(dataDir, 'notes');
  await openFolder(folder, 0o700);
  return {
    read: async (name) => (await readIfThere(join(folder, name)))?.toString('utf8'),
    write: (name, text) => writeDurably(join(folder, name), text, PRIVATE),
    async writeFirst(name, text) {
      const path = join(folder, name);
      await writeFirst(path, text, PRIVATE);
      return (await readIfThere(path))?.toString('utf8') ?? text;
    },
  };
}

/** Blobs, one file each. */
export async function fileBlobs(dataDir: string): Promise<Blobs> {
  const folder = join(dataDir, 'programs');
  await openFolder(folder);
  return {
    read: (name) => readIfThere(join(folder, name)),
    write: (name, bytes) => writeDurably(join(folder, name), bytes),
    remove: (name) => removeDurably(join(folder, name)),
  };
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileError(error);
  }
}
