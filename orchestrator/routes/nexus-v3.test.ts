// The Nexus v3 protocol as clients of its generations speak it: bare protobuf in, literal statuses and bodies out.
import assert from 'node:assert/strict';
import { createHash, randomUUID, sign } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { after, before, test } from 'node:test';
import { create, type DescMessage, fromBinary, type MessageShape, toBinary } from '@bufbuild/protobuf';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { newKey, randomWallet, startTestNetwork } from '#orchestrator/fixtures/network.ts';
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

interface Answer {
  status: number;
  body: Buffer;
  retryAfter: string | undefined;
}

/** One request as the clients make it; unlike `fetch`, it can send a body with GET. */
function call(method: string, path: string, body?: Uint8Array): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = body ? { 'content-type': 'application/octet-stream', 'content-length': body.length } : {};
    const request = httpRequest(new URL(path, network.orchestrator.url), { method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body: Buffer.concat(parts),
          retryAfter: response.headers['retry-after'],
        }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

function message<S extends DescMessage>(schema: S, fields: Parameters<typeof create<S>>[1]): Uint8Array {
  return toBinary(schema, create(schema, fields));
}

function read<S extends DescMessage>(schema: S, { status, body }: Answer): MessageShape<S> {
  assert.equal(status, 200, body.toString());
  return fromBinary(schema, body);
}

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
): Promise<Answer> {
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
  assert.match(answer.retryAfter ?? '', /^[1-9][0-9]*$/);
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
