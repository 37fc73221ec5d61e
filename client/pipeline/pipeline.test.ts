// The whole pipeline on a fake clock; each defect of earlier clients has a test with its name.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProverError } from '../errors.ts';
import { bench } from '../fixtures/bench.ts';
import { memoryNotes } from '../store/notes.ts';
import { memoryOutbox } from '../store/outbox.ts';

const MINUTE = 60_000;

test('tasks are fetched, proven, stored and accepted', async () => {
  const it = await bench();
  await it.start();
  await it.clock.advance(10_500);
  assert.equal(it.orchestrator.accepted.size, 10);
  assert.deepEqual(await it.outbox.deadLetters(), []);
  await it.stop();
  assert.deepEqual(await it.outbox.list(), []);
});

test('every prover makes one proof and is ended', async () => {
  const it = await bench({ workers: 3 });
  await it.start();
  await it.clock.advance(20_000);
  await it.stop();
  assert.equal(it.provers.running, 0);
  assert.equal(it.provers.started, it.provers.ended);
  assert.equal(it.provers.mostAtOnce, 3);
  assert.equal(it.of('worker_ended').length, it.provers.started);
});

test('three crashes on some tasks do not stop the others', async () => {
  const it = await bench();
  it.provers.deed = (input) => (Number(input.split(',')[0]) <= 2 ? 'trap' : 'prove');
  await it.start();
  await it.clock.advance(10 * MINUTE);
  const abandoned = it.of('task_state').filter(({ state }) => state.at === 'abandoned');
  assert.deepEqual(abandoned.map(({ taskId }) => taskId).sort(), ['task-1', 'task-2']);
  assert.equal(it.of('attempt_failed').filter(({ taskId }) => taskId === 'task-1').length, 3);
  assert.ok(it.orchestrator.accepted.size > 100);
  await it.stop();
});

test('a delay of 0 does not spin the fetch loop', async () => {
  const it = await bench({ requestDelayMs: 0, fetchIntervalMs: 0, emptyBudget: 1_000_000 });
  it.orchestrator.supply = () => 0;
  await it.start();
  await it.clock.advance(MINUTE);
  assert.ok(it.orchestrator.count('fetch') <= 241, `${it.orchestrator.count('fetch')} fetches in a minute`);
  await it.stop();
});

test('empty answers and rate limits move the next fetch on, as success does', async () => {
  const it = await bench({ fetchIntervalMs: 5000, emptyBudget: 5 });
  it.orchestrator.supply = () => 0;
  await it.start();
  await it.clock.advance(20_000);
  assert.equal(it.orchestrator.count('fetch'), 5);
  assert.equal(it.of('idle').at(-1)?.reason?.code, 'no_tasks_pausing');
  await it.clock.advance(59_999);
  assert.equal(it.orchestrator.count('fetch'), 5, 'the pause holds');
  it.orchestrator.supply = () => {
    throw new ProverError('rate_limited', '429', { retryAfterMs: 90_000 });
  };
  await it.clock.advance(1);
  assert.equal(it.of('idle').at(-1)?.reason?.code, 'rate_limited');
  const asked = it.orchestrator.count('fetch');
  await it.clock.advance(89_999);
  assert.equal(it.orchestrator.count('fetch'), asked, 'Retry-After holds');
  it.orchestrator.supply = (_node, most) => most;
  await it.clock.advance(5000);
  assert.ok(it.orchestrator.accepted.size > 0, 'it heals');
  await it.stop();
});

test('rate limits without Retry-After are learned from', async () => {
  const it = await bench({ queueCapacity: 1000, batchSize: 1 });
  const last = { at: 0 };
  it.orchestrator.supply = () => {
    const since = it.clock.now() - last.at;
    if (since < 20_000) throw new ProverError('rate_limited', '429');
    last.at = it.clock.now();
    return 1;
  };
  await it.start();
  await it.clock.advance(60 * MINUTE);
  const refused = it.of('fetch_failed').length;
  assert.ok(it.of('batch_fetched').length > 40, 'it still gets tasks');
  assert.ok(refused < 200, `${refused} refusals in an hour`);
  await it.stop();
});

test('a rate limit that comes with tasks holds for the next fetch as well', async () => {
  const it = await bench({ queueCapacity: 100, batchSize: 5 });
  const { fetchTasks } = it.orchestrator;
  it.orchestrator.supply = () => 2;
  it.orchestrator.fetchTasks = async (request) => {
    const ended = new ProverError('rate_limited', '429', { retryAfterMs: 60_000 });
    return { ...(await fetchTasks.call(it.orchestrator, request)), ended };
  };
  await it.start();
  await it.clock.advance(59_000);
  assert.equal(it.orchestrator.count('fetch'), 1);
  await it.clock.advance(2000);
  assert.equal(it.orchestrator.count('fetch'), 2);
  await it.stop();
});

test('a finished proof survives rate limits and outages of the server', async () => {
  const it = await bench({ queueCapacity: 1, batchSize: 1, proveMs: 5000 });
  it.orchestrator.onSubmit = () => {
    throw new ProverError('rate_limited', '429', { retryAfterMs: 7000 });
  };
  await it.start();
  await it.clock.advance(5 * MINUTE);
  const waiting = await it.outbox.list();
  assert.ok(waiting.length > 0);
  assert.ok(it.orchestrator.count('submit') < 20, 'and the server is not hammered');
  it.orchestrator.onSubmit = () => {
    throw new ProverError('orchestrator_unreachable', 'refused');
  };
  await it.clock.advance(20 * MINUTE);
  it.orchestrator.onSubmit = () => {};
  await it.clock.advance(30 * MINUTE);
  assert.deepEqual(await it.outbox.deadLetters(), []);
  assert.ok(it.orchestrator.accepted.size > 400);
  await it.stop();
});

test('a finished proof survives a crash of the prover between proving and submitting', async () => {
  const outbox = memoryOutbox();
  const before = await bench({ outbox });
  before.orchestrator.onSubmit = () => {
    throw new ProverError('orchestrator_unreachable', 'refused');
  };
  await before.start();
  await before.clock.advance(3500);
  const kept = await outbox.list();
  assert.ok(kept.length >= 2);
  const restarted = await bench({ outbox });
  restarted.orchestrator.supply = () => 0;
  await restarted.start();
  await restarted.clock.advance(1000);
  assert.equal(restarted.orchestrator.accepted.size, kept.length);
  assert.deepEqual(await outbox.list(), []);
});

test('a finally refused proof goes to the dead letters with the reason', async () => {
  const it = await bench();
  it.orchestrator.onSubmit = ({ taskId }) => {
    if (taskId === 'task-1') throw new ProverError('proof_invalid', 'no');
  };
  await it.start();
  await it.clock.advance(5000);
  const [letter, ...others] = await it.outbox.deadLetters();
  assert.equal(letter?.code, 'proof_invalid');
  assert.equal(others.length, 0);
  assert.equal(it.of('submission_refused')[0]?.taskId, 'task-1');
  await it.stop();
});

test('a proof for another orchestrator is kept, and not sent to this one', async () => {
  const outbox = memoryOutbox();
  const before = await bench({ outbox });
  before.orchestrator.onSubmit = () => {
    throw new ProverError('orchestrator_unreachable', 'refused');
  };
  await before.start();
  await before.clock.advance(1500);
  const [id = ''] = await outbox.list();
  const task = await outbox.read(id);
  await outbox.remove(id);
  await outbox.put({ ...task, orchestrator: 'elsewhere' });
  const it = await bench({ outbox });
  it.orchestrator.supply = () => 0;
  await it.start();
  await it.clock.advance(60 * MINUTE);
  assert.equal(it.orchestrator.count('submit'), 0);
  assert.equal((await outbox.list()).length, 1);
  await it.stop();
});

test('a hanging prover is ended at its deadline and the next task goes on', async () => {
  const it = await bench();
  it.provers.deed = (input, attempt) => (input.startsWith('1,') && attempt === 1 ? 'hang' : 'prove');
  await it.start();
  await it.clock.advance(70_000);
  const hung = it.of('worker_ended').filter(({ reason }) => reason !== 'done');
  assert.deepEqual(
    hung.map(({ reason }) => reason),
    ['prover_silent'],
  );
  assert.ok(it.orchestrator.accepted.has('task-1'), 'the hung one was tried again');
  await it.stop();
});

test('a machine whose clock is set forward in the middle of a proof loses nothing by it', async () => {
  const it = await bench();
  await it.start();
  await it.clock.advance(500);
  it.clock.set(3 * 60 * MINUTE);
  await it.clock.advance(MINUTE);
  const ended = it.of('worker_ended');
  assert.deepEqual(new Set(ended.map(({ reason }) => reason)), new Set(['done']));
  assert.ok(
    ended.every(({ ms }) => ms < MINUTE),
    'what took a second is not told as hours',
  );
  assert.ok(it.orchestrator.accepted.has('task-1'));
  await it.stop();
});

test('one failed input does not throw away what is proven of its task', async () => {
  const it = await bench({ queueCapacity: 1, batchSize: 1 });
  it.orchestrator.inputsPerTask = 4;
  it.provers.deed = (input, attempt) => (input === '1,2' && attempt < 3 ? 'die' : 'prove');
  await it.start();
  await it.clock.advance(MINUTE);
  assert.ok(it.orchestrator.accepted.has('task-1'));
  for (const input of ['1,0', '1,1', '1,2', '1,3']) {
    assert.equal(it.provers.proven.filter((proven) => proven === input).length, 1, `${input} was proven once`);
  }
  await it.stop();
});

test('while a failed task backs off the next one is proven', async () => {
  const it = await bench();
  it.provers.deed = (input, attempt) => (input.startsWith('1,') && attempt < 3 ? 'trap' : 'prove');
  await it.start();
  await it.clock.advance(MINUTE);
  assert.notEqual(it.provers.proven[0], '1,0');
  assert.ok(it.orchestrator.accepted.has('task-1'));
  await it.stop();
});

test('an engine that only crashes is paused, says so, and heals', async () => {
  const it = await bench();
  it.provers.deed = () => 'die';
  await it.start();
  await it.clock.advance(2 * MINUTE);
  assert.ok(it.of('idle').some(({ reason }) => reason?.code === 'engine_crash_loop'));
  const started = it.provers.started;
  assert.ok(started < 30, `${started} provers started in two minutes`);
  it.provers.deed = () => 'prove';
  await it.clock.advance(30 * MINUTE);
  assert.ok(it.orchestrator.accepted.size > 100);
  await it.stop();
});

test('difficulty goes up while proving is fast and down when tasks fail, and is remembered', async () => {
  const notes = memoryNotes();
  const it = await bench({ notes });
  await it.start();
  assert.equal(it.ladder.ask('1'), 'SMALL_MEDIUM');
  it.orchestrator.change = (task) => ({ ...task, difficulty: it.ladder.ask('1') });
  await it.clock.advance(5 * MINUTE);
  assert.equal(it.ladder.ask('1'), 'EXTRA_LARGE_5');
  it.provers.deed = () => 'refuse';
  await it.clock.advance(3000);
  assert.notEqual(it.ladder.ask('1'), 'EXTRA_LARGE_5');
  await it.stop();
  assert.equal((await bench({ notes })).ladder.ask('1'), it.ladder.ask('1'));
});

test('leases of waiting tasks and of tasks being proven are renewed before they end', async () => {
  const it = await bench({ proveMs: 40_000, queueCapacity: 3, batchSize: 3 });
  it.orchestrator.leaseMs = 30_000;
  await it.start();
  await it.clock.advance(5 * MINUTE);
  const expiry = new Map<string, number>();
  for (const { what, at, tasks } of it.orchestrator.calls) {
    for (const id of tasks) {
      if (what === 'renew' || what === 'submit') assert.ok(at <= (expiry.get(id) ?? 0), `${id} was still held`);
      if (what === 'fetch' || what === 'renew') expiry.set(id, at + 30_000);
    }
  }
  assert.ok(it.orchestrator.count('renew') > 5);
  await it.stop();
});

test('a task whose lease was lost is not proven to its end', async () => {
  const it = await bench({ proveMs: 50_000, queueCapacity: 1, batchSize: 1 });
  it.orchestrator.leaseMs = 30_000;
  it.orchestrator.holds = (taskId) => taskId !== 'task-1';
  await it.start();
  await it.clock.advance(21_000);
  assert.equal(it.of('worker_ended')[0]?.reason, 'lease_lost');
  assert.equal(it.orchestrator.count('return'), 0, 'a lost lease is not handed back');
  await it.clock.advance(2 * MINUTE);
  assert.ok(!it.orchestrator.accepted.has('task-1'));
  assert.ok(it.orchestrator.accepted.size > 0);
  await it.stop();
});

test('a task that cannot be done by its deadline at the learned speed is handed back, not begun', async () => {
  const it = await bench({ proveMs: 10_000, queueCapacity: 1, batchSize: 1 });
  await it.start();
  await it.clock.advance(11_000);
  it.orchestrator.change = (task) => ({ ...task, deadlineAt: it.clock.now() + 5000 });
  await it.clock.advance(MINUTE);
  const late = it
    .of('task_state')
    .filter(({ state }) => state.at === 'abandoned' && state.code === 'deadline_unreachable');
  assert.ok(late.length > 0);
  assert.equal(it.orchestrator.count('return'), late.length);
  await it.stop();
});

test('tasks for another engine are handed back with the reason, and finished proofs are submitted all the same', async () => {
  const it = await bench({ queueCapacity: 2, batchSize: 2 });
  await it.start();
  await it.clock.advance(500);
  it.orchestrator.change = (task) => ({ ...task, engine: { ...task.engine, airDigest: 'b'.repeat(64) } });
  await it.clock.advance(MINUTE);
  assert.equal(it.of('idle').at(-1)?.reason?.code, 'engine_outdated');
  assert.ok(it.orchestrator.accepted.has('task-1') && it.orchestrator.accepted.has('task-2'));
  assert.ok(it.orchestrator.count('return') > 0);
  await it.stop();
});

test('a task that cannot be proven does not keep the node from the next one for long', async () => {
  const it = await bench({ queueCapacity: 1, batchSize: 1 });
  let bad = 2;
  it.orchestrator.change = (task) => (bad-- > 0 ? { ...task, unfit: 'task_malformed' } : task);
  await it.start();
  await it.clock.advance(30_000);
  assert.ok(it.orchestrator.accepted.size > 5);
  bad = 1_000_000;
  const asked = it.orchestrator.count('fetch');
  await it.clock.advance(60 * MINUTE);
  assert.ok(it.orchestrator.count('fetch') - asked < 30, 'and the pauses grow');
  assert.equal(it.of('idle').at(-1)?.reason?.code, 'tasks_unfit');
  await it.stop();
});

test('an hour with ten nodes is fair and keeps the intervals', async () => {
  const nodeIds = Array.from({ length: 10 }, (_, index) => String(index + 1));
  const it = await bench({ nodeIds, workers: 2, proveMs: 4000, queueCapacity: 6, batchSize: 3, requestDelayMs: 2000 });
  await it.start();
  await it.clock.advance(60 * MINUTE);
  const done = nodeIds.map((nodeId) => it.of('submitted').filter((event) => event.nodeId === nodeId).length);
  const total = done.reduce((sum, count) => sum + count, 0);
  assert.ok(total > 0.95 * 1800, `${total} tasks: the workers were never without work for long`);
  assert.ok(Math.min(...done) > 0.9 * Math.max(...done), `tasks by node: ${done.join(' ')}`);
  for (const nodeId of nodeIds) {
    const times = it.orchestrator.calls
      .filter((call) => call.what === 'fetch' && call.nodeId === nodeId)
      .map(({ at }) => at);
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    assert.ok(Math.min(...gaps) >= 2000, `node ${nodeId} asked ${Math.min(...gaps)} ms after its last fetch`);
  }
  await it.stop();
});

test('a node without tasks does not keep the others from work', async () => {
  const it = await bench({ nodeIds: ['1', '2'], emptyBudget: 2 });
  it.orchestrator.supply = (nodeId, most) => (nodeId === '1' ? 0 : most);
  await it.start();
  await it.clock.advance(10 * MINUTE);
  assert.ok(it.of('submitted').length > 590);
  assert.ok(it.orchestrator.count('fetch', '1') < 12);
  await it.stop();
});

test('a full disk keeps the finished proof, stops beginning others, says why, and heals', async () => {
  const outbox = memoryOutbox();
  let full = true;
  const it = await bench({
    outbox: {
      ...outbox,
      put: async (task) => {
        if (full) throw new ProverError('disk_full', 'No space left');
        return outbox.put(task);
      },
    },
  });
  await it.start();
  await it.clock.advance(MINUTE);
  assert.equal(it.provers.started, 1);
  assert.ok(it.of('store_failed').length > 2);
  assert.equal(it.of('idle').at(-1)?.reason?.code, 'store_failed');
  full = false;
  await it.clock.advance(MINUTE);
  assert.ok(it.orchestrator.accepted.has('task-1'));
  await it.stop();
});

test('a stop finishes what can be finished and hands the other leases back', async () => {
  const it = await bench({ proveMs: 4000, queueCapacity: 3, batchSize: 4 });
  await it.start();
  await it.clock.advance(1000);
  await it.stop();
  assert.deepEqual([...it.orchestrator.accepted.keys()], ['task-1']);
  const returned = it.orchestrator.calls.filter(({ what }) => what === 'return').flatMap(({ tasks }) => tasks);
  const fetched = it.orchestrator.calls.filter(({ what }) => what === 'fetch').flatMap(({ tasks }) => tasks);
  assert.deepEqual(returned.sort(), fetched.filter((id) => id !== 'task-1').sort());
});

test('a second stop does not wait for proofs under way', async () => {
  const it = await bench({ proveMs: 9000 });
  await it.start();
  await it.clock.advance(1000);
  it.abort();
  it.hurry();
  await it.clock.advance(1);
  assert.equal(it.provers.running, 0);
  assert.equal(it.orchestrator.accepted.size, 0);
});

test('a submission that gets no answer is cut off by a stop, and its proof stays', async () => {
  const it = await bench({ queueCapacity: 1, batchSize: 1 });
  it.orchestrator.answers = () => new Promise(() => {});
  await it.start();
  await it.clock.advance(2500);
  await it.stop();
  assert.ok((await it.outbox.list()).length >= 1);
  const stopped = it.clock.now();
  assert.ok(it.events.every(({ time }) => time < stopped));
});

test('tasks that do not fit into memory wait, with the reason, and are handed back in the end', async () => {
  let available = 2 ** 34;
  const it = await bench({ queueCapacity: 2, batchSize: 2, availableBytes: () => available });
  await it.start();
  await it.clock.advance(2500);
  available = 2 ** 26;
  await it.clock.advance(MINUTE);
  const proven = it.provers.proven.length;
  assert.equal(it.of('idle').at(-1)?.reason?.code, 'memory_full');
  assert.equal(it.orchestrator.count('return'), 0);
  await it.clock.advance(6 * MINUTE);
  assert.equal(it.provers.proven.length, proven);
  assert.ok(it.orchestrator.count('return') > 0);
  available = 2 ** 34;
  await it.clock.advance(MINUTE);
  assert.ok(it.provers.proven.length > proven);
  await it.stop();
});

test('the number of workers changes while running', async () => {
  const it = await bench({ workers: 1, queueCapacity: 8, batchSize: 8 });
  await it.start();
  await it.clock.advance(5000);
  it.pool.resize(3);
  await it.clock.advance(5000);
  assert.equal(it.provers.running, 3);
  it.pool.resize(1);
  await it.clock.advance(5000);
  assert.equal(it.provers.running, 1);
  await it.stop();
});
