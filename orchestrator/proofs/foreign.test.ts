// An engine that the operator plugs in for v3 clients: its proofs are verified by it, and by nobody believed.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { silent, startTestNetwork, temporaryFolder } from '#orchestrator/fixtures/network.ts';
import { v3Client } from '#orchestrator/fixtures/v3-client.ts';
import { fakeProof, GOOD } from '#orchestrator/fixtures/zkvm.ts';
import { engineAt, startEngine } from './engine.ts';
import { proofHashOf } from './hash.ts';

const folder = temporaryFolder();
after(() => rmSync(folder, { recursive: true }));
const COMMAND = `${process.execPath} ${fileURLToPath(new URL('../fixtures/foreign-command.ts', import.meta.url))}`;

/** A module whose proofs are 99, then 1 if right, then the input. */
function foreignModule(): string {
  writeFileSync(join(folder, 'foreign_bg.wasm'), new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
  writeFileSync(
    join(folder, 'foreign.js'),
    `export const initSync = () => {};
     export const describe = () => JSON.stringify({ engine: 'foreign', abi: 1, airDigest: '${'f'.repeat(64)}', profiles: ['any'],
       limits: { cycles: 1, inputBytes: 64, outputBytes: 64, programBytes: 1e6 } });
     export const program_digest = () => '${'e'.repeat(64)}';
     export const verifying_key = () => new Uint8Array([7]);
     export const execute = () => '{}';
     export const memory_bytes = () => 0;
     const refuse = (code) => { throw Object.assign(new Error(code), { code }); };
     export const verify = (proof, key, input) => {
       if (proof[0] !== 99) refuse('proof_malformed');
       if (proof[1] !== 1 || key[0] !== 7) refuse('proof_invalid');
       if (!Buffer.from(proof.subarray(2)).equals(Buffer.from(input))) refuse('input_mismatch');
     };`,
  );
  return join(folder, 'foreign_bg.wasm');
}

const foreignProof = (input: Uint8Array, right = 1) => new Uint8Array([99, right, ...input]);

for (const [what, v3Engine] of [
  ['a module', foreignModule()],
  ['a command', COMMAND],
] as const) {
  test(`v3 proofs of an engine plugged in as ${what} are verified by it, and ours as before`, async () => {
    await using network = await startTestNetwork({ v3Engine });
    const client = v3Client(network.orchestrator.url);
    const node = await client.registerNode();
    const [first, second] = [await node.fetch(), await node.fetch()];
    const input = first.task?.publicInputsList[0] ?? new Uint8Array();
    const answer = async (taskId: string, proof: Uint8Array) => {
      const { status, body } = await node.submit(taskId, proof);
      return [status, /"message":"(\w+)/.exec(body.toString())?.[1]];
    };
    assert.deepEqual(await answer(first.taskId, foreignProof(input, 0)), [422, 'proof_invalid']);
    assert.deepEqual(await answer(second.taskId, foreignProof(input)), [422, 'input_mismatch']);
    assert.deepEqual(await answer(first.taskId, new Uint8Array([98, 98])), [422, 'proof_malformed']);
    assert.deepEqual(await answer(first.taskId, foreignProof(input)), [200, undefined]);
    assert.deepEqual(await answer(second.taskId, fakeProof(GOOD)), [200, undefined]);
    assert.equal((await network.client.getNodeStatistics({ nodeId: node.nodeId })).accepted, 2n);
  });
}

test('a command that hangs is ended with all that it started, and leaves no folder behind', async () => {
  const engine = await startEngine(engineAt(`${COMMAND} --hang-in-verify ${folder}`, 1_500), 1, silent);
  const folders = () =>
    readdirSync(existsSync('/dev/shm') ? '/dev/shm' : '/tmp').filter((name) => name.startsWith('engine-'));
  const before = folders().length;
  const proof = new Uint8Array([99]);
  const request = { verifyingKey: proof, profile: 'any', program: proof };
  const one = { proof, proofHash: '', input: proof, output: proof, exitCode: 0 };
  await assert.rejects(engine.verify({ ...request, proofs: [one] }), { code: 'hash_mismatch' });
  const proofHash = proofHashOf(proof);
  await assert.rejects(engine.verify({ ...request, proofs: [{ ...one, proofHash }] }), {
    code: 'verifier_unavailable',
  });
  assert.equal(folders().length, before);
  const child = Number(readdirSync(folder).find((name) => /^\d+$/.test(name)));
  for (let i = 0; i < 50 && isRunning(child); i += 1) await delay(20);
  assert.ok(!isRunning(child));
  await engine.close();
});

test('a command is asked one thing after the other, however quick the second is', async () => {
  const engine = await startEngine(engineAt(COMMAND), 1, silent);
  const input = new Uint8Array([1, 2]);
  const proof = foreignProof(input);
  const one = { proof, proofHash: proofHashOf(proof), input, output: input, exitCode: 0 };
  const verify = (proofHash: string) => {
    const program = new Uint8Array([0x7f]);
    return engine.verify({
      verifyingKey: new Uint8Array([7]),
      profile: 'any',
      program,
      proofs: [{ ...one, proofHash }],
    });
  };
  // The one behind is refused without a process of its own.
  const [slow, quick] = [verify(one.proofHash), verify('')];
  await assert.rejects(quick, { code: 'hash_mismatch' });
  await slow;
  await engine.close();
});

/** An ended process whose parent has not looked yet does not count. */
function isRunning(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

test('an engine that is not there is said to be so', async () => {
  await assert.rejects(startTestNetwork({ v3Engine: join(folder, 'nothing_bg.wasm') }), { code: 'engine_missing' });
});
