// Jobs from upload to bundle, and the receipts of the nodes that proved them.
import assert from 'node:assert/strict';
import { createPublicKey, randomUUID, verify } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { sizeDelimitedDecodeStream } from '@bufbuild/protobuf/wire';
import { type Client, createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { pino } from 'pino';
import { openDatabase } from '#orchestrator/db/database.ts';
import { randomWallet, refusalOf, startTestNetwork } from '#orchestrator/fixtures/network.ts';
import { fakeProof, INVALID } from '#orchestrator/fixtures/zkvm.ts';
import { createToken, revokeToken } from '#orchestrator/nodes/tokens.ts';
import { registerUser } from '#orchestrator/nodes/users.ts';
import { demoInput } from '#orchestrator/programs/demo.ts';
import { receiptHash, receiptText } from '#orchestrator/receipts/receipt.ts';
import { BundlePartSchema, JobService, TaskState } from '#proto/proofnet/v1/jobs_pb.ts';
import { TaskDifficulty } from '#proto/proofnet/v1/orchestrator_pb.ts';
import { ReceiptService } from '#proto/proofnet/v1/receipts_pb.ts';

let network: Awaited<ReturnType<typeof startTestNetwork>>;
let db: ReturnType<typeof openDatabase>;
let jobs: Client<typeof JobService>;
let headers: Record<string, string>;
let programDigest: string;

before(async () => {
  network = await startTestNetwork({ seed: false, leaseSeconds: 1 });
  const host = `${network.dataDir}/postgres/run`;
  db = openDatabase({ host, user: 'nexus', database: 'postgres' }, pino({ level: 'silent' }));
  jobs = createClient(JobService, createConnectTransport({ baseUrl: network.orchestrator.url, httpVersion: '1.1' }));
  headers = await newOwner();
  programDigest = (await jobs.uploadProgram({ name: 'fib', elf: new Uint8Array([0x7f, 1, 2]) }, { headers }))
    .programDigest;
});
after(async () => {
  await db.close();
  await network[Symbol.asyncDispose]();
});

async function newOwner(): Promise<Record<string, string>> {
  const user = await registerUser(db, randomUUID(), randomWallet());
  return { authorization: `Bearer ${await createToken(db, user.userId, 'owner', 'test')}` };
}

const inputs = (count: number) => Array.from({ length: count }, (_, i) => demoInput(1_000 + i, 0, 1));

test('a job is proven by nodes and its bundle holds every input, output and proof in order', async () => {
  const { job } = await jobs.createJob({ programDigest, inputs: inputs(5) }, { headers });
  assert.deepEqual([job?.queued, job?.accepted], [5, 0]);
  const prover = await network.prover();
  const { tasks } = await prover.fetch(10, TaskDifficulty.MEDIUM);
  assert.equal(tasks.length, 5);
  for (const { taskId } of tasks) await prover.submit(taskId);

  const states = await Array.fromAsync(jobs.watchJob({ jobId: job?.jobId ?? '' }, { headers }));
  assert.equal(states.at(-1)?.job?.accepted, 5);
  const response = await fetch(`${network.orchestrator.url}/v1/jobs/${job?.jobId}/bundle`, { headers });
  assert.equal(response.status, 200);
  const parts = await Array.fromAsync(sizeDelimitedDecodeStream(BundlePartSchema, response.body as never));
  assert.equal(parts[0]?.part.case, 'header');
  const results = parts.slice(1).map(({ part }) => (part.case === 'result' ? part.value : assert.fail()));
  assert.deepEqual(
    results.map((result) => result.position),
    [0, 1, 2, 3, 4],
  );
  assert.deepEqual(Buffer.from(results[3]?.input ?? []), Buffer.from(demoInput(1_003, 0, 1)));
  assert.ok(results.every((result) => result.proof.length > 0 && result.nodeId === prover.nodeId));
});

test('with redundancy every input is proven by different nodes, never twice by one', async () => {
  const { job } = await jobs.createJob({ programDigest, inputs: inputs(2), redundancy: 2 }, { headers });
  const [first, second] = [await network.prover(), await network.prover()];
  const mine = (await first.fetch(10, TaskDifficulty.MEDIUM)).tasks;
  assert.equal(mine.length, 2);
  for (const { taskId } of mine) await first.submit(taskId);
  await delay(2_200);
  assert.equal((await first.fetch(10, TaskDifficulty.MEDIUM)).tasks.length, 0);
  await delay(2_200);
  const others = (await second.fetch(10, TaskDifficulty.MEDIUM)).tasks;
  assert.equal(others.length, 2);
  for (const { taskId } of others) await second.submit(taskId);
  assert.equal((await jobs.getJob({ jobId: job?.jobId ?? '' }, { headers })).job?.accepted, 4);
});

test('a task that fails too often is given up, and its owner sees why', async () => {
  const { job } = await jobs.createJob({ programDigest, inputs: inputs(1), failureLimit: 3 }, { headers });
  const prover = await network.prover();
  const next = async () => (await prover.fetch(1, TaskDifficulty.MEDIUM)).tasks[0]?.taskId ?? '';
  await prover.submit(await next(), fakeProof(INVALID)).catch(() => {});
  await network.client.returnTasks({
    nodeId: prover.nodeId,
    ed25519PublicKey: prover.publicKey,
    taskIds: [await next()],
  });
  await next();
  await delay(2_500);
  const { tasks } = await jobs.listJobTasks({ jobId: job?.jobId ?? '' }, { headers });
  assert.equal(tasks[0]?.state, TaskState.FAILED);
  assert.deepEqual(tasks[0]?.reasons, ['expired', 'returned', 'proof_invalid']);
  assert.equal((await prover.fetch(1, TaskDifficulty.MEDIUM)).tasks.length, 0);
});

test('what is open at its deadline or when its job is cancelled is given up', async () => {
  const deadline = { seconds: BigInt(Math.floor(Date.now() / 1000)), nanos: 0 };
  const late = (await jobs.createJob({ programDigest, inputs: inputs(1), deadline }, { headers })).job;
  const cancelled = (await jobs.createJob({ programDigest, inputs: inputs(3) }, { headers })).job;
  const prover = await network.prover();
  const [task] = (await prover.fetch(1, TaskDifficulty.MEDIUM)).tasks;
  assert.equal((await jobs.cancelJob({ jobId: cancelled?.jobId ?? '' }, { headers })).job?.failed, 3);
  await delay(1_500);
  assert.equal((await jobs.getJob({ jobId: late?.jobId ?? '' }, { headers })).job?.failed, 1);
  const renewal = { nodeId: prover.nodeId, ed25519PublicKey: prover.publicKey, taskIds: [task?.taskId ?? ''] };
  assert.equal((await network.client.renewLeases(renewal)).leases[0]?.held, false);
});

test('without a token, with a revoked one or with somebody else’s, a job is not there', async () => {
  const { job } = await jobs.createJob({ programDigest, inputs: inputs(1) }, { headers });
  const jobId = job?.jobId ?? '';
  assert.equal(await refusalOf(jobs.getJob({ jobId })), 'unauthenticated');
  assert.equal(await refusalOf(jobs.getJob({ jobId }, { headers: await newOwner() })), 'unknown_job');
  assert.equal((await fetch(`${network.orchestrator.url}/v1/jobs/${jobId}/bundle`)).status, 401);
  const owner = await newOwner();
  await revokeToken(db, owner.authorization?.slice('Bearer '.length) ?? '');
  assert.equal(await refusalOf(jobs.listJobs({}, { headers: owner })), 'unauthenticated');
});

test('programs and jobs that cannot be proven are refused when they are brought', async () => {
  assert.equal(
    await refusalOf(jobs.uploadProgram({ name: 'x', elf: new Uint8Array([1]) }, { headers })),
    'program_invalid',
  );
  assert.equal(
    await refusalOf(jobs.uploadProgram({ name: '<b>', elf: new Uint8Array([0x7f]) }, { headers })),
    'bad_request',
  );
  const elf = new Uint8Array(1_000_001).fill(0x7f);
  assert.equal(await refusalOf(jobs.uploadProgram({ name: 'x', elf }, { headers })), 'program_too_large');
  assert.equal(
    await refusalOf(jobs.createJob({ programDigest: 'e'.repeat(64), inputs: inputs(1) }, { headers })),
    'unknown_program',
  );
  assert.equal(await refusalOf(jobs.createJob({ programDigest, inputs: [] }, { headers })), 'bad_request');
  const tooLong = [demoInput(2 ** 30, 0, 1)];
  assert.equal(await refusalOf(jobs.createJob({ programDigest, inputs: tooLong }, { headers })), 'too_many_cycles');
});

test('jobs and their tasks are listed page by page', async () => {
  const owner = await newOwner();
  for (let i = 0; i < 3; i += 1) await jobs.createJob({ programDigest, inputs: inputs(3) }, { headers: owner });
  const first = await jobs.listJobs({ pageSize: 2 }, { headers: owner });
  const second = await jobs.listJobs({ pageSize: 2, pageToken: first.nextPageToken }, { headers: owner });
  assert.deepEqual([first.jobs.length, second.jobs.length, second.nextPageToken], [2, 1, '']);
  const jobId = first.jobs[0]?.jobId ?? '';
  const page = await jobs.listJobTasks({ jobId, pageSize: 2 }, { headers: owner });
  const rest = await jobs.listJobTasks({ jobId, pageSize: 2, pageToken: page.nextPageToken }, { headers: owner });
  assert.deepEqual(
    [...page.tasks, ...rest.tasks].map((task) => task.position),
    [0, 1, 2],
  );
  for (const job of [...first.jobs, ...second.jobs]) await jobs.cancelJob({ jobId: job.jobId }, { headers: owner });
});

test('each acceptance gives the node a receipt that is signed and chained to the one before', async () => {
  await jobs.createJob({ programDigest, inputs: inputs(6) }, { headers });
  const prover = await network.prover();
  const { tasks } = await prover.fetch(64, TaskDifficulty.MEDIUM);
  await Promise.all(tasks.map(({ taskId }) => prover.submit(taskId)));
  const client = createClient(
    ReceiptService,
    createConnectTransport({ baseUrl: network.orchestrator.url, httpVersion: '1.1' }),
  );
  const { ed25519PublicKey } = await client.getReceiptKey({});
  const key = createPublicKey({
    key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), ed25519PublicKey]),
    format: 'der',
    type: 'spki',
  });
  const { receipts } = await client.listReceipts({ nodeId: prover.nodeId });
  assert.equal(receipts.length, tasks.length);
  let previousHash = '0'.repeat(64);
  receipts.forEach((receipt, i) => {
    const { nodeId, taskId, proofHash, acceptedAt } = receipt;
    const milliseconds = Number(acceptedAt?.seconds) * 1000 + Number(acceptedAt?.nanos) / 1e6;
    const claim = {
      nodeId,
      number: i + 1,
      taskId,
      proofHash,
      cycles: Number(receipt.cycles),
      acceptedAt: new Date(milliseconds),
      previousHash,
    };
    const text = receiptText(claim);
    assert.equal(receipt.hash, receiptHash(text));
    assert.ok(verify(null, Buffer.from(text), key, receipt.signature));
    previousHash = receipt.hash;
  });
});
