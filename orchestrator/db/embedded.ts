// The embedded database: a real PostgreSQL kept running as a child process on the data directory.
import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { OrchestratorError } from '#orchestrator/errors.ts';
import type { Log } from '#orchestrator/log.ts';
import { postgresBinaries } from './binaries.ts';
import { clearLeftover } from './leftover.ts';
import { databasePlace } from './place.ts';
import { initialize, ownDatabase, runPostmaster, stopPostmaster } from './postmaster.ts';

export interface EmbeddedDatabase {
  /** How `pg` connects to it. */
  connection: { host: string; user: string; database: string };
  /** The database's own process; undefined while it is being restarted. */
  pid(): number | undefined;
  close(): Promise<void>;
}

/** Starts the database of a data directory, making it the first time, and restarts it for as long as it is wanted. */
export async function startEmbeddedDatabase(dataDir: string, log: Log): Promise<EmbeddedDatabase> {
  if (process.platform === 'win32') {
    throw new OrchestratorError('database_unusable', 'the embedded database needs Unix sockets', {
      remedy: 'Set DATABASE_URL to a PostgreSQL server of version 15 or newer.',
    });
  }
  const place = databasePlace(dataDir);
  const binaries = postgresBinaries(place.account, place.root);
  const connection = { host: place.socket, user: 'nexus', database: 'postgres' };
  let child: ChildProcess | undefined;
  let owner: pg.Client | undefined;
  let closing = false;

  async function start(): Promise<void> {
    await clearLeftover(place);
    initialize(place, binaries);
    const started = runPostmaster(place, binaries);
    child = started;
    const exit = new Promise<void>((resolve) => started.once('exit', () => resolve()));
    owner = await ownDatabase(started, connection, place);
    void exit.then(() => {
      child = undefined;
      started.stdin?.destroy();
      if (!closing) return restart();
    });
  }

  async function restart(): Promise<void> {
    log.warn({ log: place.log }, 'the database ended by itself, restarting it');
    for (let wait = 100; !closing; wait = Math.min(wait * 2, 10_000)) {
      try {
        await start();
        log.info({ database_pid: child?.pid }, 'database restarted');
        return;
      } catch (err) {
        log.error({ err }, 'database does not start');
        await delay(wait);
      }
    }
  }

  await start();
  log.info({ database_pid: child?.pid, folder: place.root }, 'database started');
  return {
    connection,
    pid: () => child?.pid,
    async close() {
      closing = true;
      await owner?.end().catch(() => {});
      if (child !== undefined) await stopPostmaster(child);
    },
  };
}
