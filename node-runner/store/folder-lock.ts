// One runner per data directory: a lock that the kernel releases when its holder ends, however it ends.

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ProverError } from '#client/errors.ts';
import { openFolder } from './durable-file.ts';

/** Locks a data directory until the result is called or the process ends. */
export async function lockFolder(dataDir: string): Promise<() => void> {
  await openFolder(dataDir, 0o700);
  // SQLite's exclusive lock is an fcntl lock or the like on every system; a file with a process id in it would outlive
  // a kill -9, and a restart could not tell it from a living one.
  const lock = new DatabaseSync(join(dataDir, 'lock'));
  try {
    lock.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    throw new ProverError('outbox_locked', `Another prover is running on ${dataDir}`, {
      remedy: 'Stop it, or give this one another data_dir.',
      cause: error,
    });
  }
  return () => lock.close();
}
