// Several orchestrators on one PostgreSQL: they share the queue, the ledger and the news.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { TaskDifficulty } from '#proto/proofnet/v1/orchestrator_pb.ts';
import { violations } from './db/consistency.ts';
import { openDatabase } from './db/database.ts';
import { clientOf, proverWith, refusalOf, registerProver, temporaryFolder } from './fixtures/network.ts';
import { installedPostgres, startPostgres } from './fixtures/postgres.ts';
import { type ServerProcess, spawnServer } from './fixtures/server.ts';

const bin = installedPostgres();
const skip = bin === undefined && 'no PostgreSQL is installed on this machine';
const dataDir = temporaryFolder();

let postgres: Awaited<ReturnType<typeof startPostgres>>;
let servers: ServerProcess[];

before(async () => {
  if (bin === undefined) return;
  postgres = await startPostgres(bin);
  // Both at once: they have to take turns with the migrations.
  servers = await Promise.all([0, 1].map(() => spawnServer({ dataDir, databaseUrl: postgres.url, leaseSeconds: 60 })));
});
after(async () => {
  for (const { child } of servers ?? []) child.kill('SIGKILL');
  await postgres?.[Symbol.asyncDispose]();
  rmSync(dataDir, { recursive: true });
});

const clients = () => servers.map((server) => clientOf(server.url));

test('32 nodes that fetch from two servers at the same time never get the same task', { skip }, async () => {
  const provers = await Promise.all(
    Array.from({ length: 32 }, (_, i) => registerProver(clients()[i % 2] ?? assert.fail())),
  );
  const batches = await Promise.all(provers.map((prover) => prover.fetch(3, TaskDifficulty.LARGE)));
  const ids = batches.flatMap((batch) => batch.tasks.map((task) => task.taskId));
  assert.ok(ids.length > 32);
  assert.equal(new Set(ids).size, ids.length);
});

test('a proof sent to both servers at once is credited once', { skip }, async () => {
  const [one, two] = clients();
  assert.ok(one && two);
  const prover = await registerProver(one);
  const elsewhere = proverWith(two, prover.nodeId, prover);
  const { tasks } = await prover.fetch(8, TaskDifficulty.MEDIUM);
  const outcomes = await Promise.all(
    tasks.flatMap(({ taskId }) => [prover, elsewhere, prover, elsewhere].map((sender) => sender.submit(taskId))),
  );
  assert.equal(outcomes.filter((outcome) => !outcome.duplicate).length, tasks.length);
  assert.equal((await two.getNodeStatistics({ nodeId: prover.nodeId })).accepted, BigInt(tasks.length));
});

test('different proofs of one task at different servers: one is first', { skip }, async () => {
  const [one, two] = clients();
  assert.ok(one && two);
  const prover = await registerProver(one);
  const elsewhere = proverWith(two, prover.nodeId, prover);
  const [task] = (await prover.fetch()).tasks;
  const proof = (i: number) => new Uint8Array([1, i]);
  const outcomes = await Promise.all(
    Array.from({ length: 16 }, (_, i) => refusalOf((i % 2 ? prover : elsewhere).submit(task?.taskId ?? '', proof(i)))),
  );
  assert.deepEqual(outcomes.filter((code) => code === 'accepted').length, 1);
  assert.deepEqual(outcomes.filter((code) => code === 'already_done').length, 15);
});

test('who watches one server hears what happens at the other', { skip }, async () => {
  const [one, two] = clients();
  assert.ok(one && two);
  const prover = await registerProver(one);
  const stop = new AbortController();
  const kinds: number[] = [];
  const watching = (async () => {
    for await (const event of two.watchEvents({ nodeId: prover.nodeId }, { signal: stop.signal }))
      kinds.push(event.kind);
  })();
  while (kinds.length === 0) await delay(10);
  await prover.fetch();
  for (let i = 0; i < 100 && kinds.length < 2; i += 1) await delay(50);
  stop.abort();
  await assert.rejects(watching);
  assert.deepEqual(kinds, [6, 2]);
});

test('after one server was killed the other goes on with its nodes, and the ledger adds up', { skip }, async () => {
  const [one, two] = clients();
  assert.ok(one && two);
  const prover = await registerProver(one);
  const { tasks } = await prover.fetch(4);
  servers[0]?.child.kill('SIGKILL');
  const elsewhere = proverWith(two, prover.nodeId, prover);
  for (const { taskId } of tasks) await elsewhere.submit(taskId);
  const db = openDatabase({ connectionString: postgres.url }, pino({ level: 'silent' }));
  assert.deepEqual(await db.transaction(violations), []);
  await db.close();
});
