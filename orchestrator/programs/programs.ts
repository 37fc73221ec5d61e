// Programs that tasks run: an ELF known by its digest, and its verifying key, made once in a worker.
import type { Database } from '#orchestrator/db/database.ts';
import { OrchestratorError } from '#orchestrator/errors.ts';
import type { Engine } from '#orchestrator/proofs/engine.ts';

export interface Program {
  programDigest: string;
  name: string;
  elf: Uint8Array;
}

export interface Programs {
  /** Checks a program, makes its verifying key and keeps both; returns its digest. */
  register(name: string, elf: Uint8Array, profile: string): Promise<string>;
  get(programDigest: string): Promise<Program>;
  /**
   * The key for the engine as it is now, made again where the constraint system has changed since registration; or the
   * key that was made for another constraint system when that was in use.
   */
  verifyingKey(programDigest: string, profile: string, air?: string): Promise<Uint8Array>;
}

/** Programs and keys that are kept at hand: the few that the network is busy with. */
const KEPT = 64;

export function createPrograms(db: Database, engine: Engine): Programs {
  const { airDigest } = engine.description;
  const keys = new Map<string, Promise<Uint8Array>>();
  const programs = new Map<string, Promise<Program>>();

  async function load(programDigest: string): Promise<Program> {
    const [row] = await db.query<{ name: string; elf: Buffer }>(
      'SELECT name, elf FROM programs WHERE program_digest = $1',
      [programDigest],
    );
    if (!row) throw new OrchestratorError('unknown_program', 'there is no program with this digest');
    return { programDigest, name: row.name, elf: row.elf };
  }

  async function makeKey(
    elf: Uint8Array,
    profile: string,
  ): Promise<{ programDigest: string; verifyingKey: Uint8Array }> {
    if (!engine.description.profiles.includes(profile)) {
      throw new OrchestratorError('profile_mismatch', `the engine has no profile ${profile}`);
    }
    return engine.register(elf, profile);
  }

  async function keepKey(programDigest: string, profile: string, verifyingKey: Uint8Array): Promise<void> {
    await db.query(
      `INSERT INTO verifying_keys (program_digest, air_digest, profile, verifying_key) VALUES ($1, $2, $3, $4)
       ON CONFLICT DO NOTHING`,
      [programDigest, airDigest, profile, verifyingKey],
    );
  }

  async function findKey(programDigest: string, profile: string, air: string): Promise<Uint8Array> {
    const [row] = await db.query<{ verifying_key: Buffer }>(
      'SELECT verifying_key FROM verifying_keys WHERE program_digest = $1 AND air_digest = $2 AND profile = $3',
      [programDigest, air, profile],
    );
    if (row) return row.verifying_key;
    if (air !== airDigest) {
      throw new OrchestratorError('engine_mismatch', `the program was never proven with the constraints ${air}`);
    }
    const { elf } = await load(programDigest);
    const { verifyingKey } = await makeKey(elf, profile);
    await keepKey(programDigest, profile, verifyingKey);
    return verifyingKey;
  }

  /** The digest of a program that has been registered before, with a key for the engine as it is now. */
  async function registered(elf: Uint8Array, profile: string): Promise<string | undefined> {
    const [row] = await db.query<{ program_digest: string }>(
      `SELECT program_digest FROM programs p WHERE elf = $1 AND EXISTS (
         SELECT 1 FROM verifying_keys k WHERE k.program_digest = p.program_digest AND air_digest = $2 AND profile = $3)`,
      [elf, airDigest, profile],
    );
    return row?.program_digest;
  }

  return {
    async register(name, elf, profile) {
      if (elf.length > engine.description.limits.programBytes) {
        throw new OrchestratorError(
          'program_too_large',
          `a program may have ${engine.description.limits.programBytes} bytes`,
        );
      }
      const known = await registered(elf, profile);
      if (known !== undefined) return known;
      const { programDigest, verifyingKey } = await makeKey(elf, profile);
      await db.query('INSERT INTO programs (program_digest, name, elf) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
        programDigest,
        name,
        elf,
      ]);
      await keepKey(programDigest, profile, verifyingKey);
      return programDigest;
    },
    get: (digest) => kept(programs, digest, () => load(digest)),
    verifyingKey: (digest, profile, air = airDigest) =>
      kept(keys, `${digest} ${profile} ${air}`, () => findKey(digest, profile, air)),
  };
}

/** Loads once for all who ask at the same time; failures are not kept, and the longest unused one goes first. */
function kept<T>(cache: Map<string, Promise<T>>, key: string, load: () => Promise<T>): Promise<T> {
  const found = cache.get(key) ?? load();
  cache.delete(key);
  cache.set(key, found);
  found.catch(() => cache.delete(key));
  const oldest = cache.keys().next().value;
  if (cache.size > KEPT && oldest !== undefined) cache.delete(oldest);
  return found;
}
