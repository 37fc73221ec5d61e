import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KeptProof } from './kept-proof.ts';
import { SPANS, throughput } from './throughput.ts';

const NOW = 1_800_000_030_000;
const proof = (finishedAt: number, cycles: number) => ({ finishedAt, cycles }) as KeptProof;

test('the last bar holds what was proven in the present minute', () => {
  const bars = throughput([proof(NOW - 1000, 5), proof(NOW, 7)], NOW, 'hour');
  assert.equal(bars.length, SPANS.hour.bars);
  assert.deepEqual({ ...bars.at(-1), from: 0 }, { from: 0, proofs: 2, cycles: 12 });
});

test('a proof at the very beginning of the span counts and an older one does not', () => {
  const [first] = throughput([], NOW, 'hour');
  const edge = first?.from ?? 0;
  const bars = throughput([proof(edge, 3), proof(edge - 1, 100)], NOW, 'hour');
  assert.equal(bars[0]?.cycles, 3);
  assert.equal(
    bars.reduce((sum, { cycles }) => sum + cycles, 0),
    3,
  );
});

test('bars begin at whole multiples of their length, whatever the time is', () => {
  for (const span of ['hour', 'day', 'week'] as const) {
    for (const { from } of throughput([], NOW + 17, span)) assert.equal(from % SPANS[span].barMs, 0);
  }
});
