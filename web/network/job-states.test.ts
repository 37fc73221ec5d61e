import assert from 'node:assert/strict';
import { test } from 'node:test';
import { standingOfJob, tasksOf } from './job-states.ts';

const none = { queued: 0, leased: 0, accepted: 0, failed: 0 };

test('a job runs from its first lease until nothing is open', () => {
  assert.equal(standingOfJob({ ...none, queued: 2 }), 'queued');
  assert.equal(standingOfJob({ ...none, queued: 1, leased: 1 }), 'running');
  assert.equal(standingOfJob({ ...none, queued: 1, accepted: 1 }), 'running');
  assert.equal(standingOfJob({ ...none, accepted: 2 }), 'done');
});

test('what was given up is told apart: all of it, some of it, or by its owner', () => {
  assert.equal(standingOfJob({ ...none, failed: 2 }), 'failed');
  assert.equal(standingOfJob({ ...none, failed: 1, accepted: 1 }), 'partly');
  assert.equal(standingOfJob({ ...none, failed: 1, accepted: 1, cancelledAt: {} }), 'cancelled');
  assert.equal(standingOfJob({ ...none, accepted: 1, cancelledAt: {} }), 'done');
});

test('all tasks are those in any state', () => {
  assert.equal(tasksOf({ queued: 1, leased: 2, accepted: 3, failed: 4 }), 10);
});
