// What both protocols make of a server that misbehaves, and what each puts on the wire.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { connectNodeAdapter, createConnectTransport } from '@connectrpc/connect-node';
import { systemClock } from '#client/clock.ts';
import { finished } from '#client/fixtures/finished-tasks.ts';
import { ENGINE } from '#client/fixtures/scripted-orchestrator.ts';
import { combinedHash, proofHash } from '#client/identity/hashes.ts';
import { identityFromSeed } from '#client/identity/identity.ts';
import { connectClient } from '#client/orchestrator/connect-client.ts';
import { nexusV3Client } from '#client/orchestrator/nexus-v3/nexus-v3-client.ts';
import type { OrchestratorClient } from '#client/orchestrator/orchestrator-client.ts';
import { fetchVerdict, submissionVerdict } from '#client/orchestrator/retry-policy.ts';
import { settings } from '#client/settings.ts';
import {
  GetProofTaskRequestSchema,
  GetProofTaskResponseSchema,
  RegisterNodeResponseSchema,
  RegisterUserRequestSchema,
  SubmitProofRequestSchema,
  TaskDifficulty,
  TaskType,
  UserResponseSchema,
} from '#proto/nexus/orchestrator/orchestrator_pb.ts';
import { OrchestratorService } from '#proto/proofnet/v1/orchestrator_pb.ts';
import { ConnectBooks, refusal, signedBy } from './fixtures/connect-server.ts';
import {
  answered,
  collecting,
  endless,
  type Received,
  reset,
  silent,
  truncated,
  unrulyServer,
} from './fixtures/unruly-server.ts';

const identity = identityFromSeed(new Uint8Array(32).fill(7));
const TIMEOUT_MS = 300;

const clients: Record<string, (url: string, timeoutMs?: number) => OrchestratorClient> = {
  connect: (url, timeoutMs = TIMEOUT_MS) => {
    const readMaxBytes = settings.transport.longestAnswerBytes;
    const transport = createConnectTransport({ baseUrl: url, httpVersion: '1.1', readMaxBytes });
    const limits = { timeoutMs, submitTimeoutMs: timeoutMs };
    return connectClient({ transport, identity, kind: 'cli', clock: systemClock, limits });
  },
  'nexus-v3': (url, timeoutMs = TIMEOUT_MS) => {
    const server = { baseUrl: url, userAgent: 'nexus-prover/test', now: Date.now, timeoutMs };
    const load = async () => ({ name: 'fib', elf: new Uint8Array(1), verifyingKey: new Uint8Array(0) });
    const program = { engine: ENGINE, programDigest: 'd'.repeat(64), leastInputBytes: 12, load };
    return nexusV3Client({ server, identity, programs: new Map([['fib_input_initial', program]]) });
  },
};

const fetchRequest = { nodeId: '7', maxDifficulty: 'SMALL_MEDIUM', maxTasks: 2, engines: [ENGINE] } as const;

for (const [protocol, client] of Object.entries(clients)) {
  /** The error of a fetch and of a submission against a server that always answers so. */
  const errorsAgainst = async (t: TestContext, answer: Parameters<typeof collecting>[1]) => {
    const { url } = await unrulyServer(t, collecting([], answer));
    const failed = async (call: Promise<unknown>) => {
      try {
        await call;
      } catch (error) {
        return error as { code: string; retryAfterMs?: number };
      }
      return assert.fail('it did not fail');
    };
    const orchestrator = client(url);
    return [
      await failed(orchestrator.fetchTasks(fetchRequest)),
      await failed(orchestrator.submit(finished('a'))),
    ] as const;
  };

  test(`${protocol}: 429 with seconds or a date says how long to wait`, async (t) => {
    for (const error of await errorsAgainst(t, () => answered(429, { 'retry-after': '7' }))) {
      assert.equal(error.code, 'rate_limited');
      assert.equal(error.retryAfterMs, 7000);
    }
    const date = new Date(Date.now() + 60_000).toUTCString();
    for (const error of await errorsAgainst(t, () => answered(429, { 'retry-after': date }))) {
      assert.equal(error.code, 'rate_limited');
      assert.ok(Math.abs((error.retryAfterMs ?? 0) - 60_000) < 2000);
    }
  });

  test(`${protocol}: a date is told by the server's own clock, however wrong`, async (t) => {
    const theirs = Date.now() - 5 * 3_600_000;
    const headers = {
      date: new Date(theirs).toUTCString(),
      'retry-after': new Date(theirs + 60_000).toUTCString(),
    };
    for (const error of await errorsAgainst(t, () => answered(429, headers))) assert.equal(error.retryAfterMs, 60_000);
  });

  test(`${protocol}: an answer without end is cut off`, { timeout: 20_000 }, async (t) => {
    const { url } = await unrulyServer(t, (_request, response) => endless(response));
    const before = process.memoryUsage.rss();
    await assert.rejects(client(url, 10_000).fetchTasks(fetchRequest), (error: { code: string }) => {
      assert.equal(fetchVerdict(error.code).action, 'wait', error.code);
      return true;
    });
    assert.ok(process.memoryUsage.rss() - before < 512 * 2 ** 20);
  });

  test(`${protocol}: outages are waited for and never cost a proof`, async (t) => {
    const outages = {
      503: answered(503),
      reset,
      silent,
      truncated,
      nonsense: answered(200, {}, 'not protobuf: \xff\xff'),
    };
    for (const [name, outage] of Object.entries(outages)) {
      const { url } = await unrulyServer(
        t,
        collecting([], () => outage),
      );
      await assert.rejects(client(url).fetchTasks(fetchRequest), (error: { code: string }) => {
        assert.equal(fetchVerdict(error.code).action, 'wait', `${name}: ${error.code}`);
        return true;
      });
      // The answer to a v3 submission has no content, so any 2xx is success there.
      if (protocol === 'nexus-v3' && (name === 'truncated' || name === 'nonsense')) continue;
      await assert.rejects(client(url).submit(finished('a')), (error: { code: string }) => {
        assert.equal(submissionVerdict(error.code).action, 'wait', `${name}: ${error.code}`);
        return true;
      });
    }
  });

  test(`${protocol}: a server that is not there is unreachable`, async () => {
    await assert.rejects(client('http://127.0.0.1:1').fetchTasks(fetchRequest), { code: 'orchestrator_unreachable' });
  });

  test(`${protocol}: a call that is called off ends at once`, async (t) => {
    const { url } = await unrulyServer(
      t,
      collecting([], () => silent),
    );
    const controller = new AbortController();
    const call = client(url).fetchTasks(fetchRequest, controller.signal);
    controller.abort();
    await assert.rejects(call, { code: 'aborted' });
  });
}

test('connect: a task is fetched, proven and accepted once, however often it is submitted', async (t) => {
  const books = new ConnectBooks();
  const routes = connectNodeAdapter({ routes: (router) => void router.service(OrchestratorService, books.service()) });
  const { url } = await unrulyServer(t, routes);
  const orchestrator = clients.connect?.(url) ?? assert.fail();
  const userId = await orchestrator.registerUser('u', `0x${'A'.repeat(40)}`);
  assert.equal(await orchestrator.registerUser('v', `0x${'a'.repeat(40)}`), userId);
  const nodeId = await orchestrator.registerNode(userId);
  await orchestrator.checkNode(nodeId);
  await assert.rejects(orchestrator.checkNode('99'), { code: 'unknown_node' });
  const { tasks } = await orchestrator.fetchTasks({ ...fetchRequest, nodeId });
  const [task = assert.fail()] = tasks;
  assert.equal(tasks.length, 2);
  const done = { ...finished(task.id), nodeId };
  assert.deepEqual(await orchestrator.submit(done), { duplicate: false });
  assert.deepEqual(await orchestrator.submit(done), { duplicate: true });
  await assert.rejects(orchestrator.submit({ ...done, taskId: 'other' }), { code: 'unknown_task' });
  await assert.rejects(orchestrator.submit({ ...done, proofs: finished(task.id, 2).proofs }), {
    code: 'proof_malformed',
  });
});

test('connect: the other clock is allowed for', async (t) => {
  const books = new ConnectBooks();
  books.nodes.add('7');
  const routes = connectNodeAdapter({ routes: (router) => void router.service(OrchestratorService, books.service()) });
  const { url } = await unrulyServer(t, (request, response) => {
    response.setHeader('date', new Date(Date.now() - 3_600_000).toUTCString());
    routes(request, response);
  });
  const { tasks } = (await clients.connect?.(url).fetchTasks(fetchRequest)) ?? assert.fail();
  const [{ leaseExpiresAt = 0, fetchedAt } = assert.fail()] = tasks;
  assert.ok(leaseExpiresAt - fetchedAt > 3_600_000, 'an hour is added to what the server says');
});

test('connect: a limit of the server and a body that is too large are told apart', async (t) => {
  for (const [code, expected] of [
    ['rate_limited', 'rate_limited'],
    ['too_large', 'too_large'],
  ] as const) {
    const routes = connectNodeAdapter({
      routes: (router) =>
        void router.service(OrchestratorService, {
          submitProof: () => {
            throw refusal(code, 8, code === 'rate_limited' ? 3 : undefined);
          },
        }),
    });
    const { url } = await unrulyServer(t, routes);
    await assert.rejects(clients.connect?.(url).submit(finished('a')) ?? assert.fail(), { code: expected });
  }
  const small = connectNodeAdapter({
    readMaxBytes: 100,
    routes: (router) => void router.service(OrchestratorService, { submitProof: () => ({}) }),
  });
  const { url } = await unrulyServer(t, small);
  await assert.rejects(clients.connect?.(url).submit(finished('a')) ?? assert.fail(), { code: 'too_large' });
});

/** A v3 client on a server that answers as it is told, with what it received. */
async function v3(t: TestContext, answer: Parameters<typeof collecting>[1]) {
  const received: Received[] = [];
  const { url } = await unrulyServer(t, collecting(received, answer));
  return { orchestrator: clients['nexus-v3']?.(`${url}`) ?? assert.fail(), received };
}

const NOT_FOUND = '{"name":"NotFoundError","message":"Task not found","httpCode":404}';
const input = new Uint8Array(12).fill(1);

test('nexus-v3: a fetch sends what the official client sends, and 404 is an empty batch', async (t) => {
  const { orchestrator, received } = await v3(t, () => answered(404, {}, NOT_FOUND));
  assert.deepEqual(await orchestrator.fetchTasks(fetchRequest), { tasks: [], retryAfterMs: undefined });
  const [request = assert.fail()] = received;
  assert.equal(`${request.method} ${request.path}`, 'POST /v3/tasks');
  const { accept, 'content-type': type, 'content-encoding': encoding } = request.headers;
  assert.deepEqual([accept, type, encoding], ['*/*', 'application/octet-stream', undefined]);
  assert.match(request.headers['user-agent'] ?? '', /^nexus-prover\//);
  assert.ok(request.headers['x-build-timestamp']);
  assert.equal(request.headers.authorization, undefined);
  const { nodeId, nodeType, ed25519PublicKey, maxDifficulty } = fromBinary(GetProofTaskRequestSchema, request.body);
  assert.deepEqual([nodeId, nodeType, maxDifficulty], ['7', 1, TaskDifficulty.SMALL_MEDIUM]);
  assert.deepEqual(ed25519PublicKey, identity.publicKey);
});

test('nexus-v3: "no task" may say when to come back, and a node that is not known is told from it', async (t) => {
  const waits = await v3(t, () => answered(404, { 'retry-after': '120' }, NOT_FOUND));
  assert.equal((await waits.orchestrator.fetchTasks(fetchRequest)).retryAfterMs, 120_000);
  const empty = await v3(t, () => answered(200));
  assert.deepEqual((await empty.orchestrator.fetchTasks(fetchRequest)).tasks, []);
  for (const message of ['Node not found', 'Node 7 does not exist']) {
    const body = JSON.stringify({ name: 'NotFoundError', message, httpCode: 404 });
    const unknown = await v3(t, () => answered(404, {}, body));
    await assert.rejects(unknown.orchestrator.fetchTasks(fetchRequest), { code: 'unknown_node' });
    await assert.rejects(unknown.orchestrator.checkNode('7'), { code: 'unknown_node' });
    const [, asked = assert.fail()] = unknown.received;
    assert.equal(`${asked.method} ${asked.path}`, 'GET /v3/nodes/7');
    assert.equal(asked.headers['content-type'], undefined);
    assert.equal(asked.body.length, 0);
  }
});

test('nexus-v3: an exchange may take ten seconds, as with the official client', () => {
  assert.equal(settings.transport.timeoutMs, 10_000);
});

test('nexus-v3: any 2xx is success, and a redirect is followed', async (t) => {
  for (const status of [200, 201, 202, 204]) {
    const { orchestrator } = await v3(t, () => answered(status));
    assert.deepEqual(await orchestrator.submit(finished('a')), { duplicate: false });
  }
  const moved = await v3(t, ({ path }) =>
    path.startsWith('/moved') ? answered(404, {}, NOT_FOUND) : answered(307, { location: `/moved${path}` }),
  );
  assert.deepEqual((await moved.orchestrator.fetchTasks(fetchRequest)).tasks, []);
  assert.deepEqual(
    moved.received.map(({ method, path }) => `${method} ${path}`),
    ['POST /v3/tasks', 'POST /moved/v3/tasks'],
  );
});

test('nexus-v3: telemetry is told only where it is switched on, in thousandths of a MiB', async (t) => {
  const received: Received[] = [];
  const { url } = await unrulyServer(
    t,
    collecting(received, () => answered(200)),
  );
  const server = { baseUrl: url, userAgent: 'nexus-prover/test', now: Date.now, timeoutMs: TIMEOUT_MS };
  const telemetry = () => ({ memoryUsedBytes: 13 * 2 ** 20, memoryCapacityBytes: 2 ** 45 });
  await nexusV3Client({ server, identity, programs: new Map(), telemetry }).submit(finished('a'));
  const { nodeTelemetry } = fromBinary(SubmitProofRequestSchema, received[0]?.body ?? assert.fail());
  assert.deepEqual([nodeTelemetry?.memoryUsed, nodeTelemetry?.memoryCapacity], [13_000, 2 ** 31 - 1]);
  assert.equal(nodeTelemetry?.location, undefined);
});

test('nexus-v3: tasks of servers of every generation are understood', async (t) => {
  const program = 'fib_input_initial';
  const answers = [
    { task: { taskId: 'a', programId: program, publicInputsList: [input, input], taskType: TaskType.PROOF_HASH } },
    { task: { taskId: 'b', programId: program, publicInputs: input } },
    { taskId: 'c', programId: program, publicInputs: input },
    { task: { taskId: 'd', programId: program, publicInputsList: [input], taskType: 9, difficulty: 77 } },
    { task: { taskId: 'e', programId: 'other', publicInputsList: [input] } },
    { task: { taskId: 'f', programId: program, publicInputsList: [input.subarray(1)] } },
    {},
  ];
  let next = 0;
  const { orchestrator } = await v3(t, () => {
    const answer = create(GetProofTaskResponseSchema, answers[next++] as never);
    return answered(200, {}, toBinary(GetProofTaskResponseSchema, answer));
  });
  const seen = [];
  for (const _ of answers) seen.push(...(await orchestrator.fetchTasks({ ...fetchRequest, maxTasks: 1 })).tasks);
  assert.deepEqual(
    seen.map(({ id, inputs, type, difficulty, unfit }) => [id, inputs.length, type, difficulty, unfit]),
    [
      ['a', 2, 'proof_hash', 'SMALL', undefined],
      ['b', 1, 'proof_required', 'SMALL', undefined],
      ['c', 1, 'proof_required', 'SMALL', undefined],
      ['d', 1, 'proof_required', 'SMALL', undefined],
      ['e', 1, 'proof_required', 'SMALL', 'program_unknown'],
      ['f', 1, 'proof_required', 'SMALL', 'task_malformed'],
    ],
  );
});

test('nexus-v3: a rate limit ends a batch and keeps what came before it', async (t) => {
  let asked = 0;
  const { orchestrator } = await v3(t, () => {
    asked += 1;
    const task = { taskId: `t${asked}`, programId: 'fib_input_initial', publicInputsList: [input] };
    const answer = create(GetProofTaskResponseSchema, { task });
    return asked > 2
      ? answered(429, { 'retry-after': '9' })
      : answered(200, {}, toBinary(GetProofTaskResponseSchema, answer));
  });
  const { tasks, ended } = await orchestrator.fetchTasks({ ...fetchRequest, maxTasks: 5 });
  assert.equal(tasks.length, 2);
  assert.deepEqual([ended?.code, ended?.retryAfterMs], ['rate_limited', 9000]);
});

test('nexus-v3: each kind of task is submitted as the official client does', async (t) => {
  const { orchestrator, received } = await v3(t, () => answered(200));
  const submitted = async (task: ReturnType<typeof finished>) => {
    await orchestrator.submit(task);
    const request = received.at(-1) ?? assert.fail();
    assert.equal(`${request.method} ${request.path}`, 'POST /v3/tasks/submit');
    const message = fromBinary(SubmitProofRequestSchema, request.body);
    const text = `0 | ${message.taskId} | ${message.proofHash}`;
    assert.ok(signedBy(message.ed25519PublicKey, text, message.signature));
    assert.equal(message.nodeTelemetry, undefined);
    return message;
  };
  const proofs = (count: number) => finished('t', count).proofs.map(({ proof }) => proof);
  const hashes = (count: number) => proofs(count).map(proofHash);

  const one = await submitted(finished('t', 1));
  assert.deepEqual(
    [one.proof, one.proofs, one.allProofHashes, one.proofHash],
    [proofs(1)[0], proofs(1), [], hashes(1)[0]],
  );
  const three = await submitted(finished('t', 3));
  assert.deepEqual([three.proof.length, three.proofs, three.proofHash], [0, proofs(3), hashes(3)[0]]);
  const hashOnly = await submitted({ ...finished('t', 1), type: 'proof_hash' });
  assert.deepEqual([hashOnly.proof.length, hashOnly.proofs, hashOnly.proofHash], [0, [], combinedHash(hashes(1))]);
  const allHashes = await submitted({ ...finished('t', 2), type: 'all_proof_hashes' });
  assert.deepEqual([allHashes.proofs, allHashes.allProofHashes], [[], hashes(2)]);
  assert.equal(allHashes.proofHash, combinedHash(hashes(2)));
});

test('nexus-v3: refusals of a submission are told apart', async (t) => {
  const refused = async (status: number, body = '') => {
    const { orchestrator } = await v3(t, () => answered(status, {}, body));
    let code = '';
    await orchestrator.submit(finished('a')).catch((error) => (code = error.code));
    return code;
  };
  assert.equal(await refused(404, NOT_FOUND), 'unknown_task');
  assert.equal(await refused(404, '{"message":"Node not found"}'), 'unknown_node');
  assert.equal(await refused(422, '{"message":"Invalid proof"}'), 'proof_invalid');
  assert.equal(await refused(409), 'already_done');
  assert.equal(await refused(400), 'invalid_request');
  assert.equal(await refused(500), 'orchestrator_failing');
});

test('nexus-v3: "not found" after an unanswered submission is not called a failure of the proof', async (t) => {
  let times = 0;
  const { orchestrator } = await v3(t, () => (++times === 1 ? reset : answered(404, {}, NOT_FOUND)));
  await assert.rejects(orchestrator.submit(finished('a')), { code: 'orchestrator_unreachable' });
  await assert.rejects(orchestrator.submit(finished('a')), { code: 'perhaps_accepted' });
});

test('nexus-v3: a user is looked up by wallet before one is made', async (t) => {
  const known = await v3(t, () =>
    answered(200, {}, toBinary(UserResponseSchema, create(UserResponseSchema, { userId: 'theirs' }))),
  );
  assert.equal(await known.orchestrator.registerUser('mine', '0xAb c'), 'theirs');
  assert.equal(known.received[0]?.path, '/v3/users/0xAb%20c');
  const unknown = await v3(t, ({ method }) => answered(method === 'GET' ? 404 : 200));
  assert.equal(await unknown.orchestrator.registerUser('mine', '0xAb'), 'mine');
  const { uuid, walletAddress } = fromBinary(RegisterUserRequestSchema, unknown.received[1]?.body ?? assert.fail());
  assert.deepEqual([unknown.received[1]?.path, uuid, walletAddress], ['/v3/users', 'mine', '0xAb']);
  const node = create(RegisterNodeResponseSchema, { nodeId: '12345001' });
  const nodes = await v3(t, () => answered(200, {}, toBinary(RegisterNodeResponseSchema, node)));
  assert.equal(await nodes.orchestrator.registerNode('mine'), '12345001');
});

test('combined hashes are those of the official client', () => {
  const [one, two, three] = ['a1b2c3d4e5f6', '7890abcdef12', '345678901234'];
  assert.equal(combinedHash([one]), '966f43edb4fb988490ec112be0d646d119651650d74e4244ec3d291a1c073cf2');
  assert.equal(combinedHash([one, two, three]), '98400b67ac1179a39e81a37ff904cf6baf9d442faeced4ffa13adf00bca2f5e0');
  assert.equal(combinedHash([]), '');
});
