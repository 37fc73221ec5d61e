// One run of the embedded database's process: made once, started, owned, stopped.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { OrchestratorError } from '#orchestrator/errors.ts';
import { OWNER_LOCK } from './leftover.ts';
import type { Place } from './place.ts';

/** Small enough for a laptop, and still fast: the working set of a queue is its newest rows. */
const SETTINGS = {
  listen_addresses: '',
  shared_buffers: '32MB',
  max_connections: '40',
  max_wal_size: '512MB',
  jit: 'off',
  // Without the three worker processes that a database of this size never needs.
  io_method: 'sync',
  log_min_messages: 'warning',
};

/**
 * Runs the server in the foreground, so that it is our direct child, beside a watcher that stops it when this process
 * ends without saying so: then standard input closes. The watcher is detached, because the server minds strange children.
 */
const RUN_UNTIL_INPUT_CLOSES = `
exec 3<&0
( ( cat <&3 >/dev/null; [ "$(head -n 1 "$0/postmaster.pid")" = $$ ] && kill -INT $$ ) >/dev/null 2>&1 & )
exec "$@" 3<&- </dev/null`;

const LARGEST_LOG = 8 * 1024 * 1024;

/** Makes the data directory where there is none: beside its place and then moved there, so that it is whole or absent. */
export function initialize(place: Place, binaries: string): void {
  const unfinished = `${place.data}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  if (existsSync(join(place.data, 'PG_VERSION'))) return;
  const args = ['-D', unfinished, '-U', 'nexus', '--auth=trust', '--no-locale', '-E', 'UTF8'];
  const made = spawnSync(join(binaries, 'bin', 'initdb'), args, { ...place.account, cwd: '/', encoding: 'utf8' });
  if (made.status !== 0) throw unusable(place, 'initdb failed', made.error ?? new Error(made.stderr));
  renameSync(unfinished, place.data);
}

/** Starts the server; its messages go to the log of the place. */
export function runPostmaster(place: Place, binaries: string): ChildProcess {
  const settings = { ...SETTINGS, unix_socket_directories: place.socket };
  const args = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const log = openSync(place.log, existsSync(place.log) && statSync(place.log).size > LARGEST_LOG ? 'w' : 'a');
  try {
    const command = [place.data, join(binaries, 'bin', 'postgres'), '-D', place.data, ...args];
    return spawn('/bin/sh', ['-c', RUN_UNTIL_INPUT_CLOSES, ...command], {
      ...place.account,
      cwd: '/',
      // A process group of its own: Ctrl-C in the terminal is for this process, which drains before it stops the database.
      detached: true,
      stdio: ['pipe', log, log],
    });
  } finally {
    closeSync(log);
  }
}

/** Waits until the database answers and marks it as this server's; the connection holds the mark. */
export async function ownDatabase(child: ChildProcess, connection: pg.ClientConfig, place: Place): Promise<pg.Client> {
  for (;;) {
    if (ended(child)) throw unusable(place, 'the embedded database does not start');
    const client = new pg.Client({ ...connection, application_name: 'owner' });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.query('SELECT pg_advisory_lock($1)', [OWNER_LOCK]);
      return client;
    } catch {
      await client.end().catch(() => {});
      await delay(20);
    }
  }
}

/** Stops the server: open transactions are rolled back, everything committed is on disk. */
export async function stopPostmaster(child: ChildProcess): Promise<void> {
  if (!ended(child)) {
    const exit = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    const impatient = setTimeout(() => child.kill('SIGQUIT'), 15_000);
    await exit;
    clearTimeout(impatient);
  }
  child.stdin?.destroy();
}

function ended(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function unusable(place: Place, message: string, cause?: Error): OrchestratorError {
  const said = existsSync(place.log) ? readFileSync(place.log, 'utf8').slice(-2000) : '';
  return new OrchestratorError('database_unusable', message, {
    cause: cause ?? new Error(said),
    remedy: `Read ${place.log}, or set DATABASE_URL to a PostgreSQL server of version 15 or newer.`,
  });
}
