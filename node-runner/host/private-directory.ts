// A directory for one proof that nobody else can read, in memory where the system has a place for that.
import { accessSync, constants } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where Linux keeps files in memory. */
const IN_MEMORY = '/dev/shm';

/** A private directory. */
export interface PrivateDirectory {
  readonly path: string;
  write(name: string, bytes: Uint8Array): Promise<void>;
  read(name: string): Promise<Uint8Array>;
  remove(): Promise<void>;
}

/** Makes one. */
export async function privateDirectory(): Promise<PrivateDirectory> {
  // mkdtemp makes it for its owner alone.
  const path = await mkdtemp(join(base(), 'nexus-prover-'));
  return {
    path,
    write: (name, bytes) => writeFile(join(path, name), bytes, { mode: 0o600 }),
    read: async (name) => new Uint8Array(await readFile(join(path, name))),
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

function base(): string {
  try {
    accessSync(IN_MEMORY, constants.W_OK);
    return IN_MEMORY;
  } catch {
    return tmpdir();
  }
}
