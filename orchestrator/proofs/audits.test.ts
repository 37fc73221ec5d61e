// Tasks that want hashes: nothing is credited before a sample, drawn after the hashes were signed, has been verified.
import assert from 'node:assert/strict';
import { randomUUID, sign } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { sizeDelimitedDecodeStream } from '@bufbuild/protobuf/wire';
import { type Client, createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { violations } from '#orchestrator/db/consistency.ts';
import { openDatabase } from '#orchestrator/db/database.ts';
import { type Prover, randomWallet, refusalOf, silent, startTestNetwork } from '#orchestrator/fixtures/network.ts';
import { AIR_DIGEST, fakeProof, GOOD, INVALID } from '#orchestrator/fixtures/zkvm.ts';
import { submissionText } from '#orchestrator/nodes/signature.ts';
import { createToken } from '#orchestrator/nodes/tokens.ts';
import { registerUser } from '#orchestrator/nodes/users.ts';
import { demoInput } from '#orchestrator/programs/demo.ts';
import { BundlePartSchema, JobService } from '#proto/proofnet/v1/jobs_pb.ts';
import { TaskDifficulty, TaskType } from '#proto/proofnet/v1/orchestrator_pb.ts';
import { drawSample } from './claims.ts';
import { combinedHash } from './hash.ts';

const INPUTS = 8;
let network: Awaited<ReturnType<typeof startTestNetwork>>;
let db: ReturnType<typeof openDatabase>;
let jobs: Client<typeof JobService>;
let owner: { headers: Record<string, string> };
let programDigest: string;

before(async () => {
  network = await startTestNetwork({ seed: false, leaseSeconds: 2 });
  db = openDatabase({ host: `${network.dataDir}/postgres/run`, user: 'nexus', database: 'postgres' }, silent);
  jobs = createClient(JobService, createConnectTransport({ baseUrl: network.orchestrator.url, httpVersion: '1.1' }));
  const { userId } = await registerUser(db, randomUUID(), randomWallet());
  owner = { headers: { authorization: `Bearer ${await createToken(db, userId, 'owner', '')}` } };
  ({ programDigest } = await jobs.uploadProgram({ name: 'fib', elf: new Uint8Array([0x7f, 3]) }, owner));
});
after(async () => {
  assert.deepEqual(await db.transaction(violations), []);
  await db.close();
  await network[Symbol.asyncDispose]();
});

async function createHashJob(): Promise<string> {
  const inputs = Array.from({ length: INPUTS }, (_, i) => demoInput(1_000 + i, 0, 1));
  const fields = { programDigest, inputs, inputsPerTask: INPUTS, taskType: TaskType.ALL_PROOF_HASHES };
  return (await jobs.createJob(fields, owner)).job?.jobId ?? '';
}

function fetchFor(prover: Prover, answersAudits = true) {
  const fields = { nodeId: prover.nodeId, ed25519PublicKey: prover.publicKey, answersAudits };
  return network.client.fetchTasks({ ...fields, maxDifficulty: TaskDifficulty.MEDIUM });
}

/** A node that has fetched a task and made a proof of each input; of some kinds wrong ones. */
async function proven(prover: Prover, kinds = Array<number>(INPUTS).fill(GOOD)) {
  const [task] = (await fetchFor(prover)).tasks;
  assert.ok(task);
  const proofs = kinds.map((kind, i) => fakeProof(kind, `${task.taskId} ${i}`));
  return { taskId: task.taskId, proofs };
}

function claim(prover: Prover, taskId: string, proofs: Uint8Array[]) {
  const hashes = proofs.map((proof) => bytesToHex(keccak_256(proof)));
  const proofHash = combinedHash(hashes);
  return network.client.submitProof({
    taskId,
    nodeId: prover.nodeId,
    ed25519PublicKey: prover.publicKey,
    signature: sign(null, Buffer.from(submissionText(taskId, proofHash)), prover.privateKey),
    proofHash,
    proofs: hashes.map((hash) => ({ proofHash: hash, output: new Uint8Array(4), exitCode: 0 })),
    engine: { name: 'fake', airDigest: AIR_DIGEST, profile: 'standard' },
  });
}

function answer(prover: Prover, taskId: string, positions: number[], proofs: Uint8Array[]) {
  return network.client.submitAudit({
    nodeId: prover.nodeId,
    ed25519PublicKey: prover.publicKey,
    taskId,
    proofs: positions.map((position) => ({ position, proof: proofs[position] ?? new Uint8Array() })),
  });
}

const credit = async (prover: Prover) => (await network.client.getNodeStatistics({ nodeId: prover.nodeId })).accepted;

test('hashes alone are credited nothing; the sample they are asked for is, once, and the bundle holds it', async () => {
  const jobId = await createHashJob();
  const prover = await network.prover();
  const { taskId, proofs } = await proven(prover);
  const claimed = await claim(prover, taskId, proofs);
  assert.equal(claimed.acceptedAt, undefined);
  const positions = claimed.audit?.positions ?? [];
  assert.equal(positions.length, 2);
  assert.equal(await credit(prover), 0n);
  const answers = await Promise.all(Array.from({ length: 8 }, () => answer(prover, taskId, positions, proofs)));
  assert.equal(answers.filter(({ duplicate }) => !duplicate).length, 1);
  assert.equal((await answer(prover, taskId, positions, proofs)).duplicate, true);
  assert.equal((await claim(prover, taskId, proofs)).duplicate, true);
  assert.equal(await credit(prover), 1n);

  const response = await fetch(`${network.orchestrator.url}/v1/jobs/${jobId}/bundle`, owner);
  const parts = await Array.fromAsync(sizeDelimitedDecodeStream(BundlePartSchema, response.body as never));
  const results = parts.slice(1).map(({ part }) => (part.case === 'result' ? part.value : assert.fail()));
  assert.deepEqual(
    results.map(({ position, input }) => [position, Buffer.from(input).readUInt32LE(0)]),
    Array.from({ length: INPUTS }, (_, i) => [i, 1_000 + i]),
  );
  assert.deepEqual(
    results.filter(({ proof }) => proof.length > 0).map(({ position }) => position),
    positions,
  );
});

test('the sample cannot be drawn again: not by the same claim, not by another, not by a new lease', async () => {
  const jobId = await createHashJob();
  const prover = await network.prover();
  const { taskId, proofs } = await proven(prover);
  const first = (await claim(prover, taskId, proofs)).audit?.positions;
  for (let i = 0; i < 5; i += 1) assert.deepEqual((await claim(prover, taskId, proofs)).audit?.positions, first);
  assert.equal(await refusalOf(claim(prover, taskId, [...proofs].reverse())), 'audit_open');
  await network.client.returnTasks({ nodeId: prover.nodeId, ed25519PublicKey: prover.publicKey, taskIds: [taskId] });
  assert.equal((await fetchFor(prover)).tasks.length, 0, 'whoever leaves an audit gets no such tasks for a while');
  assert.deepEqual((await claim(prover, taskId, proofs)).audit?.positions, first);
  await jobs.cancelJob({ jobId }, owner);
});

test('a proof that is not the one whose hash was signed, a wrong one, and other positions are refused', async () => {
  const jobId = await createHashJob();
  const [liar, forger, other] = [await network.prover(), await network.prover(), await network.prover()];
  const lied = await proven(liar, Array<number>(INPUTS).fill(INVALID));
  const positions = (await claim(liar, lied.taskId, lied.proofs)).audit?.positions ?? [];
  const rest = Array.from({ length: INPUTS }, (_, i) => i).filter((i) => !positions.includes(i));
  assert.equal(await refusalOf(answer(liar, lied.taskId, rest.slice(0, 2), lied.proofs)), 'bad_request');
  assert.equal(await refusalOf(answer(liar, lied.taskId, [], lied.proofs)), 'bad_request');
  assert.equal(await refusalOf(answer(other, lied.taskId, positions, lied.proofs)), 'lease_lost');
  assert.equal(await refusalOf(answer(liar, lied.taskId, positions, lied.proofs)), 'proof_invalid');
  assert.equal((await fetchFor(liar)).tasks.length, 0);

  const { taskId, proofs } = await proven(forger);
  assert.equal(taskId, lied.taskId, 'the task is handed out again');
  const asked = (await claim(forger, taskId, proofs)).audit?.positions ?? [];
  const forged = proofs.map((_, i) => fakeProof(GOOD, `later ${i}`));
  assert.equal(await refusalOf(answer(forger, taskId, asked, forged)), 'hash_mismatch');
  for (const prover of [liar, forger]) assert.equal(await credit(prover), 0n);
  await jobs.cancelJob({ jobId }, owner);
});

test('an audit that nobody answers ends with its lease, and others get the task', async () => {
  await createHashJob();
  const [silentOne, next] = [await network.prover(), await network.prover()];
  const { taskId, proofs } = await proven(silentOne);
  await claim(silentOne, taskId, proofs);
  // The audit gives two minutes; a test has less.
  await db.query('UPDATE leases SET expires_at = now() WHERE task_id = $1 AND ended_at IS NULL', [taskId]);
  await delay(1_500);
  assert.equal((await fetchFor(silentOne)).tasks.length, 0, 'it gets no such tasks for a while');
  const again = await proven(next);
  assert.equal(again.taskId, taskId);
  const positions = (await claim(next, taskId, again.proofs)).audit?.positions ?? [];
  await answer(next, taskId, positions, again.proofs);
  assert.equal(await credit(silentOne), 0n);
});

test('clients that do not answer audits, and the older protocol, get no such tasks', async () => {
  const jobId = await createHashJob();
  assert.equal((await fetchFor(await network.prover(), false)).tasks.length, 0);
  await jobs.cancelJob({ jobId }, owner);
});

test('a claim has to be whole and without proofs', async () => {
  const jobId = await createHashJob();
  const prover = await network.prover();
  const { taskId, proofs } = await proven(prover);
  assert.equal(await refusalOf(claim(prover, taskId, proofs.slice(1))), 'bad_request');
  assert.equal(await refusalOf(prover.submit(taskId)), 'bad_request');
  await jobs.cancelJob({ jobId }, owner);
});

test('every proof is drawn as often as the others, and of each number at least one', () => {
  const drawn = Array<number>(8).fill(0);
  for (let i = 0; i < 4_000; i += 1) for (const position of drawSample(8)) drawn[position] = (drawn[position] ?? 0) + 1;
  for (const count of drawn) assert.ok(count > 800 && count < 1_200, drawn.join());
  assert.deepEqual(
    [1, 2, 4, 5, 64].map((count) => drawSample(count).length),
    [1, 1, 1, 2, 16],
  );
  assert.equal(new Set(drawSample(64)).size, 16);
});
