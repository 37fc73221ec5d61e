import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deadlineOf, inputsOf, wholeNumber } from './job-request.ts';

test('every line is an input, empty lines are none, and nothing at all is one empty input', () => {
  assert.deepEqual(inputsOf('0a\r\n\n0b 0c\n'), { inputs: [Uint8Array.of(10), Uint8Array.of(11, 12)] });
  assert.deepEqual(inputsOf(' \n'), { inputs: [new Uint8Array()] });
});

test('a line that is not hexadecimal is named by its number', () => {
  assert.deepEqual(inputsOf('0a\n\nxyz'), { wrong: 3 });
  assert.deepEqual(inputsOf('0a0'), { wrong: 1 });
});

test('a number is whole and within its bounds, and may be left out', () => {
  assert.equal(wholeNumber('3', 1, 16), 3);
  assert.equal(wholeNumber(' ', 1, 16), undefined);
  for (const wrong of ['0', '17', '1.5', 'three']) assert.ok(Number.isNaN(wholeNumber(wrong, 1, 16)), wrong);
});

test('a deadline is in the future', () => {
  const now = new Date('2030-01-01T12:00').getTime();
  assert.equal(deadlineOf('2030-01-01T12:01', now), now + 60_000);
  assert.ok(Number.isNaN(deadlineOf('2030-01-01T11:59', now)));
  assert.equal(deadlineOf('', now), undefined);
});
