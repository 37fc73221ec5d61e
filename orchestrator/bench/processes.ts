// What the server and its database take of the machine.
import { readdirSync, readFileSync } from 'node:fs';
import type pg from 'pg';
import { openDatabase } from '#orchestrator/db/database.ts';
import { silent } from '#orchestrator/fixtures/network.ts';

/** Of a process, with its children that have ended; or of one of its threads. */
export function processorSeconds(pid: number | undefined, thread?: string): number {
  try {
    const place = thread === undefined ? `/proc/${pid}/stat` : `/proc/${pid}/task/${thread}/stat`;
    const fields = readFileSync(place, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return [11, 12, 13, 14].reduce((sum, i) => sum + Number(fields[i]), 0) / 100;
  } catch {
    // Backends and workers come and go.
    return 0;
  }
}

/** What a server's threads have had: its own one, its verifiers, and the rest (garbage collection, files). */
export interface ServerSeconds {
  main: number;
  verifiers: number;
  rest: number;
}

export function serverSeconds(pid: number | undefined): ServerSeconds {
  const seconds = { main: 0, verifiers: processorSeconds(pid), rest: 0 };
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    // Verifiers are replaced now and then: what the process has had and no thread that stays is theirs.
    if (nameOf(pid, thread) === 'verifier') continue;
    const had = processorSeconds(pid, thread);
    seconds[thread === String(pid) ? 'main' : 'rest'] += had;
    seconds.verifiers -= had;
  }
  return seconds;
}

function nameOf(pid: number | undefined, thread: string): string {
  return readFileSync(`/proc/${pid}/task/${thread}/comm`, 'utf8').trim();
}

export function databaseSeconds(postmaster: number): number {
  return [postmaster, ...childrenOf(postmaster)].reduce((sum, pid) => sum + processorSeconds(pid), 0);
}

export function residentMegabytes(pid: number | undefined): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

/** The database's processes share memory: each counts with its own part of it. */
export function databaseMegabytes(postmaster: number): number {
  const own = (pid: number) => {
    try {
      return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) / 1024;
    } catch {
      return 0;
    }
  };
  return [postmaster, ...childrenOf(postmaster)].reduce((sum, pid) => sum + own(pid), 0);
}

/** The process whose child a connection's backend is. */
export async function postmasterOf(connection: pg.ClientConfig): Promise<number> {
  const db = openDatabase(connection, silent);
  try {
    const [row] = await db.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${row?.pid}/status`, 'utf8'))?.[1]);
  } finally {
    await db.close();
  }
}

function childrenOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return children === '' ? [] : children.split(' ').map(Number);
}
