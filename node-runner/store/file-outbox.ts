// The outbox as files: one per finished task, and a folder of dead letters with their reasons.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ProverError } from '#client/errors.ts';
import { decodeFinished, encodeFinished } from '#client/store/finished-record.ts';
import { entryId } from '#client/store/finished-task.ts';
import type { DeadLetter, Outbox } from '#client/store/outbox.ts';
import { fileError, isMissing, moveDurably, openFolder, removeDurably, writeDurably } from './durable-file.ts';

const ENTRY = '.proof';
const REASON = '.reason.json';

/** Opens the outbox in a folder of the data directory. */
export async function fileOutbox(dataDir: string): Promise<Outbox> {
  const folder = join(dataDir, 'outbox');
  const grave = join(dataDir, 'dead-letters');
  await openFolder(folder);
  await openFolder(grave);
  const entryPath = (id: string): string => join(folder, id + ENTRY);
  const deadPath = (id: string): string => join(grave, id + ENTRY);
  const reasonPath = (id: string): string => join(grave, id + REASON);

  return {
    put: async (task) => {
      const id = entryId(task);
      await writeDurably(entryPath(id), encodeFinished(task));
      return id;
    },
    list: () => entriesByAge(folder),
    read: async (id) => {
      try {
        return decodeFinished(await readFile(entryPath(id)));
      } catch (error) {
        if (isMissing(error)) throw new ProverError('outbox_entry_missing', `The outbox holds no ${id}`);
        throw fileError(error);
      }
    },
    remove: (id) => removeDurably(entryPath(id)),
    bury: async (letter) => {
      // The reason first: a crash between the two leaves the entry where it was, and it is refused again.
      await writeDurably(reasonPath(letter.id), JSON.stringify(letter));
      await moveDurably(entryPath(letter.id), deadPath(letter.id));
    },
    deadLetters: async () => Promise.all((await entriesByAge(grave)).map((id) => readLetter(reasonPath(id), id))),
    revive: async (id) => {
      await moveDurably(deadPath(id), entryPath(id));
      await removeDurably(reasonPath(id));
    },
  };
}

/** The bytes of an entry or a dead letter as they are on the disk, for an export. */
export async function storedBytes(dataDir: string, id: string): Promise<Uint8Array> {
  const paths = [join(dataDir, 'outbox', id + ENTRY), join(dataDir, 'dead-letters', id + ENTRY)];
  for (const path of paths) {
    try {
      return await readFile(path);
    } catch (error) {
      if (!isMissing(error)) throw fileError(error);
    }
  }
  throw new ProverError('outbox_entry_missing', `Neither the outbox nor the dead letters hold ${id}`);
}

async function entriesByAge(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(ENTRY) && !name.startsWith('.'));
  const aged = await Promise.all(
    names.map(async (name) => {
      // An entry may be removed while the folder is being read.
      const stats = await stat(join(folder, name)).catch(() => undefined);
      return stats && { id: name.slice(0, -ENTRY.length), age: stats.mtimeMs };
    }),
  );
  return aged
    .filter((entry) => entry !== undefined)
    .sort((one, other) => one.age - other.age)
    .map(({ id }) => id);
}

async function readLetter(path: string, id: string): Promise<DeadLetter> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as DeadLetter;
  } catch {
    return { id, code: 'reason_lost', message: 'The reason of this dead letter cannot be read', at: 0 };
  }
}
