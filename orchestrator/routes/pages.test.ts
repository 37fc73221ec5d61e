// What the network's pages are made of: the overview, nodes, jobs with their dead letters, and administration.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type Client, createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { openDatabase } from '#orchestrator/db/database.ts';
import { randomWallet, refusalOf, silent, startTestNetwork } from '#orchestrator/fixtures/network.ts';
import { fakeProof, INVALID } from '#orchestrator/fixtures/zkvm.ts';
import { createToken } from '#orchestrator/nodes/tokens.ts';
import { registerUser } from '#orchestrator/nodes/users.ts';
import { demoInput } from '#orchestrator/programs/demo.ts';
import { AccountService, Role } from '#proto/proofnet/v1/accounts_pb.ts';
import { AdminService } from '#proto/proofnet/v1/admin_pb.ts';
import { JobService, TaskState } from '#proto/proofnet/v1/jobs_pb.ts';
import { NetworkService } from '#proto/proofnet/v1/network_pb.ts';
import { TaskDifficulty } from '#proto/proofnet/v1/orchestrator_pb.ts';

let network: Awaited<ReturnType<typeof startTestNetwork>>;
let db: ReturnType<typeof openDatabase>;
let view: Client<typeof NetworkService>;
let admin: Client<typeof AdminService>;
let jobs: Client<typeof JobService>;
let accounts: Client<typeof AccountService>;
let ownerId: string;
let owner: { headers: Record<string, string> };
let chief: { headers: Record<string, string> };

before(async () => {
  network = await startTestNetwork({ leaseSeconds: 30 });
  db = openDatabase({ host: `${network.dataDir}/postgres/run`, user: 'nexus', database: 'postgres' }, silent);
  const transport = createConnectTransport({ baseUrl: network.orchestrator.url, httpVersion: '1.1' });
  [view, admin] = [createClient(NetworkService, transport), createClient(AdminService, transport)];
  [jobs, accounts] = [createClient(JobService, transport), createClient(AccountService, transport)];
  ownerId = (await registerUser(db, randomUUID(), randomWallet())).userId;
  owner = { headers: { authorization: `Bearer ${await createToken(db, ownerId, 'owner', 'jobs')}` } };
  chief = { headers: { authorization: `Bearer ${await createToken(db, ownerId, 'admin', 'chief')}` } };
});
after(async () => {
  await db.close();
  await network[Symbol.asyncDispose]();
});

test('the overview counts what came in this minute, what waits, and who leads', async () => {
  const prover = await network.prover();
  const { tasks } = await prover.fetch(3);
  await prover.submit(tasks[0]?.taskId ?? '');
  await prover.submit(tasks[1]?.taskId ?? '');
  await prover.submit(tasks[2]?.taskId ?? '', fakeProof(INVALID)).catch(() => {});
  const overview = await view.getOverview({ minutes: 3 });
  assert.equal(overview.throughput.length, 3);
  // The minute may have turned in between.
  const sum = (key: 'accepted' | 'refused') => overview.throughput.reduce((all, point) => all + point[key], 0n);
  assert.deepEqual([sum('accepted'), sum('refused')], [2n, 1n]);
  const [easiest] = overview.queues;
  assert.deepEqual([easiest?.difficulty, easiest?.jobs], [TaskDifficulty.SMALL, false]);
  assert.ok((easiest?.queued ?? 0n) > 100n);
  assert.deepEqual([overview.engine?.name, overview.draining], ['fake', false]);

  const { leaders } = await view.listLeaders({ byNode: true });
  assert.deepEqual([leaders[0]?.nodeId, leaders[0]?.accepted], [prover.nodeId, 2n]);
  assert.equal((await view.listLeaders({})).leaders[0]?.nodes, 1);
});

test('a node’s page has its owner, its credit, its proofs and its refusals, page by page', async () => {
  const prover = await network.prover();
  const { tasks } = await prover.fetch(5);
  for (const { taskId } of tasks.slice(0, 4)) await prover.submit(taskId);
  await prover.submit(tasks[4]?.taskId ?? '', fakeProof(INVALID)).catch(() => {});
  const { node } = await view.getNode({ nodeId: prover.nodeId });
  assert.deepEqual([node?.accepted, node?.refused], [4n, 1n]);
  assert.match(node?.walletAddress ?? '', /^0x/);
  const first = await view.listAcceptances({ nodeId: prover.nodeId, pageSize: 3 });
  const second = await view.listAcceptances({ nodeId: prover.nodeId, pageSize: 3, pageToken: first.nextPageToken });
  assert.deepEqual(
    [...first.acceptances, ...second.acceptances].map((one) => Number(one.receiptNumber)),
    [4, 3, 2, 1],
  );
  assert.equal(second.nextPageToken, '');
  const latest = await view.listAcceptances({ pageSize: 2 });
  const older = await view.listAcceptances({ pageSize: 2, pageToken: latest.nextPageToken });
  const ids = [...latest.acceptances, ...older.acceptances].map((one) => one.taskId);
  assert.deepEqual(new Set(ids), new Set(tasks.slice(0, 4).map((task) => task.taskId)));
  const { refusals } = await view.listRefusals({ nodeId: prover.nodeId });
  assert.deepEqual(
    refusals.map((refusal) => refusal.code),
    ['proof_invalid'],
  );
});

test('a node shows the key that acts for it, what it holds, and its proofs of the last hour', async () => {
  const prover = await network.prover();
  const idle = await view.getNode({ nodeId: prover.nodeId });
  assert.deepEqual([idle.ed25519PublicKey.length, idle.held, idle.proofsLastHour], [0, [], 0n]);
  const { tasks } = await prover.fetch(2);
  const busy = await view.getNode({ nodeId: prover.nodeId });
  assert.deepEqual(Buffer.from(busy.ed25519PublicKey), Buffer.from(prover.publicKey));
  assert.deepEqual(new Set(busy.held.map((one) => one.taskId)), new Set(tasks.map((one) => one.taskId)));
  assert.deepEqual([busy.held[0]?.inputs, busy.held[0]?.difficulty], [1, TaskDifficulty.SMALL]);
  assert.ok((busy.held[0]?.leaseExpiresAt?.seconds ?? 0n) > (busy.held[0]?.leasedAt?.seconds ?? 0n));
  for (const { taskId } of tasks) await prover.submit(taskId);
  await db.query("UPDATE acceptances SET accepted_at = now() - interval '2 hours' WHERE task_id = $1", [
    tasks[0]?.taskId,
  ]);
  const after = await view.getNode({ nodeId: prover.nodeId });
  assert.deepEqual([after.held, after.proofsLastHour, after.node?.accepted], [[], 1n, 2n]);
});

test('a job’s dead letters say who failed and why, and go back into the queue at the owner’s wish', async () => {
  const { programDigest } = await jobs.uploadProgram({ name: 'fib', elf: new Uint8Array([0x7f, 9]) }, owner);
  const inputs = [demoInput(1_000, 0, 1), demoInput(1_001, 0, 1)];
  const { job } = await jobs.createJob({ programDigest, inputs, failureLimit: 1 }, owner);
  const jobId = job?.jobId ?? '';
  assert.deepEqual([job?.programName, job?.ownerId], ['fib', ownerId]);
  const prover = await network.prover();
  const { tasks } = await prover.fetch(2, TaskDifficulty.SMALL);
  await prover.submit(tasks[0]?.taskId ?? '', fakeProof(INVALID)).catch(() => {});
  await prover.submit(tasks[1]?.taskId ?? '');
  const dead = await jobs.listJobTasks({ jobId, state: TaskState.FAILED }, owner);
  assert.equal(dead.tasks.length, 1);
  const [attempt] = dead.tasks[0]?.attempts ?? [];
  assert.deepEqual([attempt?.nodeId, attempt?.outcome, attempt?.code], [prover.nodeId, 'refused', 'proof_invalid']);
  assert.ok(attempt?.endedAt);

  assert.deepEqual(
    (({ queued, failed }) => [queued, failed])((await jobs.retryJob({ jobId }, owner)).job ?? assert.fail()),
    [1, 0],
  );
  const [again] = (await prover.fetch(1, TaskDifficulty.SMALL)).tasks;
  assert.equal(again?.taskId, dead.tasks[0]?.taskId);
  await prover.submit(again?.taskId ?? '');
  assert.equal((await jobs.getJob({ jobId }, owner)).job?.accepted, 2);
  await jobs.cancelJob({ jobId }, owner);
  assert.equal(await refusalOf(jobs.retryJob({ jobId }, owner)), 'already_done');
});

test('a node that is taken out gets no tasks and its proofs are not taken until it is in again', async () => {
  const prover = await network.prover();
  const [task] = (await prover.fetch()).tasks;
  const { node } = await admin.setNodeDisabled({ nodeId: prover.nodeId, disabled: true }, chief);
  assert.ok(node?.disabledAt);
  assert.equal(await refusalOf(prover.fetch()), 'node_disabled');
  assert.equal(await refusalOf(prover.submit(task?.taskId ?? '')), 'node_disabled');
  await admin.setNodeDisabled({ nodeId: prover.nodeId, disabled: false }, chief);
  await prover.submit(task?.taskId ?? '');
});

test('while the network drains nobody gets tasks, and proofs are taken', async () => {
  const prover = await network.prover();
  const [task] = (await prover.fetch()).tasks;
  await admin.setDraining({ draining: true }, chief);
  try {
    const { tasks, retryAfter } = await prover.fetch();
    assert.equal(tasks.length, 0);
    assert.ok(retryAfter);
    assert.equal((await view.getOverview({})).draining, true);
    await prover.submit(task?.taskId ?? '');
  } finally {
    await admin.setDraining({ draining: false }, chief);
  }
  assert.equal((await prover.fetch()).tasks.length, 1);
});

test('administrators see everybody’s users, nodes, programs, jobs and tokens, and what was done', async () => {
  const prover = await network.prover();
  const { nodes } = await admin.listNodes({ pageSize: 1 }, chief);
  assert.equal(nodes[0]?.nodeId, prover.nodeId);
  const { users } = await admin.listUsers({ walletAddress: nodes[0]?.walletAddress ?? '' }, chief);
  assert.deepEqual([users.length, users[0]?.nodes], [1, 1]);
  assert.equal((await admin.listNodes({ userId: users[0]?.userId ?? '' }, chief)).nodes.length, 1);
  const { programs } = await admin.listPrograms({}, chief);
  assert.ok(programs.some(({ name, jobs }) => name === 'fib' && jobs === 1));
  assert.equal((await admin.listAllJobs({}, chief)).jobs[0]?.ownerId, ownerId);

  const granted = await admin.grantToken({ userId: users[0]?.userId ?? '', role: Role.OWNER, label: 'given' }, chief);
  const bearer = { headers: { authorization: `Bearer ${granted.token}` } };
  assert.equal((await accounts.getAccount({}, bearer)).account?.role, Role.OWNER);
  const { tokens } = await admin.listAllTokens({}, chief);
  assert.deepEqual([tokens[0]?.label, tokens[0]?.walletAddress], ['given', users[0]?.walletAddress]);
  await admin.withdrawToken({ tokenId: tokens[0]?.tokenId ?? '' }, chief);
  assert.equal(await refusalOf(accounts.getAccount({}, bearer)), 'unauthenticated');
  const { entries } = await admin.listAuditEntries({ pageSize: 2 }, chief);
  assert.deepEqual(
    entries.map(({ action, actor }) => [action, actor]),
    [
      ['token_revoked', ownerId],
      ['token_created', ownerId],
    ],
  );
});

test('every administrator’s call is refused without a token and with an owner’s', async () => {
  for (const method of Object.keys(AdminService.method) as (keyof typeof admin)[]) {
    const call = admin[method] as (request: object, options?: object) => Promise<unknown>;
    assert.equal(await refusalOf(call({})), 'unauthenticated', method);
    assert.equal(await refusalOf(call({}, owner)), 'forbidden', method);
  }
});

test('owners make and revoke tokens of their own, never others’, and none with more rights', async () => {
  const made = await accounts.createToken({ label: 'second' }, owner);
  const bearer = { headers: { authorization: `Bearer ${made.token}` } };
  assert.equal(made.description?.role, Role.OWNER);
  const stranger = await registerUser(db, randomUUID(), randomWallet());
  const other = { headers: { authorization: `Bearer ${await createToken(db, stranger.userId, 'owner', '')}` } };
  const { tokenId = '' } = made.description ?? {};
  assert.equal(await refusalOf(accounts.revokeToken({ tokenId }, other)), 'unknown_token');
  assert.ok((await accounts.listTokens({}, other)).tokens.every((token) => token.userId === stranger.userId));
  await accounts.revokeToken({ tokenId }, bearer);
  assert.equal(await refusalOf(accounts.getAccount({}, bearer)), 'unauthenticated');
  assert.equal(await refusalOf(accounts.createToken({ label: 'x\u0000' }, owner)), 'bad_request');
});

test('a token ends by itself when its time is over', async () => {
  const token = await createToken(db, ownerId, 'owner', 'short', new Date(Date.now() + 300));
  const bearer = { headers: { authorization: `Bearer ${token}` } };
  await accounts.getAccount({}, bearer);
  await delay(350);
  assert.equal(await refusalOf(accounts.getAccount({}, bearer)), 'unauthenticated');
});
