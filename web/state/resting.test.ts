import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunningProver } from '#client/prover/running-prover.ts';
import { restingStart, restMs } from './resting.ts';

test('at full intensity there is no rest, at half as much rest as work', () => {
  assert.equal(restMs(4000, 1), 0);
  assert.equal(restMs(4000, 0.5), 4000);
});

test('no rest is longer than a minute, whatever was asked for', () => {
  assert.equal(restMs(1_000_000, 0.1), 60_000);
  assert.equal(restMs(1000, 0), restMs(1000, 0.1));
});

test('a worker starts only after the rest that an earlier one earned', async () => {
  let time = 0;
  const slept: number[] = [];
  const clock = { now: () => time, elapsed: () => time, sleep: async (ms: number) => void slept.push(ms) };
  const start = async () => ({ end: async () => {} }) as unknown as RunningProver;
  const resting = restingStart(start, clock, { value: 0.25 } as never);
  const first = await resting();
  time = 2000;
  await first.end();
  assert.deepEqual(slept, []);
  await resting();
  assert.deepEqual(slept, [6000]);
});
