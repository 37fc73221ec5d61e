// kill -9 of the server and of its database in the middle of everything: afterwards the ledger adds up.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chownSync, rmSync } from 'node:fs';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { TaskDifficulty } from '#proto/proofnet/v1/orchestrator_pb.ts';
import { violations } from './db/consistency.ts';
import { openDatabase } from './db/database.ts';
import { startEmbeddedDatabase } from './db/embedded.ts';
import { clientOf, type Prover, proverWith, registerProver, temporaryFolder } from './fixtures/network.ts';
import { type ServerProcess, spawnServer } from './fixtures/server.ts';
import { fakeProof, GOOD, INVALID } from './fixtures/zkvm.ts';

const silent = pino({ level: 'silent' });
const dataDir = temporaryFolder();
after(() => rmSync(dataDir, { recursive: true }));

/** Fetches and submits until stopped, some of it wrong, some twice; remembers what was said to be accepted. */
async function prove(prover: Prover, accepted: Set<string>, signal: AbortSignal): Promise<void> {
  for (let i = 0; !signal.aborted; i += 1) {
    try {
      const { tasks } = await prover.fetch(4, TaskDifficulty.LARGE);
      for (const { taskId } of tasks) {
        if (i % 5 === 0) await prover.submit(taskId, fakeProof(INVALID, taskId)).catch(() => {});
        await Promise.all([
          prover.submit(taskId),
          prover.submit(taskId),
          prover.submit(taskId, fakeProof(GOOD, 'other')).catch(() => {}),
        ]);
        accepted.add(taskId);
      }
    } catch {
      await delay(20);
    }
  }
}

async function checkLedger(accepted: Set<string>): Promise<void> {
  const database = await startEmbeddedDatabase(dataDir, silent);
  const db = openDatabase(database.connection, silent);
  try {
    assert.deepEqual(await db.transaction(violations), []);
    const rows = await db.query<{ task_id: string }>('SELECT task_id FROM acceptances');
    const recorded = new Set(rows.map((row) => row.task_id));
    const lost = [...accepted].filter((taskId) => !recorded.has(taskId));
    assert.deepEqual(lost, [], 'what was answered with "accepted" is in the ledger');
  } finally {
    await db.close();
    await database.close();
  }
}

test('killing the server three times in the middle of the work loses nothing that was accepted', async (t) => {
  const accepted = new Set<string>();
  for (let round = 0; round < 3; round += 1) {
    const server = await spawnServer({ dataDir });
    const client = clientOf(server.url);
    const provers = await Promise.all(Array.from({ length: 8 }, () => registerProver(client)));
    const stop = new AbortController();
    const work = provers.map((prover) => prove(prover, accepted, stop.signal));
    await delay(600 + round * 150);
    server.child.kill('SIGKILL');
    stop.abort();
    await Promise.all(work);
    await checkLedger(accepted);
  }
  t.diagnostic(`${accepted.size} proofs accepted`);
  assert.ok(accepted.size > 0);
});

test('killing the database in the middle of the work: the server goes on with a new one and the ledger adds up', async () => {
  const accepted = new Set<string>();
  const server = await spawnServer({ dataDir });
  const client = clientOf(server.url);
  const provers = await Promise.all(Array.from({ length: 8 }, () => registerProver(client)));
  const stop = new AbortController();
  const work = provers.map((prover) => prove(prover, accepted, stop.signal));
  await delay(400);
  const before = accepted.size;
  process.kill(server.databasePid, 'SIGKILL');
  for (let i = 0; i < 200 && accepted.size < before + 50; i += 1) await delay(50);
  assert.ok(accepted.size >= before + 50, 'work went on');
  stop.abort();
  await Promise.all(work);
  await end(server);
  await checkLedger(accepted);
});

test('a second start of an ended server finds its nodes and keys again', async () => {
  const first = await spawnServer({ dataDir });
  const prover = await registerProver(clientOf(first.url));
  await prover.fetch();
  await end(first);
  const second = await spawnServer({ dataDir });
  const again = proverWith(clientOf(second.url), prover.nodeId, prover);
  assert.equal((await again.fetch()).tasks.length, 1);
  await end(second);
});

test('it runs as an account that is not root', { skip: process.getuid?.() !== 0 && 'not root anyway' }, async () => {
  const own = temporaryFolder();
  chownSync(own, 65534, 65534);
  const server = await spawnServer({ dataDir: own }, { uid: 65534, gid: 65534 });
  const prover = await registerProver(clientOf(server.url));
  const [task] = (await prover.fetch()).tasks;
  await prover.submit(task?.taskId ?? '');
  await end(server);
  rmSync(own, { recursive: true });
});

async function end(server: ServerProcess): Promise<void> {
  server.child.kill('SIGTERM');
  const [code] = await once(server.child, 'exit');
  assert.equal(code, 0);
}
