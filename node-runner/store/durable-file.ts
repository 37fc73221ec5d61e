// Files that are whole and on the disk when the call returns, whatever happens in between.
import { type FileHandle, link, mkdir, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ProverError } from '#client/errors.ts';

/** What files that are still being written are called, so that they are never taken for others. */
const UNFINISHED = '.unfinished';
/** What file systems without links say. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK']);
let written = 0;

/** Writes a file: a temporary one, synced, renamed over the name, the folder synced. */
export async function writeDurably(path: string, bytes: Uint8Array | string, mode = 0o644): Promise<void> {
  await moveDurably(await unfinished(path, bytes, mode), path);
}

/** Writes a file unless there is one of this name: of several that are written at once one stays. */
export async function writeFirst(path: string, bytes: Uint8Array | string, mode = 0o644): Promise<void> {
  const temporary = await unfinished(path, bytes, mode);
  try {
    await link(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    // Not every file system has links: there the last one stays.
    if (NO_LINKS.has(code)) return await moveDurably(temporary, path);
    if (code !== 'EEXIST') throw fileError(error);
  }
  await unlink(temporary);
}

/** A file beside the one that it is to be, on the disk. */
async function unfinished(path: string, bytes: Uint8Array | string, mode: number): Promise<string> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.${++written}${UNFINISHED}`);
  try {
    await using file = await open(temporary, 'wx', mode);
    await file.writeFile(bytes);
    await file.sync();
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw fileError(error);
  }
  return temporary;
}

/** Renames a file within or between folders of one disk. */
export async function moveDurably(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
    await syncFolder(dirname(to));
    if (dirname(from) !== dirname(to)) await syncFolder(dirname(from));
  } catch (error) {
    throw fileError(error);
  }
}

/** Removes a file; one that is gone already is fine. */
export async function removeDurably(path: string): Promise<void> {
  try {
    await unlink(path);
    await syncFolder(dirname(path));
  } catch (error) {
    if (!isMissing(error)) throw fileError(error);
  }
}

/** Makes a folder with its parents. */
export async function openFolder(path: string, mode = 0o755): Promise<void> {
  try {
    await makeFolder(path, mode);
    await syncFolder(dirname(path));
  } catch (error) {
    throw fileError(error);
  }
}

/** Not with Node's own `recursive`, which never ends where a parent can neither be made nor found, as below /proc. */
async function makeFolder(path: string, mode: number): Promise<void> {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path), mode);
    await mkdir(path, { mode });
  }
}

/** Clears away what an earlier process left unfinished, in a folder and its folders; only the lock's holder may. */
export async function clearUnfinished(path: string): Promise<void> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const left = entries.filter((entry) => entry.isFile() && entry.name.endsWith(UNFINISHED));
  await Promise.all(left.map((entry) => unlink(join(entry.parentPath, entry.name)).catch(() => {})));
}

/** Whether an error says that there is no such file. */
export function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

/** A file system's error with a code and a remedy of ours. */
export function fileError(error: unknown): ProverError {
  if (error instanceof ProverError) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new ProverError('disk_full', message, { cause: error, remedy: 'Free space where data_dir is.' });
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new ProverError('data_dir_not_writable', message, { cause: error, remedy: 'Check the owner of data_dir.' });
  }
  return new ProverError('store_failed', message, { cause: error });
}

async function syncFolder(path: string): Promise<void> {
  let folder: FileHandle | undefined;
  try {
    folder = await open(path, 'r');
    await folder.sync();
  } catch (error) {
    // Windows does not open folders; its file system orders renames itself.
    if (process.platform !== 'win32') throw error;
  } finally {
    await folder?.close();
  }
}
