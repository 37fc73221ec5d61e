import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { compiled, keccak256 } from './keccak.ts';

test('the hash is the same before and after its module is compiled', async () => {
  // 136 bytes are a block.
  const messages = [0, 1, 135, 136, 137, 500_000].map((length) => new Uint8Array(length).map((_, i) => i * 31));
  const before = messages.map(keccak256);
  await compiled;
  const after = messages.map(keccak256);
  assert.deepEqual(
    before,
    messages.map((message) => keccak_256(message)),
  );
  assert.deepEqual(after, before);
});
