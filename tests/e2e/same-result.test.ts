// The guest program gives the same in the native executor, in the WASM one and by a computation that knows neither.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { fibInput, fibOutput } from '../fib.ts';
import { temporaryFolder } from '../orchestrator.ts';
import { execute, guest, guestFile, nativeZkvm, prove, verify, verifying_key } from '../zkvm.ts';

const name = 'fib_input_initial';
const elf = guest(name);
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

/** Asks the native program about the guest with an input; gives its last line. */
function native(verb: string, input: string, ...more: string[]) {
  const program = fileURLToPath(guestFile(name));
  const args = [verb, '--program', program, '--input', input, ...more];
  const printed = execFileSync(fileURLToPath(nativeZkvm), args, { encoding: 'utf8' });
  return JSON.parse(printed.trimEnd().split('\n').at(-1) ?? '');
}

for (const [n, a, b] of inputs) {
  test(`term ${n} from ${a} and ${b} is the same everywhere`, () => {
    using folder = temporaryFolder();
    const input = join(folder.path, 'input');
    writeFileSync(input, fibInput(n, a, b));
    const expected = hex(fibOutput(n, a, b));
    const inWasm = JSON.parse(execute(elf, fibInput(n, a, b)));
    assert.deepEqual([inWasm.outputHex, inWasm.exitCode], [expected, 0]);
    assert.deepEqual(native('run', input), inWasm);
  });
}

test('a native proof is accepted in WASM, and one made in WASM by the native verifier', () => {
  using folder = temporaryFolder();
  const file = (part: string) => join(folder.path, part);
  const [input, output] = [fibInput(1_000, 3, 4), fibOutput(1_000, 3, 4)];
  writeFileSync(file('input'), input);

  native('prove', file('input'), '--proof', file('proof'), '--output', file('output'));
  assert.equal(hex(readFileSync(file('output'))), hex(output));
  verify(readFileSync(file('proof')), verifying_key(elf, 'standard'), input, output, 0);

  const inWasm = prove(elf, input);
  assert.equal(hex(inWasm.output), hex(output));
  writeFileSync(file('proof'), inWasm.proof);
  native('verify', file('input'), '--proof', file('proof'), '--output', file('output'), '--exit-code', '0');
});
