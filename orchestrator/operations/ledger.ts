// The database for commands on the server itself, whether the server is running or not.
import pg from 'pg';
import { type Database, openDatabase } from '#orchestrator/db/database.ts';
import { startEmbeddedDatabase } from '#orchestrator/db/embedded.ts';
import { migrate } from '#orchestrator/db/migrate.ts';
import { databasePlace } from '#orchestrator/db/place.ts';
import type { Log } from '#orchestrator/log.ts';
import { checkOptions, type OrchestratorOptions, proofFilesOf } from '#orchestrator/options.ts';
import type { ProofFiles } from '#orchestrator/proofs/files.ts';

export interface Ledger {
  db: Database;
  /** The proofs that are too large for the database. */
  files: ProofFiles;
}

/** Runs `work` on the database that the options mean. */
export async function withLedger<T>(
  given: OrchestratorOptions,
  log: Log,
  work: (ledger: Ledger) => Promise<T>,
): Promise<T> {
  const options = checkOptions(given);
  await using parts = new AsyncDisposableStack();
  const connection =
    options.databaseUrl !== undefined
      ? { connectionString: options.databaseUrl }
      : await embedded(options.dataDir, log, parts);
  const db = openDatabase(connection, log);
  parts.defer(() => db.close());
  await migrate(db, log);
  return await work({ db, files: proofFilesOf(options) });
}

/** The database of a running server, or one started for this command. */
async function embedded(dataDir: string, log: Log, parts: AsyncDisposableStack): Promise<pg.ClientConfig> {
  const running = { host: databasePlace(dataDir).socket, user: 'nexus', database: 'postgres' };
  if (await answers(running)) return running;
  const database = await startEmbeddedDatabase(dataDir, log);
  parts.defer(() => database.close());
  return database.connection;
}

async function answers(connection: pg.ClientConfig): Promise<boolean> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 1_000 });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
