// The zkVM's own WASM package on the main path: a real proof is accepted, the nearest wrong ones are refused by name.
import assert from 'node:assert/strict';
import { randomBytes, sign } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { create, toBinary } from '@bufbuild/protobuf';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { SubmitProofRequestSchema } from '#proto/nexus/orchestrator/orchestrator_pb.ts';
import { type Task, TaskDifficulty } from '#proto/proofnet/v1/orchestrator_pb.ts';
import { clientOf, type Prover, proverWith, refusalOf, registerProver, temporaryFolder } from './fixtures/network.ts';
import { type Orchestrator, startOrchestrator } from './main.ts';
import { submissionText } from './nodes/signature.ts';

const PACKAGE = new URL('../zkvm-wasm/pkg/', import.meta.url);
const skip = !existsSync(new URL('zkvm_wasm_bg.wasm', PACKAGE)) && 'the zkVM has not been built: npm run setup';

let orchestrator: Orchestrator;
let prover: Prover;
const dataDir = temporaryFolder();
const AIR_OF_THEN = 'a'.repeat(64);
let taskOfThen: Task | undefined;
const client = () => clientOf(orchestrator.url);

before(async () => {
  if (skip) return;
  // A while ago, with the constraint system of then.
  orchestrator = await startOrchestrator({ port: 0, dataDir, logLevel: 'silent', engine: packageOfThen() });
  prover = await registerProver(client());
  [taskOfThen] = await fetchTasks(1);
  await orchestrator.close();
  orchestrator = await startOrchestrator({ port: 0, dataDir, logLevel: 'silent' });
  prover = proverWith(client(), prover.nodeId, prover);
});
after(async () => {
  await orchestrator?.close();
  rmSync(dataDir, { recursive: true });
});

/** The package, saying of itself that it has other constraints; in a folder that is gone when it is needed. */
function packageOfThen(): string {
  const folder = temporaryFolder();
  const glue = readFileSync(new URL('zkvm_wasm.js', PACKAGE), 'utf8');
  const patched = glue.replace(
    'export function describe() {',
    `export function describe() {
    return JSON.stringify({ ...JSON.parse(describeNow()), airDigest: '${AIR_OF_THEN}' });
}
function describeNow() {`,
  );
  assert.notEqual(patched, glue);
  writeFileSync(join(folder, 'then.js'), patched);
  copyFileSync(new URL('zkvm_wasm_bg.wasm', PACKAGE), join(folder, 'then_bg.wasm'));
  return join(folder, 'then_bg.wasm');
}

interface Proven {
  proof: Uint8Array;
  output: Uint8Array;
  exitCode: number;
}

/** Proves a task's first input the way a prover does. */
async function prove({ programDigest, inputs, engine }: Task): Promise<Proven> {
  const zkvm = await import(new URL('zkvm_wasm.js', PACKAGE).href);
  zkvm.initSync({ module: new WebAssembly.Module(readFileSync(new URL('zkvm_wasm_bg.wasm', PACKAGE))) });
  const { elf } = await client().getProgram({ programDigest });
  const job = new zkvm.ProvingJob(elf, inputs[0], engine?.profile, new Uint8Array());
  while (JSON.parse(job.step()).phase !== 'done');
  const proven = { proof: job.finish(), output: job.output(), exitCode: job.exit_code };
  job.free();
  return proven;
}

function submit(task: Task, { proof, output, exitCode }: Proven) {
  const proofHash = bytesToHex(keccak_256(proof));
  return client().submitProof({
    taskId: task.taskId,
    nodeId: prover.nodeId,
    ed25519PublicKey: prover.publicKey,
    signature: sign(null, Buffer.from(submissionText(task.taskId, proofHash)), prover.privateKey),
    proofHash,
    proofs: [{ proof, proofHash, output, exitCode, cycles: 0n }],
    ...(task.engine && { engine: task.engine }),
  });
}

async function fetchTasks(count: number): Promise<Task[]> {
  const { tasks } = await prover.fetch(count, TaskDifficulty.SMALL);
  assert.equal(tasks.length, count);
  return tasks;
}

test('a real proof is accepted and its output is the Fibonacci number', { skip }, async (t) => {
  const [task] = await fetchTasks(1);
  assert.ok(task);
  const proven = await prove(task);
  const began = performance.now();
  const { duplicate } = await submit(task, proven);
  t.diagnostic(`accepted in ${Math.round(performance.now() - began)} ms, ${proven.proof.length} bytes`);
  assert.equal(duplicate, false);
  const input = Buffer.from(task.inputs[0] ?? []);
  let [a, b] = [input.readUInt32LE(4), input.readUInt32LE(8)];
  for (let i = 0; i < input.readUInt32LE(0); i += 1) [a, b] = [b, (a + b) >>> 0];
  assert.equal(Buffer.from(proven.output).readUInt32LE(0), a);
});

test('after an update a proof of a task from before still counts, one of constraints that never were does not', {
  skip,
}, async () => {
  assert.ok(taskOfThen);
  assert.equal(taskOfThen.engine?.airDigest, AIR_OF_THEN);
  const proven = await prove(taskOfThen);
  const wrong = proven.proof.slice();
  wrong[wrong.length >> 1] = (wrong[wrong.length >> 1] ?? 0) ^ 1;
  assert.match(await refusalOf(submit(taskOfThen, { ...proven, proof: wrong })), /^proof_(invalid|malformed)$/);
  const engine = { ...taskOfThen.engine, airDigest: 'b'.repeat(64) };
  assert.equal(await refusalOf(submit({ ...taskOfThen, engine }, proven)), 'engine_mismatch');
  assert.equal((await submit(taskOfThen, proven)).duplicate, false);
});

test('the estimate of a task is what its run takes', { skip }, async () => {
  const [task] = await fetchTasks(1);
  const zkvm = await import(new URL('zkvm_wasm.js', PACKAGE).href);
  const { elf } = await client().getProgram({ programDigest: task?.programDigest ?? '' });
  const { cycles } = JSON.parse(zkvm.execute(elf, task?.inputs[0]));
  const estimate = Number(task?.estimatedCycles);
  assert.ok(Math.abs(cycles - estimate) <= estimate * 0.02, `${estimate} estimated, ${cycles} run`);
  assert.ok(cycles >= 4_000 && cycles <= 16_384);
});

test('wrong proofs are refused by name, and the server lives on', { skip }, async () => {
  const [task, other] = await fetchTasks(2);
  assert.ok(task && other);
  const proven = await prove(task);
  const middle = proven.proof.slice();
  middle[middle.length >> 1] = (middle[middle.length >> 1] ?? 0) ^ 1;
  assert.match(await refusalOf(submit(task, { ...proven, proof: middle })), /^proof_(invalid|malformed)$/);
  assert.equal(await refusalOf(submit(other, proven)), 'input_mismatch');
  assert.equal(await refusalOf(submit(task, { ...proven, output: new Uint8Array(4) })), 'output_mismatch');
  assert.equal(await refusalOf(submit(task, { ...proven, exitCode: 1 })), 'exit_code_mismatch');
  assert.equal(await refusalOf(submit(task, { ...proven, proof: proven.proof.subarray(0, 1_000) })), 'proof_malformed');
  assert.equal(
    await refusalOf(submit(task, { ...proven, proof: new Uint8Array([...proven.proof, 0]) })),
    'proof_malformed',
  );
  await submit(task, proven);
});

/** Submits over the Nexus v3 protocol, which sends neither output nor exit code. */
async function submitV3(taskId: string, proof: Uint8Array): Promise<Response> {
  const proofHash = bytesToHex(keccak_256(proof));
  const signature = sign(null, Buffer.from(submissionText(taskId, proofHash)), prover.privateKey);
  const fields = { taskId, proofHash, proof, proofs: [proof], ed25519PublicKey: prover.publicKey, signature };
  const body = toBinary(SubmitProofRequestSchema, create(SubmitProofRequestSchema, fields));
  return fetch(`${orchestrator.url}/v3/tasks/submit`, { method: 'POST', body: new Uint8Array(body) });
}

test('over v3 a real proof is accepted by what it says of itself, and other bytes are another engine’s', {
  skip,
}, async () => {
  const [task] = await fetchTasks(1);
  assert.ok(task);
  for (const bytes of [Buffer.from([1, 2, 3, 4]), randomBytes(60_000), new Uint8Array(70_000)]) {
    const refused = await submitV3(task.taskId, bytes);
    assert.equal(refused.status, 422);
    assert.match(await refused.text(), /"engine_mismatch: /);
  }
  const { proof } = await prove(task);
  assert.equal((await submitV3(task.taskId, proof)).status, 200);
  assert.equal((await submitV3(task.taskId, proof)).status, 200);
});
