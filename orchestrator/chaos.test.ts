// kill -9 of the server and of its database in the middle of everything: afterwards the ledger adds up.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chownSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { TaskDifficulty } from '#proto/proofnet/v1/orchestrator_pb.ts';
import { missingProofs, violations } from './db/consistency.ts';
import { openDatabase } from './db/database.ts';
import { startEmbeddedDatabase } from './db/embedded.ts';
import { clientOf, type Prover, proverWith, registerProver, silent, temporaryFolder } from './fixtures/network.ts';
import { type ServerProcess, spawnServer } from './fixtures/server.ts';
import { fakeProof, GOOD, INVALID } from './fixtures/zkvm.ts';
import { proofFilesIn } from './proofs/files.ts';

const dataDir = temporaryFolder();
/** Between the sizes of the proofs here. */
const LARGE = 20;
const files = proofFilesIn(join(dataDir, 'proofs'), LARGE);
const servers: ServerProcess[] = [];
after(() => {
  // Of a test that failed.
  for (const { child } of servers) child.kill('SIGKILL');
  rmSync(dataDir, { recursive: true });
});

async function start(): Promise<ServerProcess> {
  const server = await spawnServer({ dataDir, proofFileBytes: LARGE });
  servers.push(server);
  return server;
}

/** Fetches and submits until stopped, some of it wrong, some twice; remembers what was said to be accepted. */
async function prove(prover: Prover, accepted: Set<string>, signal: AbortSignal): Promise<void> {
  for (let i = 0; !signal.aborted; i += 1) {
    try {
      const { tasks } = await prover.fetch(4, TaskDifficulty.LARGE);
      for (const [k, { taskId }] of tasks.entries()) {
        if (i % 5 === 0) await prover.submit(taskId, fakeProof(INVALID, taskId)).catch(() => {});
        // Every second one is a file, from the first fetch on.
        const salt = k % 2 ? taskId : taskId.slice(0, 8);
        await Promise.all([
          prover.submit(taskId, fakeProof(GOOD, salt)),
          prover.submit(taskId, fakeProof(GOOD, salt)),
          prover.submit(taskId, fakeProof(GOOD, `${salt}!`)).catch(() => {}),
        ]);
        accepted.add(taskId);
      }
    } catch {
      await delay(20);
    }
  }
}

/** Waits until so many more were accepted, but not for ever. */
async function more(accepted: Set<string>, count: number): Promise<void> {
  const enough = accepted.size + count;
  for (let i = 0; i < 2_400 && accepted.size < enough; i += 1) await delay(25);
}

async function checkLedger(accepted: Set<string>): Promise<void> {
  const database = await startEmbeddedDatabase(dataDir, silent);
  const db = openDatabase(database.connection, silent);
  try {
    assert.deepEqual(await db.transaction(violations), []);
    assert.deepEqual(await missingProofs(db, files), []);
    const named = await db.query('SELECT file FROM proofs WHERE file IS NOT NULL');
    await files.sweep(db, 0);
    const left = readdirSync(join(dataDir, 'proofs'), { recursive: true, withFileTypes: true });
    assert.equal(
      left.filter((entry) => entry.isFile()).length,
      named.length,
      'no file is without its row after a sweep',
    );
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
    const server = await start();
    const client = clientOf(server.url);
    const provers = await Promise.all(Array.from({ length: 8 }, () => registerProver(client)));
    const stop = new AbortController();
    t.after(() => stop.abort());
    const work = provers.map((prover) => prove(prover, accepted, stop.signal));
    await more(accepted, 12);
    await delay(round * 30);
    server.child.kill('SIGKILL');
    stop.abort();
    await Promise.all(work);
    await checkLedger(accepted);
  }
  t.diagnostic(`${accepted.size} proofs accepted`);
  assert.ok(accepted.size > 0);
});

test('killing the database in the middle of the work: the server goes on with a new one and the ledger adds up', async (t) => {
  const accepted = new Set<string>();
  const server = await start();
  const client = clientOf(server.url);
  const provers = await Promise.all(Array.from({ length: 8 }, () => registerProver(client)));
  const stop = new AbortController();
  t.after(() => stop.abort());
  const work = provers.map((prover) => prove(prover, accepted, stop.signal));
  await more(accepted, 12);
  const before = accepted.size;
  process.kill(server.databasePid, 'SIGKILL');
  await more(accepted, 30);
  assert.ok(accepted.size >= before + 30, 'work went on');
  stop.abort();
  await Promise.all(work);
  await end(server);
  await checkLedger(accepted);
});

test('a second start of an ended server finds its nodes and keys again', async () => {
  const first = await start();
  const prover = await registerProver(clientOf(first.url));
  await prover.fetch();
  await end(first);
  const second = await start();
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
