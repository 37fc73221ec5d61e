// The Nexus v3 protocol as clients of its generations speak it: bare protobuf in, literal statuses and bodies out.
import assert from 'node:assert/strict';
import { createHash, randomUUID, sign } from 'node:crypto';
import { connect as connectHttp2 } from 'node:http2';
import { after, before, test } from 'node:test';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { newKey, randomWallet, startTestNetwork } from '#orchestrator/fixtures/network.ts';
import { message, read, type V3Answer, type V3Client, v3Client } from '#orchestrator/fixtures/v3-client.ts';
import { fakeProof, GOOD, INVALID } from '#orchestrator/fixtures/zkvm.ts';
import {
  GetNodeResponseSchema,
  GetProofTaskRequestSchema,
  GetProofTaskResponseSchema,
  GetTasksRequestSchema,
  GetTasksResponseSchema,
  NodeType,
  RegisterNodeRequestSchema,
  RegisterNodeResponseSchema,
  RegisterUserRequestSchema,
  SubmitProofRequestSchema,
  TaskDifficulty,
  UserResponseSchema,
} from '#proto/nexus/orchestrator/orchestrator_pb.ts';

let network: Awaited<ReturnType<typeof startTestNetwork>>;
before(async () => {
  network = await startTestNetwork({ acceptGoClients: true });
});
after(() => network[Symbol.asyncDispose]());

/** One request as the clients make it. */
const call = (...args: Parameters<V3Client['call']>) => v3Client(network.orchestrator.url).call(...args);

async function registerNode(): Promise<{ nodeId: string; wallet: string; userId: string }> {
  const [wallet, userId] = [randomWallet(), randomUUID()];
  const registered = await call(
    'POST',
    '/v3/users',
    message(RegisterUserRequestSchema, { uuid: userId, walletAddress: wallet }),
  );
  assert.equal(registered.status, 200);
  const body = message(RegisterNodeRequestSchema, { userId, nodeType: NodeType.CLI_PROVER });
  const { nodeId } = read(RegisterNodeResponseSchema, await call('POST', '/v3/nodes', body));
  return { nodeId, wallet, userId };
}

function fetchTask(
  nodeId: string,
  publicKey: Uint8Array,
  maxDifficulty: TaskDifficulty = TaskDifficulty.SMALL_MEDIUM,
): Promise<V3Answer> {
  const fields = { nodeId, nodeType: NodeType.CLI_PROVER, ed25519PublicKey: publicKey, maxDifficulty };
  return call('POST', '/v3/tasks', message(GetProofTaskRequestSchema, fields));
}

function submit(
  taskId: string,
  proof: Uint8Array,
  key: ReturnType<typeof newKey>,
  changes: { text?: string; hash?: string } = {},
) {
  const proofHash = changes.hash ?? bytesToHex(keccak_256(proof));
  const signature = sign(null, Buffer.from(changes.text ?? `0 | ${taskId} | ${proofHash}`), key.privateKey);
  const fields = {
    taskId,
    nodeType: NodeType.CLI_PROVER,
    proofHash,
    proof,
    proofs: [proof],
    ed25519PublicKey: key.publicKey,
    signature,
  };
  return call('POST', '/v3/tasks/submit', message(SubmitProofRequestSchema, fields));
}

test('the official client: registers, looks itself up, fetches, submits', async () => {
  const { nodeId, wallet, userId } = await registerNode();
  assert.match(nodeId, /^[0-9]+$/);
  const user = read(UserResponseSchema, await call('GET', `/v3/users/${wallet.toUpperCase().replace('0X', '0x')}`));
  assert.equal(user.userId, userId);
  assert.equal(user.nodes[0]?.nodeId, nodeId);
  assert.equal(read(GetNodeResponseSchema, await call('GET', `/v3/nodes/${nodeId}`)).walletAddress, wallet);

  const key = newKey();
  const answer = read(GetProofTaskResponseSchema, await fetchTask(nodeId, key.publicKey));
  assert.equal(answer.task?.programId, 'fib_input_initial');
  assert.equal(answer.task?.difficulty, TaskDifficulty.SMALL_MEDIUM);
  assert.equal(answer.task?.publicInputsList[0]?.length, 12);
  const submitted = await submit(answer.task?.taskId ?? '', fakeProof(GOOD), key);
  assert.deepEqual([submitted.status, submitted.body.length], [200, 0]);
});

test('clients before 0.10 find the task in the older fields too', async () => {
  const { nodeId } = await registerNode();
  const answer = read(GetProofTaskResponseSchema, await fetchTask(nodeId, newKey().publicKey, TaskDifficulty.SMALL));
  assert.equal(answer.programId, 'fib_input_initial');
  assert.equal(answer.taskId, answer.task?.taskId);
  assert.equal(answer.publicInputs.length, 12);
  assert.deepEqual(answer.task?.publicInputs, answer.publicInputs);
});

test('a client that was started again lists its tasks both ways and submits one with its new key', async () => {
  const { nodeId } = await registerNode();
  const answer = read(GetProofTaskResponseSchema, await fetchTask(nodeId, newKey().publicKey));
  const byPath = read(GetTasksResponseSchema, await call('GET', `/v3/tasks/${nodeId}`));
  const byBody = read(
    GetTasksResponseSchema,
    await call('GET', '/v3/tasks', message(GetTasksRequestSchema, { nodeId })),
  );
  assert.deepEqual(byPath, byBody);
  assert.equal(byPath.tasks[0]?.taskId, answer.task?.taskId);
  assert.equal((await submit(answer.task?.taskId ?? '', fakeProof(GOOD), newKey())).status, 200);
});

test('a submission that is repeated is answered with 200 each time and credited once', async () => {
  const { nodeId } = await registerNode();
  const key = newKey();
  const taskId = read(GetProofTaskResponseSchema, await fetchTask(nodeId, key.publicKey)).taskId;
  const answers = await Promise.all(Array.from({ length: 5 }, () => submit(taskId, fakeProof(GOOD), key)));
  answers.push(await submit(taskId, fakeProof(GOOD), key));
  assert.deepEqual(new Set(answers.map((answer) => answer.status)), new Set([200]));
  assert.equal((await network.client.getNodeStatistics({ nodeId })).accepted, 1n);
});

test('a proof of another engine gets 422 engine_mismatch, a wrong one of ours 422 proof_invalid', async () => {
  const { nodeId } = await registerNode();
  const key = newKey();
  const taskId = read(GetProofTaskResponseSchema, await fetchTask(nodeId, key.publicKey)).taskId;
  const foreign = await submit(taskId, Buffer.from('a proof by another zkVM'), key);
  assert.equal(foreign.status, 422);
  assert.match(
    foreign.body.toString(),
    /^\{"name":"UnprocessableEntityError","message":"engine_mismatch: .+","httpCode":422\}$/,
  );
  const wrong = await submit(taskId, fakeProof(INVALID), key);
  assert.equal(wrong.status, 422);
  assert.match(wrong.body.toString(), /proof_invalid/);
});

test('what clients compare literally is literally so', async () => {
  const unknownTask = await submit(randomUUID(), fakeProof(GOOD), newKey());
  assert.equal(unknownTask.body.toString(), '{"name":"NotFoundError","message":"Task not found","httpCode":404}');
  const { nodeId } = await registerNode();
  const nothing = await call('GET', `/v3/tasks/${nodeId}`);
  assert.equal(nothing.status, 404);
  assert.equal(nothing.body.toString(), '{"name":"NotFoundError","message":"Task not found","httpCode":404}');
  const noNode = await call('GET', '/v3/nodes/42');
  assert.equal(noNode.body.toString(), '{"name":"NotFoundError","message":"Node not found","httpCode":404}');
});

test('a client that fetches without end is told when to come again, in whole seconds', async () => {
  const { nodeId } = await registerNode();
  const key = newKey();
  let answer = await fetchTask(nodeId, key.publicKey);
  for (let i = 0; i < 20 && answer.status === 200; i += 1) answer = await fetchTask(nodeId, key.publicKey);
  assert.equal(answer.status, 429);
  assert.match(String(answer.headers['retry-after']), /^[1-9][0-9]*$/);
});

test('a wrong signature, a wrong hash and a body that is no message get 400 and 422', async () => {
  const { nodeId } = await registerNode();
  const key = newKey();
  const taskId = read(GetProofTaskResponseSchema, await fetchTask(nodeId, key.publicKey)).taskId;
  assert.equal((await submit(taskId, fakeProof(GOOD), key, { text: `${taskId}` })).status, 400);
  assert.equal((await submit(taskId, fakeProof(GOOD), key, { hash: 'a'.repeat(64) })).status, 422);
  assert.equal((await call('POST', '/v3/tasks', Buffer.from([0xff, 0xff]))).status, 400);
  assert.equal((await call('GET', '/v3/nowhere')).status, 404);
});

test('the Go client’s signature and hash are taken where the operator said so', async () => {
  const { nodeId } = await registerNode();
  const key = newKey();
  const taskId = read(GetProofTaskResponseSchema, await fetchTask(nodeId, key.publicKey)).taskId;
  const hash = createHash('sha256').update(fakeProof(GOOD)).digest('hex');
  assert.equal((await submit(taskId, fakeProof(GOOD), key, { hash, text: `${taskId}${hash}` })).status, 200);
});

test('a node whose key is bound over Connect is no other key’s over v3', async () => {
  const prover = await network.prover();
  const [task] = (await prover.fetch()).tasks;
  assert.equal((await fetchTask(prover.nodeId, newKey().publicKey)).status, 403);
  assert.equal((await submit(task?.taskId ?? '', fakeProof(GOOD), newKey())).status, 403);
});

test('the signature of the official client before 0.8.8 is over names and values, and is taken too', async () => {
  const { nodeId } = await registerNode();
  const key = newKey();
  const taskId = read(GetProofTaskResponseSchema, await fetchTask(nodeId, key.publicKey)).taskId;
  const hash = bytesToHex(keccak_256(fakeProof(GOOD)));
  const text = `version: 0 | task_id: ${taskId} | proof_hash: ${hash}`;
  assert.equal((await submit(taskId, fakeProof(GOOD), key, { text: text.replace('0', '1') })).status, 400);
  assert.equal((await submit(taskId, fakeProof(GOOD), key, { text })).status, 200);
});

test('the client of 0.7 has no key: it fetches, and what it sends unsigned is refused', async () => {
  const { nodeId } = await registerNode();
  const body = message(GetProofTaskRequestSchema, { nodeId, nodeType: NodeType.CLI_PROVER });
  const { taskId } = read(GetProofTaskResponseSchema, await call('POST', '/v3/tasks', body));
  const proof = fakeProof(GOOD);
  const fields = { taskId, proof, proofHash: bytesToHex(keccak_256(proof)) };
  const answer = await call('POST', '/v3/tasks/submit', message(SubmitProofRequestSchema, fields));
  assert.deepEqual([answer.status, JSON.parse(answer.body.toString()).name], [400, 'BadRequestError']);
});

test('headers, a reserved field and telemetry of any value change nothing', async () => {
  const node = await v3Client(network.orchestrator.url).registerNode();
  const { taskId } = await node.fetch();
  const proof = fakeProof(GOOD, taskId);
  const proofHash = bytesToHex(keccak_256(proof));
  const body = message(SubmitProofRequestSchema, {
    taskId,
    proofHash,
    proof,
    nodeTelemetry: { flopsPerSec: -1, memoryUsed: -(2 ** 31), memoryCapacity: 2 ** 31 - 1, location: 'unknown' },
    ed25519PublicKey: node.key.publicKey,
    signature: sign(null, Buffer.from(`0 | ${taskId} | ${proofHash}`), node.key.privateKey),
  });
  // Field 1, which was the node's id once, and one that nobody knows.
  const extended = Buffer.concat([Buffer.from([0x0a, 2, 0x34, 0x32]), body, Buffer.from([0xa2, 6, 1, 0])]);
  const headers = {
    'content-type': 'application/octet-stream; charset=utf-8',
    'content-length': extended.length,
    'user-agent': 'nexus-cli/0.10.18',
    'x-build-timestamp': 'Build timestamp not available',
    'accept-encoding': 'gzip',
  };
  const answer = await call('POST', '/v3/tasks/submit', extended, headers);
  assert.deepEqual([answer.status, answer.body.length, answer.headers['content-encoding']], [200, 0, undefined]);
});

test('a body without a content type, or with another one, is read by its path', async () => {
  const { nodeId } = await registerNode();
  const body = message(GetProofTaskRequestSchema, { nodeId, ed25519PublicKey: newKey().publicKey });
  for (const headers of [{ 'content-type': 'application/x-protobuf' }, { 'content-type': '' }]) {
    assert.equal((await call('POST', '/v3/tasks', body, { ...headers, 'content-length': body.length })).status, 200);
  }
});

test('over HTTP/2 in clear text it is the same', async () => {
  const { nodeId } = await registerNode();
  const body = message(GetProofTaskRequestSchema, { nodeId, ed25519PublicKey: newKey().publicKey });
  const session = connectHttp2(network.orchestrator.url);
  const stream = session.request({ ':method': 'POST', ':path': '/v3/tasks' });
  stream.end(body);
  const parts = await Array.fromAsync(stream as AsyncIterable<Buffer>);
  session.close();
  assert.match(read(GetProofTaskResponseSchema, { status: 200, headers: {}, body: Buffer.concat(parts) }).taskId, /-/);
});

test('a wallet is found in any letter case and percent-encoded; one that is none is told in three keys', async () => {
  const { wallet, userId } = await registerNode();
  for (const written of [
    wallet.toUpperCase().replace('X', 'x'),
    wallet.replaceAll(/./g, (c) => `%${c.charCodeAt(0).toString(16)}`),
  ]) {
    assert.equal(read(UserResponseSchema, await call('GET', `/v3/users/${written}`)).userId, userId);
  }
  const unknown = await call('GET', `/v3/users/${randomWallet()}`);
  assert.equal(unknown.body.toString(), '{"name":"NotFoundError","message":"User not found","httpCode":404}');
  const body = message(RegisterUserRequestSchema, { uuid: randomUUID(), walletAddress: '0x12' });
  const wrong = await call('POST', '/v3/users', body);
  assert.deepEqual(Object.keys(JSON.parse(wrong.body.toString())), ['name', 'message', 'httpCode']);
  const again = message(RegisterUserRequestSchema, { uuid: randomUUID(), walletAddress: wallet });
  assert.equal((await call('POST', '/v3/users', again)).status, 200, 'registering a wallet again is no error');
});

test('what the Go client holds for a proof in its local mode is refused within the protocol', async () => {
  const node = await v3Client(network.orchestrator.url).registerNode();
  const { taskId } = await node.fetch();
  const answer = await node.submit(taskId, new Uint8Array([0xd9, 0, 0, 0]));
  assert.deepEqual([answer.status, answer.headers['content-type']], [422, 'application/json']);
});
