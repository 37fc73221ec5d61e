// Who has which task, for how long, and what happens to those that nobody proves.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { TaskDifficulty } from '#proto/proofnet/v1/orchestrator_pb.ts';
import { type Prover, refusalOf, startTestNetwork } from './fixtures/network.ts';

/** Short, so that a test can wait for the end of a lease. */
const leaseSeconds = 2;

let network: Awaited<ReturnType<typeof startTestNetwork>>;

before(async () => {
  network = await startTestNetwork({ leaseSeconds });
});
after(() => network[Symbol.asyncDispose]());

/** Takes tasks until one of the wanted ones comes; queues are first in, first out, so the stock has to go first. */
async function fetchUntil(prover: Prover, taskId: string, difficulty: TaskDifficulty): Promise<boolean> {
  for (let i = 0; i < 40; i += 1) {
    const { tasks } = await prover.fetch(64, difficulty);
    if (tasks.some((task) => task.taskId === taskId)) return true;
    await prover.submit(tasks[0]?.taskId ?? '').catch(() => {});
    await network.client.returnTasks({
      nodeId: prover.nodeId,
      ed25519PublicKey: prover.publicKey,
      taskIds: tasks.slice(1).map((task) => task.taskId),
    });
    await delay(20);
  }
  return false;
}

test('32 nodes that fetch at the same time never get the same task', async () => {
  const provers = await Promise.all(Array.from({ length: 32 }, () => network.prover()));
  const batches = await Promise.all(provers.map((prover) => prover.fetch(4, TaskDifficulty.EXTRA_LARGE)));
  const ids = batches.flatMap((batch) => batch.tasks.map((task) => task.taskId));
  assert.ok(ids.length >= 32);
  assert.equal(new Set(ids).size, ids.length);
});

test('a node gets tasks of the difficulty it asks for, and easier ones when those are gone', async () => {
  const prover = await network.prover();
  const { tasks } = await prover.fetch(2, TaskDifficulty.LARGE);
  assert.deepEqual(
    tasks.map((task) => task.difficulty),
    [TaskDifficulty.LARGE, TaskDifficulty.LARGE],
  );
  const easiest = await prover.fetch(1, TaskDifficulty.UNSPECIFIED);
  assert.equal(easiest.tasks[0]?.difficulty, TaskDifficulty.SMALL);
});

test('a lease that is renewed is held, one of another node is not', async () => {
  const [prover, other] = [await network.prover(), await network.prover()];
  const [task] = (await prover.fetch(1, TaskDifficulty.MEDIUM)).tasks;
  assert.ok(task);
  await delay(leaseSeconds * 500);
  const renewal = { taskIds: [task.taskId] };
  const { leases } = await network.client.renewLeases({
    ...renewal,
    nodeId: prover.nodeId,
    ed25519PublicKey: prover.publicKey,
  });
  assert.equal(leases[0]?.held, true);
  assert.ok(Number(leases[0]?.expiresAt?.seconds) >= Number(task.leaseExpiresAt?.seconds));
  const foreign = await network.client.renewLeases({
    ...renewal,
    nodeId: other.nodeId,
    ed25519PublicKey: other.publicKey,
  });
  assert.equal(foreign.leases[0]?.held, false);
});

test('a task whose lease ran out is handed out again, and a late proof is accepted if it is the first', async () => {
  const [late, next] = [await network.prover(), await network.prover()];
  const [task] = (await late.fetch(1, TaskDifficulty.LARGE)).tasks;
  assert.ok(task);
  await delay(leaseSeconds * 1000 + 1500);
  const renewal = { nodeId: late.nodeId, ed25519PublicKey: late.publicKey, taskIds: [task.taskId] };
  assert.equal((await network.client.renewLeases(renewal)).leases[0]?.held, false);
  assert.ok(await fetchUntil(next, task.taskId, TaskDifficulty.LARGE));
  await late.submit(task.taskId);
  assert.equal(await refusalOf(next.submit(task.taskId)), 'already_done');
  assert.equal((await network.client.getNodeStatistics({ nodeId: late.nodeId })).accepted, 1n);
});

test('a task that was given back is handed out again at once', async () => {
  const [first, next] = [await network.prover(), await network.prover()];
  const [task] = (await first.fetch(1, TaskDifficulty.MEDIUM)).tasks;
  assert.ok(task);
  const giving = { nodeId: first.nodeId, ed25519PublicKey: first.publicKey, taskIds: [task.taskId] };
  assert.deepEqual((await network.client.returnTasks(giving)).taskIds, [task.taskId]);
  assert.deepEqual((await network.client.returnTasks(giving)).taskIds, []);
  assert.ok(await fetchUntil(next, task.taskId, TaskDifficulty.MEDIUM));
});

test('the stock is filled up while tasks are taken', async () => {
  const prover = await network.prover();
  for (let i = 0; i < 4; i += 1) {
    assert.ok((await prover.fetch(32, TaskDifficulty.SMALL)).tasks.length > 0);
    await delay(700);
  }
});

test('a watcher hears of a lease and of its end, and its stream ends when it stops', async () => {
  const prover = await network.prover();
  const stop = new AbortController();
  const kinds: number[] = [];
  const watching = (async () => {
    const { signal } = stop;
    for await (const event of network.client.watchEvents({ nodeId: prover.nodeId }, { signal })) kinds.push(event.kind);
  })();
  while (kinds.length === 0) await delay(10);
  const [task] = (await prover.fetch()).tasks;
  assert.ok(task);
  await prover.submit(task.taskId);
  await delay(100);
  stop.abort();
  await assert.rejects(watching);
  assert.deepEqual(kinds, [6, 2, 4]);
});
