import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nothingYet, type SessionView } from './session-view.ts';
import { standingOf } from './standing.ts';

const WORKING: SessionView = {
  ...nothingYet,
  lanes: [
    { worker: 1, input: 0, inputs: 1, phase: 'main', fraction: 0, cycles: 0, since: 0, heldBytes: 0, releasedBytes: 0 },
  ],
};

test('it is proving only while a worker is at work', () => {
  assert.equal(standingOf('on', WORKING, { online: true }).state, 'proving');
  const idle = { ...nothingYet, idle: { code: 'no_tasks', until: 9 } };
  assert.deepEqual(standingOf('on', idle, { online: true }), { state: 'waiting', reason: idle.idle });
});

test('a choice of the reader that holds proving back is named first', () => {
  const standing = standingOf('on', WORKING, { online: true, hold: 'on_battery' });
  assert.deepEqual(standing, { state: 'held', reason: { code: 'on_battery' } });
});

test('without a line it goes on with what it has, and says offline only when nothing is left', () => {
  assert.equal(standingOf('on', WORKING, { online: false }).state, 'proving');
  assert.equal(standingOf('on', nothingYet, { online: false }).state, 'offline');
});

test('a failure comes with its code, and other wishes are shown as they are', () => {
  assert.equal(standingOf('failed', nothingYet, { online: true, failure: { code: 'trap' } }).reason?.code, 'trap');
  assert.equal(standingOf('paused', nothingYet, { online: false }).state, 'paused');
  assert.equal(standingOf('watching', WORKING, { online: true }).state, 'watching');
});
