// Fifty proofs, each in a worker of its own: the memory of the process does not grow with their number.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEngine } from '#node-runner/host/engine-files.ts';
import { workerProvers } from '#node-runner/host/worker-host.ts';
import { fibInput } from '../fib.ts';
import { guest, program_digest, verifying_key } from '../zkvm.ts';

const disposals = 50;
/** The first ones fill caches of the process: compiled code, threads' stacks, buffers. */
const warmUp = 10;
/** A worker that stayed would keep more than this by itself, so fifty of them cannot hide below it. */
const allowanceBytes = 64 * 2 ** 20;

test(`the memory of the process is the same after ${disposals} disposals`, { timeout: 180_000 }, async (t) => {
  const start = workerProvers(await readEngine());
  const elf = guest('fib_input_initial');
  const profile = 'standard';
  const verifyingKey = verifying_key(elf, profile);
  const job = { version: 1, elf, programDigest: program_digest(elf), profile, verifyingKey } as const;
  let provingKey: Uint8Array = new Uint8Array(0);
  const rss: number[] = [];
  for (let disposal = 0; disposal < disposals; disposal += 1) {
    const running = await start();
    const input = fibInput(disposal, 0, 1);
    const answer = await running.prover.prove({ ...job, input, provingKey }, () => {});
    await running.end();
    assert.ok(answer.ok, JSON.stringify(answer));
    // As in the pool: a proving key is made once and kept.
    if (answer.value.provingKey.length > 0) provingKey = answer.value.provingKey;
    rss.push(process.memoryUsage.rss());
  }
  const [before = 0, after = 0] = [Math.max(...rss.slice(0, warmUp)), rss.at(-1)];
  const mib = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`;
  t.diagnostic(`memory after ${warmUp} disposals ${mib(before)}, after ${disposals} ${mib(after)}`);
  assert.ok(after - before < allowanceBytes, `it grew from ${mib(before)} to ${mib(after)}`);
});
