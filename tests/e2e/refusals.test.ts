// What an orchestrator refuses, by which rule, and that it lives on.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type Client, ConnectError, createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { proofHash } from '#client/identity/hashes.ts';
import { identityFromSeed, submissionText } from '#client/identity/identity.ts';
import { ErrorDetailSchema, NodeType, OrchestratorService, type Task } from '#proto/proofnet/v1/orchestrator_pb.ts';
import { testOrchestrator } from '../orchestrator.ts';
import { describe, guest, prove } from '../zkvm.ts';

type Service = Client<typeof OrchestratorService>;
type Run = ReturnType<typeof prove>;

const nodeType = NodeType.CLI_PROVER;
const identity = identityFromSeed(randomBytes(32));
const ed25519PublicKey = identity.publicKey;
const fib = guest('fib_input_initial');

let orchestrator: Awaited<ReturnType<typeof testOrchestrator>>;
let service: Service;
let nodeId: string;
let tasks: Task[];

before(async () => {
  orchestrator = await testOrchestrator();
  service = createClient(
    OrchestratorService,
    createConnectTransport({ baseUrl: orchestrator.url, httpVersion: '1.1' }),
  );
  const walletAddress = `0x${randomBytes(20).toString('hex')}`;
  const { userId } = await service.registerUser({ userId: randomUUID(), walletAddress });
  ({ nodeId } = await service.registerNode({ userId, nodeType }));
  const { airDigest, engine } = JSON.parse(describe()) as { airDigest: string; engine: string };
  const engines = [{ name: engine, airDigest, profile: 'standard' }];
  ({ tasks } = await service.fetchTasks({
    nodeId,
    nodeType,
    ed25519PublicKey,
    maxDifficulty: 1,
    maxTasks: 8,
    engines,
  }));
});

after(() => orchestrator[Symbol.asyncDispose]());

/** The next task that no test has used, with an honest run of it. */
function nextTask(): { task: Task; input: Uint8Array } {
  const task = tasks.pop();
  const input = task?.inputs[0];
  if (!task || !input) throw new Error('the orchestrator handed out too few tasks');
  return { task, input };
}

async function submit({ taskId, engine }: Task, { proof, output, exitCode, cycles }: Run, signedFor = taskId) {
  const hash = proofHash(proof);
  const signature = await identity.sign(submissionText(signedFor, hash));
  const proofs = [{ proof, proofHash: hash, output, exitCode, cycles }];
  const common = { taskId, nodeId, nodeType, ed25519PublicKey, signature, proofHash: hash, proofs };
  return service.submitProof(engine ? { ...common, engine } : common);
}

/** The project's own code of a refusal. */
async function codeOf(submission: Promise<unknown>): Promise<string | undefined> {
  const error = await submission.then(
    () => undefined,
    (reason: unknown) => ConnectError.from(reason),
  );
  return error?.findDetails(ErrorDetailSchema)[0]?.code;
}

test('a proof with one byte changed is refused, and the honest one accepted after it', async () => {
  const { task, input } = nextTask();
  const honest = prove(fib, input);
  const changed = Uint8Array.from(honest.proof);
  const middle = changed.length >> 1;
  changed[middle] = (changed[middle] ?? 0) ^ 1;
  assert.match(String(await codeOf(submit(task, { ...honest, proof: changed }))), /^proof_(invalid|malformed)$/);
  assert.equal((await submit(task, honest)).duplicate, false);
  assert.equal((await submit(task, honest)).duplicate, true);
});

test('a proof of the same program for another input is refused', async () => {
  const { task } = nextTask();
  const { input: other } = nextTask();
  assert.equal(await codeOf(submit(task, prove(fib, other))), 'input_mismatch');
});

test('a proof by another program is refused', async () => {
  const { task, input } = nextTask();
  assert.equal(await codeOf(submit(task, prove(guest('sort'), input))), 'program_mismatch');
});

test('a proof with another output than its run gave is refused', async () => {
  const { task, input } = nextTask();
  const honest = prove(fib, input);
  const output = Uint8Array.from(honest.output, (byte, index) => (index === 0 ? byte ^ 1 : byte));
  assert.equal(await codeOf(submit(task, { ...honest, output })), 'output_mismatch');
});

test('a signature for another task is refused', async () => {
  const { task, input } = nextTask();
  const honest = prove(fib, input);
  assert.equal(await codeOf(submit(task, honest, randomUUID())), 'bad_signature');
  assert.equal((await submit(task, honest)).duplicate, false);
});

test('the refusals are counted and the node is still served', async () => {
  const { accepted, refused } = await service.getNodeStatistics({ nodeId });
  assert.equal(accepted, 2n);
  assert.ok(refused > 0n);
});
