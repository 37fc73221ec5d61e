// The real engine in every kind of isolation that it is built for: the same results as an independent computation.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { systemClock } from '#client/clock.ts';
import { ProverPool } from '#client/pool/pool.ts';
import { settings } from '#client/settings.ts';
import * as zkvm from '#zkvm-wasm/pkg/zkvm_wasm.js';
import { nodeMemory } from './memory.ts';
import { configuredProvers } from './provers.ts';

const inZkvm = (path: string) => fileURLToPath(new URL(`../../zkvm-wasm/${path}`, import.meta.url));
const elf = new Uint8Array(readFileSync(inZkvm('guests/dist/fib_input_initial.elf')));
const nothing = new Uint8Array(0);

/** n = 0 gives a, n = 1 gives b, n = k the sum of the two before it, modulo 2^32. */
function fibonacci(n: number, a: number, b: number): number {
  let [one, two] = [a, b];
  for (let step = 0; step < n; step += 1) [one, two] = [two, (one + two) >>> 0];
  return one;
}

function words(...values: number[]): Uint8Array {
  return new Uint8Array(new Uint32Array(values).buffer);
}

for (const isolation of ['worker', 'in-process', 'process'] as const) {
  const missing = isolation === 'process' && !existsSync(inZkvm('target/release/zkvm'));
  test(`${isolation}: Fibonacci numbers are proven as they should be`, {
    skip: missing && 'the native engine is not built',
  }, async () => {
    const start = await configuredProvers({ isolation, engine_module: '', engine_command: [] });
    const pool = new ProverPool({ start, clock: systemClock, memory: nodeMemory, emit: () => {}, settings }, 1);
    const programDigest = await pool.ask((prover) => prover.digest(elf));
    const verifyingKey = await pool.ask((prover) => prover.key(elf, 'standard'));
    for (const [n, a, b] of [
      [0, 5, 7],
      [1, 5, 7],
      [10, 0, 1],
      [300, 4_000_000_000, 9],
    ] as const) {
      const input = words(n, a, b);
      const run = await pool.prove({ taskId: `${n}`, elf, programDigest, input, profile: 'standard', verifyingKey });
      assert.deepEqual(new Uint8Array(run.output), words(fibonacci(n, a, b)));
      assert.equal(run.exitCode, 0);
      const job = { version: 1, elf, profile: 'standard', verifyingKey, proof: run.proof, input, exitCode: 0 } as const;
      await pool.ask((prover) => prover.verify({ ...job, output: run.output }));
      const refused = pool.ask((prover) => prover.verify({ ...job, output: words(fibonacci(n, a, b) + 1) }));
      await assert.rejects(refused, { code: 'output_mismatch' });
    }
    const changed = {
      taskId: 'x',
      elf,
      programDigest: '0'.repeat(64),
      input: words(1, 1, 1),
      profile: 'standard',
      verifyingKey: nothing,
    };
    await assert.rejects(pool.prove(changed), { code: 'program_mismatch' });
    await assert.rejects(pool.prove({ ...changed, programDigest, profile: 'lenient' }), { code: 'unknown_profile' });
  });
}

test('the memory of a proof grows when it begins, and hardly after: each time the host looks for garbage', () => {
  const module = new WebAssembly.Module(readFileSync(inZkvm('pkg/zkvm_wasm_bg.wasm')));
  const { memory } = zkvm.initSync({ module });
  const job = new zkvm.ProvingJob(elf, words(10_000, 1, 1), 'standard', nothing);
  let grown = 0;
  for (let [done, size] = [false, memory.buffer.byteLength]; !done; size = memory.buffer.byteLength) {
    done = JSON.parse(job.step()).phase === 'done';
    if (memory.buffer.byteLength !== size) grown += 1;
  }
  job.free();
  assert.ok(grown <= 3, `it grew in ${grown} steps`);
});
