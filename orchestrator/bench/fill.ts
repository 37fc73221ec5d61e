// Tasks and nodes for the benchmark, made the way that the server makes them.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type pg from 'pg';
import { openDatabase } from '#orchestrator/db/database.ts';
import { fakeElf, fakeEngine, randomWallet, silent } from '#orchestrator/fixtures/network.ts';
import { CLI_PROVER, registerNode } from '#orchestrator/nodes/nodes.ts';
import { registerUser } from '#orchestrator/nodes/users.ts';
import { demoInput } from '#orchestrator/programs/demo.ts';
import { createPrograms } from '#orchestrator/programs/programs.ts';
import { startEngine } from '#orchestrator/proofs/engine.ts';
import { PACKAGE, readPackage, verifiersOf } from '#orchestrator/proofs/package.ts';
import { createTasks } from '#orchestrator/tasks/create.ts';
import { startQueue } from '#orchestrator/tasks/queue.ts';
import type { RealProof } from './real-proof.ts';

export interface Stock {
  connection: pg.ClientConfig;
  dataDir: string;
  /** Tasks that this is the proof of; absent: tasks of the stand-in engine. */
  real?: RealProof;
}

const AT_ONCE = 5_000;

/** Puts tasks into the queue. */
export async function fill({ connection, dataDir, real }: Stock, count: number): Promise<void> {
  await using parts = new AsyncDisposableStack();
  const db = openDatabase({ ...connection, statement_timeout: 0 }, silent);
  parts.defer(() => db.close());
  const engine = await startEngine(real ? verifiersOf(readPackage(PACKAGE)) : fakeEngine, 1, silent);
  parts.defer(() => engine.close());
  const queue = await startQueue(db, ['standard'], silent);
  parts.defer(() => queue.close());
  const elf = real?.elf ?? new Uint8Array(readFileSync(fakeElf(dataDir)));
  const programDigest = await createPrograms(db, engine).register('bench', elf, 'standard');
  for (let made = 0; made < count; made += AT_ONCE) {
    const tasks = Array.from({ length: Math.min(AT_ONCE, count - made) }, (_, i) => ({
      programDigest,
      profile: 'standard',
      inputs: [real?.input ?? demoInput(made + i, 0, 1)],
      cyclesOfLongest: 10_000,
      cycles: 10_000,
    }));
    await db.transaction((tx) => createTasks(tx, queue, tasks));
  }
  await db.query('ANALYZE');
}

/** Nodes of a new user. */
export async function registerNodes(connection: pg.ClientConfig, count: number): Promise<string[]> {
  const db = openDatabase(connection, silent);
  try {
    const user = await registerUser(db, randomUUID(), randomWallet());
    return await Array.fromAsync({ length: count }, () => registerNode(db, user.userId, CLI_PROVER));
  } finally {
    await db.close();
  }
}
