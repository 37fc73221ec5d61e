import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesOfHex, hexOfBytes } from './hex.ts';

test('hexadecimal is read with or without spaces and prefix', () => {
  assert.deepEqual(bytesOfHex('0a 00\n00 00'), Uint8Array.of(10, 0, 0, 0));
  assert.deepEqual(bytesOfHex('0xFF'), Uint8Array.of(255));
  assert.deepEqual(bytesOfHex(''), new Uint8Array(0));
});

test('half a byte or a strange digit is refused', () => {
  assert.equal(bytesOfHex('abc'), undefined);
  assert.equal(bytesOfHex('0g'), undefined);
});

test('bytes are written in groups of four', () => {
  assert.equal(hexOfBytes(Uint8Array.of(1, 2, 3, 4, 255)), '01020304 ff');
  assert.equal(hexOfBytes(new Uint8Array(0)), '');
});
