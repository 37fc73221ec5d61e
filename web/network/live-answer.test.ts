import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clock } from '#client/clock.ts';
import { ProverError } from '#client/errors.ts';
import { LiveAnswer, once } from './live-answer.ts';

/** A clock that stands still until it is told to go on. */
function stoppedClock(): Clock & { pass(ms: number): Promise<void> } {
  let time = 0;
  const waiting = new Set<{ until: number; end: () => void }>();
  return {
    now: () => time,
    elapsed: () => time,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const entry = { until: time + Math.max(0, ms), end: resolve };
        waiting.add(entry);
        signal?.addEventListener('abort', () => {
          waiting.delete(entry);
          resolve();
        });
      }),
    async pass(ms) {
      time += ms;
      for (const entry of [...waiting].filter(({ until }) => until <= time)) {
        waiting.delete(entry);
        entry.end();
      }
      await settled();
    },
  };
}

/** Long enough for everything that waits for nothing but its turn. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

test('an answer is asked for again at its interval, and at once when told to', async (t) => {
  const clock = stoppedClock();
  let asked = 0;
  const live = new LiveAnswer(
    once(async () => ++asked),
    clock,
    10_000,
  );
  const seen = new AbortController();
  t.after(() => seen.abort());
  void live.follow(seen.signal);
  await settled();
  assert.equal(live.answer.value.value, 1);
  await clock.pass(9_999);
  assert.equal(asked, 1);
  await clock.pass(1);
  assert.equal(asked, 2);
  live.again();
  await settled();
  assert.equal(asked, 3);
});

test('news in quick succession are one question, and none too soon after the last', async (t) => {
  const clock = stoppedClock();
  let asked = 0;
  const live = new LiveAnswer(
    once(async () => ++asked),
    clock,
    60_000,
  );
  const seen = new AbortController();
  t.after(() => seen.abort());
  void live.follow(seen.signal);
  await settled();
  for (let i = 0; i < 5; i++) void live.soon();
  await clock.pass(1_999);
  assert.equal(asked, 1);
  await clock.pass(1);
  assert.equal(asked, 2);
});

test('a failure keeps the last value, says what is wrong, and is tried again ever more slowly', async (t) => {
  const clock = stoppedClock();
  let asked = 0;
  const live = new LiveAnswer(
    once(async () => {
      asked += 1;
      if (asked > 1) throw new ProverError('orchestrator_unreachable', 'no answer');
      return 'known';
    }),
    clock,
    1_000,
  );
  const seen = new AbortController();
  t.after(() => seen.abort());
  void live.follow(seen.signal);
  await settled();
  await clock.pass(1_000);
  assert.equal(live.answer.value.value, 'known');
  assert.equal(live.answer.value.problem?.code, 'orchestrator_unreachable');
  await clock.pass(2_000);
  assert.equal(asked, 3);
  await clock.pass(2_000);
  assert.equal(asked, 3);
  await clock.pass(2_000);
  assert.equal(asked, 4);
});

test('what only the reader can change is not asked again by itself', async (t) => {
  const clock = stoppedClock();
  let asked = 0;
  const live = new LiveAnswer(
    once(async () => {
      asked += 1;
      throw new ProverError('unknown_node', 'there is none');
    }),
    clock,
    1_000,
  );
  const seen = new AbortController();
  t.after(() => seen.abort());
  void live.follow(seen.signal);
  await settled();
  await clock.pass(3_600_000);
  assert.equal(asked, 1);
});

test('a first answer that takes long is called slow, until it comes', async (t) => {
  const clock = stoppedClock();
  const gate = Promise.withResolvers<string>();
  const live = new LiveAnswer(
    once(() => gate.promise),
    clock,
  );
  const seen = new AbortController();
  t.after(() => seen.abort());
  void live.follow(seen.signal);
  await clock.pass(3_999);
  assert.equal(live.answer.value.slow, false);
  await clock.pass(1);
  assert.equal(live.answer.value.slow, true);
  gate.resolve('at last');
  await settled();
  assert.deepEqual([live.answer.value.slow, live.answer.value.value], [false, 'at last']);
});
