// A database process that an earlier server left behind, or is still using.
import { existsSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { OrchestratorError } from '#orchestrator/errors.ts';
import type { Place } from './place.ts';

/** The advisory lock that the server who owns an embedded database holds for as long as it lives. */
export const OWNER_LOCK = 0x6e657875;

/** How long a server that is just ending may take to let go of its database. */
const PATIENCE_MS = 12_000;

/** Returns once no database process has the data directory any more; refuses when another server is using it. */
export async function clearLeftover(place: Place, patienceMs = PATIENCE_MS): Promise<void> {
  const file = join(place.data, 'postmaster.pid');
  const patience = Date.now() + patienceMs;
  let asked = false;
  for (;;) {
    const pid = existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : Number.NaN;
    if (Number.isNaN(pid)) return;
    if (!isPostmasterOf(place, pid)) {
      // Process numbers come round again, in containers after every start, and PostgreSQL trusts the number alone.
      rmSync(file, { force: true });
      return;
    }
    if (!asked && (await isOrphan(place))) {
      process.kill(pid, 'SIGINT');
      asked = true;
    }
    if (Date.now() > patience) {
      throw new OrchestratorError(
        'data_dir_in_use',
        `another server (its database is process ${pid}) uses ${place.root}`,
        {
          remedy: 'Stop that server, or give this one a data directory of its own.',
        },
      );
    }
    await delay(50);
  }
}

function isPostmasterOf(place: Place, pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  // PostgreSQL works in its data directory. Where there is no /proc, a live process is taken for it: the safe side.
  if (!existsSync('/proc/self/cwd')) return true;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(place.data);
  } catch (error) {
    // Gone in between, or a process of another account, which cannot be one of ours.
    return !['ENOENT', 'ESRCH', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '');
  }
}

/** True when the database answers and no server holds it. */
async function isOrphan(place: Place): Promise<boolean> {
  const client = new pg.Client({
    host: place.socket,
    user: 'nexus',
    database: 'postgres',
    connectionTimeoutMillis: 1000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS free', [OWNER_LOCK]);
    return rows[0]?.free === true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
