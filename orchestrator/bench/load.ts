// The load on one orchestrator: how many tasks it hands out and how many submissions it records, at 200 nodes.
//
//   node orchestrator/bench/load.ts [--queued 1000] [--seconds 8] [--database-url URL]
//
// The engine is a stand-in that accepts at once: what is measured is everything but verifying. The load comes from a
// process of its own, whose share of the processor is reported beside the server's.
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { openDatabase } from '#orchestrator/db/database.ts';
import { fakeElf, fakeEngine, randomWallet, temporaryFolder } from '#orchestrator/fixtures/network.ts';
import { spawnServer } from '#orchestrator/fixtures/server.ts';
import { CLI_PROVER, registerNode } from '#orchestrator/nodes/nodes.ts';
import { registerUser } from '#orchestrator/nodes/users.ts';
import { demoInput } from '#orchestrator/programs/demo.ts';
import { createPrograms } from '#orchestrator/programs/programs.ts';
import { startEngine } from '#orchestrator/proofs/engine.ts';
import { createTasks } from '#orchestrator/tasks/create.ts';
import { startQueue } from '#orchestrator/tasks/queue.ts';
import type { LoadReport, LoadRequest } from './nodes.ts';

const { values } = parseArgs({
  options: {
    queued: { type: 'string', default: '20000' },
    seconds: { type: 'string', default: '8' },
    'database-url': { type: 'string' },
  },
});
const NODES = 200;
const silent = pino({ level: 'silent' });
const dataDir = temporaryFolder();
const databaseUrl = values['database-url'];

const server = await spawnServer({
  dataDir,
  seed: false,
  verifiers: 1,
  logLevel: 'error',
  ...(databaseUrl && { databaseUrl }),
});
try {
  const connection = databaseUrl
    ? { connectionString: databaseUrl }
    : { host: `${dataDir}/postgres/run`, user: 'nexus', database: 'postgres' };
  const nodeIds = await fill(connection, Number(values.queued));
  const idle = residentMegabytes(server.child.pid) + databaseMegabytes(server.databasePid);
  const seconds = Number(values.seconds);
  const fetch = await load({ url: server.url, nodeIds: nodeIds.splice(0, NODES), seconds, batch: 16, submit: false });
  const both = await load({ url: server.url, nodeIds: nodeIds.splice(0, NODES), seconds, batch: 8, submit: true });
  const half = await load({
    url: server.url,
    nodeIds: nodeIds.splice(0, NODES),
    seconds,
    batch: 16,
    submit: false,
    tasksPerSecond: 500,
  });
  console.log(JSON.stringify({ queued: Number(values.queued), idle_mb: Math.round(idle), fetch, both, half }, null, 2));
} finally {
  server.child.kill('SIGTERM');
  await new Promise((resolve) => server.child.once('exit', resolve));
  rmSync(dataDir, { recursive: true });
}

/** Puts tasks into the queue the way the generator does, and nodes into the ledger: three times as many as work at once. */
async function fill(connection: object, count: number): Promise<string[]> {
  await using parts = new AsyncDisposableStack();
  const db = openDatabase({ ...connection, statement_timeout: 0 }, silent);
  parts.defer(() => db.close());
  const engine = await startEngine(fakeEngine, 1, silent);
  parts.defer(() => engine.close());
  const queue = await startQueue(db, ['standard'], silent);
  parts.defer(() => queue.close());
  const elf = new Uint8Array(readFileSync(fakeElf(dataDir)));
  const programDigest = await createPrograms(db, engine).register('bench', elf, 'standard');
  const AT_ONCE = 5_000;
  for (let made = 0; made < count; made += AT_ONCE) {
    const tasks = Array.from({ length: Math.min(AT_ONCE, count - made) }, (_, i) => ({
      programDigest,
      profile: 'standard',
      inputs: [demoInput(made + i, 0, 1)],
      cyclesOfLongest: 10_000,
      cycles: 10_000,
    }));
    await db.transaction((tx) => createTasks(tx, queue, tasks));
  }
  await db.query('ANALYZE');
  const user = await registerUser(db, randomUUID(), randomWallet());
  return await Array.fromAsync({ length: 3 * NODES }, () => registerNode(db, user.userId, CLI_PROVER));
}

/** One phase, from another process. */
function load(request: LoadRequest): Promise<LoadReport & { server_cpu: number }> {
  const nodes: ChildProcess = fork(new URL('./nodes.ts', import.meta.url), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    let before = 0;
    nodes.on('message', (message: LoadReport | 'ready') => {
      if (message === 'ready') before = processorSeconds(server.child.pid);
      else {
        const used = processorSeconds(server.child.pid) - before;
        resolve({ ...message, server_cpu: Math.round((100 * used) / message.seconds) / 100 });
      }
    });
    nodes.once('exit', (code) => reject(new Error(`the load ended with ${code}`)));
    nodes.send(request);
  });
}

function processorSeconds(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function residentMegabytes(pid: number | undefined): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

/** The database's processes share memory: each counts with its own part of it. */
function databaseMegabytes(pid: number): number {
  if (Number.isNaN(pid)) return 0;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  const own = (id: string) => {
    try {
      return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))?.[1] ?? 0) / 1024;
    } catch {
      // Backends come and go.
      return 0;
    }
  };
  return [String(pid), ...children].reduce((sum, id) => sum + own(id), 0);
}
