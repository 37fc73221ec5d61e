// What a crash costs of a task with several inputs: on a fake clock, with drafts that outlive the pipeline.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProverError } from '../errors.ts';
import { type BenchOptions, bench } from '../fixtures/bench.ts';
import { memoryDrafts } from '../store/drafts.ts';
import { memoryOutbox } from '../store/outbox.ts';

const MINUTE = 60_000;

/** A pipeline that "crashed" when two of four inputs of its only task were proven. */
async function crashed(options: BenchOptions = {}) {
  const drafts = memoryDrafts();
  const kept = { ...options, drafts, queueCapacity: 1, batchSize: 1 };
  const before = await bench(kept);
  before.orchestrator.inputsPerTask = 4;
  const { change } = before.orchestrator;
  before.orchestrator.change = (task) => ({ ...change(task), deadlineAt: before.clock.now() + 10 * MINUTE });
  let given = 0;
  before.orchestrator.supply = () => (given++ === 0 ? 1 : 0);
  await before.start();
  await before.clock.advance(2500);
  assert.deepEqual(before.provers.proven, ['1,0', '1,1']);
  const [draft = assert.fail()] = await drafts.list();
  assert.equal(draft.proofs.length, 2);
  const after = await bench(kept);
  after.orchestrator.supply = () => 0;
  return { drafts, after, draft };
}

test('what is proven of a task with several inputs survives a crash, and only the rest is proven', async () => {
  const { drafts, after } = await crashed();
  await after.start();
  await after.clock.advance(5000);
  assert.deepEqual(after.provers.proven, ['1,2', '1,3']);
  assert.ok(after.orchestrator.accepted.has('task-1'));
  assert.equal(after.of('task_resumed')[0]?.done, 2);
  assert.deepEqual(await drafts.list(), []);
  await after.stop();
});

test('a draft whose lease is lost is dropped, not proven', async () => {
  const { drafts, after } = await crashed();
  after.orchestrator.holds = () => false;
  await after.start();
  await after.clock.advance(5000);
  assert.equal(after.provers.started, 0);
  assert.deepEqual(await drafts.list(), []);
  await after.stop();
});

test('a draft after its deadline, and one that is a day old, are dropped without a question', async () => {
  for (const [minutes, deadlineAt] of [
    [11, 0],
    [25 * 60, undefined],
  ] as const) {
    const { drafts, after, draft } = await crashed();
    if (deadlineAt === undefined) await drafts.keep({ ...draft, task: { ...draft.task, deadlineAt } });
    await after.clock.advance(minutes * MINUTE);
    await after.start();
    await after.clock.advance(1000);
    assert.equal(after.orchestrator.count('renew'), 0);
    assert.deepEqual(await drafts.list(), []);
    await after.stop();
  }
});

test('while the server cannot be asked the draft is kept, and goes on when it answers', async () => {
  const { drafts, after } = await crashed();
  let down = true;
  after.orchestrator.holds = () => {
    if (down) throw new ProverError('orchestrator_unreachable', 'refused');
    return true;
  };
  await after.start();
  await after.clock.advance(MINUTE);
  assert.equal(after.provers.started, 0);
  assert.ok(after.orchestrator.count('renew') < 10, 'and the server is not hammered');
  assert.equal((await drafts.list()).length, 1);
  down = false;
  await after.clock.advance(2 * MINUTE);
  assert.ok(after.orchestrator.accepted.has('task-1'));
  await after.stop();
});

test('without leases a draft goes on at once, and a graceful stop keeps what is proven', async () => {
  const { drafts, after } = await crashed({ leases: false });
  await after.start();
  await after.clock.advance(500);
  after.hurry();
  await after.stop();
  assert.equal((await drafts.list())[0]?.proofs.length, 2);
  assert.equal(after.orchestrator.count('renew'), 0);
});

test('a stop that hands the lease back drops what was proven', async () => {
  const { drafts, after } = await crashed();
  await after.start();
  await after.clock.advance(500);
  after.hurry();
  await after.stop();
  assert.deepEqual(await drafts.list(), []);
});

test('a draft for another orchestrator or another engine is not begun', async () => {
  for (const change of [{ orchestrator: 'elsewhere' }, { engine: 'another' }]) {
    const { drafts, after, draft } = await crashed();
    const { orchestrator = draft.orchestrator, engine } = change as { orchestrator?: string; engine?: string };
    const task = engine ? { ...draft.task, engine: { ...draft.task.engine, name: engine } } : draft.task;
    await drafts.keep({ ...draft, orchestrator, task });
    await after.start();
    await after.clock.advance(5000);
    assert.equal(after.provers.started, 0);
    await after.stop();
  }
});

test('a task that the server hands out again goes on with what is proven, if it is the same work', async () => {
  for (const same of [true, false]) {
    const { after, draft } = await crashed();
    after.orchestrator.holds = () => {
      throw new ProverError('orchestrator_unreachable', 'refused');
    };
    const inputs = same ? draft.task.inputs : draft.task.inputs.map((input) => input.toReversed());
    after.orchestrator.supply = (_node, most) => most;
    after.orchestrator.change = () => ({ ...draft.task, inputs });
    await after.start();
    await after.clock.advance(2500);
    assert.equal(after.provers.proven.length, 2);
    assert.equal(after.provers.proven[0], same ? '1,2' : '0,1');
    await after.stop();
  }
});

test('a task whose finished proof waits in the outbox is not proven again', async () => {
  const outbox = memoryOutbox();
  const before = await bench({ outbox, queueCapacity: 1, batchSize: 1 });
  before.orchestrator.onSubmit = () => {
    throw new ProverError('orchestrator_unreachable', 'refused');
  };
  await before.start();
  await before.clock.advance(1500);
  assert.equal((await outbox.list()).length, 1);
  const after = await bench({ outbox });
  after.orchestrator.onSubmit = () => {
    throw new ProverError('orchestrator_unreachable', 'refused');
  };
  after.orchestrator.change = (task) => ({ ...task, id: 'task-1' });
  await after.start();
  await after.clock.advance(MINUTE);
  assert.equal(after.provers.started, 0);
  await after.stop();
});
