import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProverEvent } from '#client/events.ts';
import { afterEvent, cyclesPerSecond, nothingYet, type SessionView, withPlaces } from './session-view.ts';

const released = { rssBeforeBytes: 0, rssAfterBytes: 0, wasmBytes: 64 };
const started = (worker: number, taskId: string): ProverEvent => ({
  type: 'worker_started',
  worker,
  taskId,
  startMs: 30,
});
const ended = (worker: number, taskId: string): ProverEvent => ({
  type: 'worker_ended',
  worker,
  taskId,
  reason: 'done',
  ms: 10,
  release: released,
});
const after = (view: SessionView, ...events: ProverEvent[]): SessionView =>
  events.reduce((seen, event) => afterEvent(seen, event, 1000), view);
const busy = (view: SessionView) => view.lanes.map(({ taskId }) => taskId ?? '-');

test('a worker takes the first place that is free and leaves it with the memory it gave back', () => {
  const two = after(withPlaces(nothingYet, 2), started(1, 'a'), started(2, 'b'));
  assert.deepEqual(busy(two), ['a', 'b']);
  const one = after(two, ended(1, 'a'));
  assert.deepEqual(busy(one), ['-', 'b']);
  assert.equal(one.lanes[0]?.releasedBytes, 64);
  assert.deepEqual(busy(after(one, started(3, 'c'))), ['c', 'b']);
});

test('a place shows the memory that its worker holds now, and none once the worker has ended', () => {
  const progress: ProverEvent = {
    type: 'proof_progress',
    worker: 1,
    taskId: 'a',
    input: 0,
    inputs: 1,
    phase: 'main',
    fraction: 0,
    cycles: 9,
    wasmBytes: 4096,
  };
  const atWork = after(withPlaces(nothingYet, 1), started(1, 'a'), progress);
  assert.equal(atWork.lanes[0]?.heldBytes, 4096);
  const { wasmBytes: _, ...silent } = progress;
  assert.equal(after(atWork, silent).lanes[0]?.heldBytes, 4096);
  assert.equal(after(atWork, ended(1, 'a')).lanes[0]?.heldBytes, 0);
});

test('a worker that only answers a question has no place', () => {
  assert.deepEqual(busy(after(withPlaces(nothingYet, 1), started(1, ''))), ['-']);
});

test('fewer places never hide a worker that is still at work', () => {
  const two = after(withPlaces(nothingYet, 2), started(1, 'a'), started(2, 'b'));
  const fewer = withPlaces(after(two, ended(1, 'a')), 1);
  assert.deepEqual(busy(fewer), ['-', 'b']);
  assert.deepEqual(busy(withPlaces(after(fewer, ended(2, 'b')), 1)), ['-']);
});

test('accepted and refused are counted by what the orchestrator answered, not by what was proven', () => {
  const proven: ProverEvent = {
    type: 'input_proven',
    taskId: 'a',
    nodeId: '1',
    input: 0,
    cycles: 500,
    proveMs: 250,
    verifyMs: 8,
    proofBytes: 9,
    proofHash: 'ab',
    bits: {},
  };
  const view = after(nothingYet, proven);
  assert.equal(view.accepted, 0);
  assert.equal(cyclesPerSecond(view), 2000);
  const answered = after(
    view,
    { type: 'submitted', taskId: 'a', nodeId: '1', duplicate: false, cycles: 500, proveMs: 250 },
    { type: 'submission_refused', taskId: 'b', nodeId: '1', code: 'lease_lost', message: 'Too late' },
  );
  assert.deepEqual([answered.accepted, answered.refused], [1, 1]);
  assert.equal(answered.trouble?.code, 'lease_lost');
});

test('there is no speed before the first proof', () => {
  assert.equal(cyclesPerSecond(nothingYet), undefined);
});

test('progress moves the card of the worker that made it and of no other', () => {
  const two = after(withPlaces(nothingYet, 2), started(1, 'a'), started(2, 'a'));
  const seen = after(two, {
    type: 'proof_progress',
    worker: 2,
    taskId: 'a',
    input: 1,
    inputs: 2,
    phase: 'main',
    fraction: 0.5,
    cycles: 700,
  });
  assert.deepEqual(
    seen.lanes.map(({ phase, cycles }) => [phase, cycles]),
    [
      ['starting', 0],
      ['main', 700],
    ],
  );
});
