// What the server and its database take of the machine.
import { readFileSync } from 'node:fs';
import type pg from 'pg';
import { openDatabase } from '#orchestrator/db/database.ts';
import { silent } from '#orchestrator/fixtures/network.ts';

export function processorSeconds(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    // Its own time, and that of children that have ended.
    return [11, 12, 13, 14].reduce((sum, i) => sum + Number(fields[i]), 0) / 100;
  } catch {
    // Backends come and go.
    return 0;
  }
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
