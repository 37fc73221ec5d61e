import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, clock, count, duration, shortHash } from './format.ts';

test('counts are written in full up to a million and shortened beyond', () => {
  assert.equal(count(0, 'en'), '0');
  assert.equal(count(999_999, 'en'), '999,999');
  assert.equal(count(1_482_112, 'en'), '1.482M');
  assert.equal(count(1_482_112n, 'zh'), '148.2万');
});

test('durations have three digits and the unit that fits', () => {
  assert.equal(duration(8.214, 'en'), '8.21 ms');
  assert.equal(duration(1840, 'en'), '1.84 s');
  assert.equal(duration(125_000, 'en'), '2 min 5 s');
  assert.equal(duration(1840, 'zh'), '1.84 秒');
});

test('a running clock counts whole seconds and never below zero', () => {
  assert.equal(clock(7_900), '0:07');
  assert.equal(clock(760_000), '12:40');
  assert.equal(clock(-5), '0:00');
});

test('sizes are in binary units', () => {
  assert.equal(bytes(0), '0 B');
  assert.equal(bytes(1023), '1023 B');
  assert.equal(bytes(512 * 1024), '512 KiB');
  assert.equal(bytes(4 * 1024 ** 3), '4.00 GiB');
});

test('a short text is not cut', () => {
  assert.equal(shortHash('abc'), 'abc');
  assert.equal(shortHash('0123456789abcdef0123456789abcdef'), '01234567…abcdef');
});
