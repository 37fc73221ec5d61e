import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SEAL_SIDE, sealPath } from './seal-path.ts';

const HASH = 'c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470';

test('the same hash always has the same seal', () => {
  assert.equal(sealPath(HASH), sealPath(HASH));
});

test('a hash that differs in one of its first digits has another seal', () => {
  for (let i = 0; i < SEAL_SIDE ** 2; i += 1) {
    const digit = ((Number.parseInt(HASH[i] ?? '0', 16) + 1) & 15).toString(16);
    assert.notEqual(sealPath(HASH.slice(0, i) + digit + HASH.slice(i + 1)), sealPath(HASH), `digit ${i}`);
  }
});

test('every digit draws something else', () => {
  const tiles = [...'0123456789abcdef'].map((digit) => sealPath(digit));
  assert.equal(new Set(tiles).size, 16);
});

test('a hash that is too short draws fewer tiles', () => {
  assert.equal(sealPath(''), '');
});
