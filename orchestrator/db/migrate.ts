// Brings the database to the newest of the numbered SQL files, each in one transaction, in order.
import { readdirSync, readFileSync } from 'node:fs';
import { OrchestratorError } from '#orchestrator/errors.ts';
import type { Log } from '#orchestrator/log.ts';
import type { Database, Queryable } from './database.ts';

const FOLDER = new URL('./migrations/', import.meta.url);

/** Makes several servers that start at once take turns. */
const MIGRATION_LOCK = 0x6d696772;

/** The oldest server whose SQL this is written for. */
const OLDEST_POSTGRES = 150000;

/** The migrations there are, in order: `0001_ledger.sql` is version 1. */
export function migrations(): { version: number; name: string }[] {
  const names = readdirSync(FOLDER).filter((name) => /^\d{4}_.+\.sql$/.test(name));
  return names.sort().map((name) => ({ version: Number(name.slice(0, 4)), name }));
}

/** Applies what is missing, up to `last`, and returns the version the database has then. */
export async function migrate(database: Database, log: Log, last = Number.POSITIVE_INFINITY): Promise<number> {
  return database.transaction(async (tx) => {
    await refuseOldServers(tx);
    // An index over a long ledger takes its time.
    await tx.query('SET LOCAL statement_timeout = 0');
    await tx.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await tx.query(
      'CREATE TABLE IF NOT EXISTS migrations (version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())',
    );
    const [row] = await tx.query<{ version: number | null }>('SELECT max(version) AS version FROM migrations');
    let version = row?.version ?? 0;
    const known = migrations();
    const newest = known.at(-1)?.version ?? 0;
    if (version > newest) {
      throw new OrchestratorError(
        'database_unusable',
        `the database has version ${version}, this program knows ${newest}`,
        {
          remedy: 'Start the newer program that the database was last used with.',
        },
      );
    }
    for (const step of known) {
      if (step.version <= version || step.version > last) continue;
      await tx.query(readFileSync(new URL(step.name, FOLDER), 'utf8'));
      await tx.query('INSERT INTO migrations (version, name) VALUES ($1, $2)', [step.version, step.name]);
      log.info({ migration: step.name }, 'database migrated');
      version = step.version;
    }
    return version;
  });
}

async function refuseOldServers(tx: Queryable): Promise<void> {
  const [row] = await tx.query<{ version: string }>("SELECT current_setting('server_version_num') AS version");
  if (Number(row?.version) >= OLDEST_POSTGRES) return;
  throw new OrchestratorError('database_unusable', `PostgreSQL ${row?.version} is too old`, {
    remedy: 'Use PostgreSQL 15 or newer.',
  });
}
