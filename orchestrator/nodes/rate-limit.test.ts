// How often is too often.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRateLimit } from './rate-limit.ts';

test('a burst is let through, then one turn comes with every interval', () => {
  let now = 0;
  const limit = createRateLimit(3, 2, () => now);
  for (let i = 0; i < 3; i += 1) limit.take('a');
  assert.throws(() => limit.take('a'), { code: 'rate_limited', retryAfterSeconds: 2 });
  limit.take('b');
  now = 1_500;
  assert.throws(() => limit.check('a'), { retryAfterSeconds: 0.5 });
  now = 2_000;
  limit.take('a');
  assert.throws(() => limit.take('a'), { retryAfterSeconds: 2 });
  now = 60_000;
  for (let i = 0; i < 3; i += 1) limit.take('a');
});

test('turns that are spent anyway are never refused but count', () => {
  const limit = createRateLimit(1, 10, () => 0);
  limit.spend('a');
  limit.spend('a');
  assert.throws(() => limit.check('a'), { retryAfterSeconds: 20 });
});
