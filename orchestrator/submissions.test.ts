// Submissions through the front door: what is accepted, what is refused and by which rule, and what is credited.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TaskDifficulty } from '#proto/proofnet/v1/orchestrator_pb.ts';
import { newKey, proverWith, refusalOf, startTestNetwork } from './fixtures/network.ts';
import { EXIT, fakeProof, GOOD, GROW, INVALID, TRAP, WRONG_INPUT } from './fixtures/zkvm.ts';

let network: Awaited<ReturnType<typeof startTestNetwork>>;

before(async () => {
  network = await startTestNetwork();
});
after(() => network[Symbol.asyncDispose]());

/** A prover that holds one task. */
async function withTask() {
  const prover = await network.prover();
  const [task] = (await prover.fetch()).tasks;
  assert.ok(task);
  return { prover, task };
}

test('a right proof is accepted and credited to its node', async () => {
  const { prover, task } = await withTask();
  const { duplicate, acceptedAt } = await prover.submit(task.taskId);
  assert.equal(duplicate, false);
  assert.ok(acceptedAt);
  const node = await network.client.getNodeStatistics({ nodeId: prover.nodeId });
  assert.equal(node.accepted, 1n);
  assert.equal(node.leased, 0);
  assert.equal(node.cycles, task.estimatedCycles);
});

test('a task says all that a prover needs to know', async () => {
  const { task } = await withTask();
  assert.equal(task.inputs.length, 1);
  assert.equal(task.inputs[0]?.length, 12);
  assert.equal(task.difficulty, TaskDifficulty.SMALL);
  assert.ok(task.estimatedCycles > 4_000n && task.estimatedCycles <= 16_384n);
  assert.equal(task.engine?.name, 'fake');
  assert.ok(task.leaseExpiresAt && Number(task.leaseExpiresAt.seconds) > Date.now() / 1000);
  const program = await network.client.getProgram({ programDigest: task.programDigest });
  assert.equal(program.elf[0], 0x7f);
  assert.ok(program.verifyingKey.length > 0);
});

test('the same submission again is answered like the first one and credited once', async () => {
  const { prover, task } = await withTask();
  const first = await prover.submit(task.taskId);
  const second = await prover.submit(task.taskId);
  assert.equal(second.duplicate, true);
  assert.deepEqual(second.acceptedAt, first.acceptedAt);
  assert.equal((await network.client.getNodeStatistics({ nodeId: prover.nodeId })).accepted, 1n);
});

test('32 identical submissions at once are credited once', async () => {
  const { prover, task } = await withTask();
  const answers = await Promise.all(Array.from({ length: 32 }, () => prover.submit(task.taskId)));
  assert.equal(answers.filter((answer) => !answer.duplicate).length, 1);
  assert.equal((await network.client.getNodeStatistics({ nodeId: prover.nodeId })).accepted, 1n);
});

test('32 different proofs of one task at once: one is credited, the others were not first', async () => {
  const { prover, task } = await withTask();
  const outcomes = await Promise.all(
    Array.from({ length: 32 }, (_, i) => refusalOf(prover.submit(task.taskId, fakeProof(GOOD, `${i}`)))),
  );
  assert.equal(outcomes.filter((code) => code === 'accepted').length, 1);
  assert.equal(outcomes.filter((code) => code === 'already_done').length, 31);
  assert.equal((await network.client.getNodeStatistics({ nodeId: prover.nodeId })).accepted, 1n);
});

for (const [kind, code] of [
  [INVALID, 'proof_invalid'],
  [WRONG_INPUT, 'input_mismatch'],
  [TRAP, 'proof_malformed'],
] as const) {
  test(`a proof that the engine answers with ${code} is refused as ${code}, and the next right one is accepted`, async () => {
    const { prover, task } = await withTask();
    assert.equal(await refusalOf(prover.submit(task.taskId, fakeProof(kind))), code);
    await prover.submit(task.taskId);
    const node = await network.client.getNodeStatistics({ nodeId: prover.nodeId });
    assert.deepEqual([node.accepted, node.refused], [1n, 1n]);
  });
}

test('a verifier that ends in the middle is replaced and nothing is credited', async () => {
  const { prover, task } = await withTask();
  assert.equal(await refusalOf(prover.submit(task.taskId, fakeProof(EXIT))), 'verifier_unavailable');
  await prover.submit(task.taskId);
});

test('a verifier that has grown too large serves no second proof', async () => {
  const { prover, task } = await withTask();
  await prover.submit(task.taskId, fakeProof(GROW));
  const next = await withTask();
  await next.prover.submit(next.task.taskId);
});

test('a proof with a byte changed after it was signed is refused by its hash', async () => {
  const { prover, task } = await withTask();
  const proofHash = 'b'.repeat(64);
  assert.equal(await refusalOf(prover.submit(task.taskId, undefined, { proofHash })), 'hash_mismatch');
});

test('a submission with another signature is refused', async () => {
  const { prover, task } = await withTask();
  assert.equal(
    await refusalOf(prover.submit(task.taskId, undefined, { signature: new Uint8Array(64) })),
    'bad_signature',
  );
  assert.equal(
    await refusalOf(prover.submit(task.taskId, undefined, { signature: new Uint8Array(3) })),
    'bad_signature',
  );
});

test('a task that was handed to another node cannot be submitted', async () => {
  const { task } = await withTask();
  const stranger = await network.prover();
  assert.equal(await refusalOf(stranger.submit(task.taskId)), 'lease_lost');
});

test('another key cannot act for a node that has one', async () => {
  const { prover, task } = await withTask();
  const thief = proverWith(network.client, prover.nodeId, newKey());
  assert.equal(await refusalOf(thief.fetch()), 'key_not_bound');
  assert.equal(await refusalOf(thief.submit(task.taskId)), 'key_not_bound');
});

test('32 first uses with different keys bind one of them', async () => {
  const { nodeId } = await network.prover();
  const rivals = Array.from({ length: 32 }, () => proverWith(network.client, nodeId, newKey()));
  const outcomes = await Promise.all(rivals.map((rival) => refusalOf(rival.fetch())));
  assert.equal(outcomes.filter((code) => code === 'accepted').length, 1);
  assert.equal(outcomes.filter((code) => code === 'key_not_bound').length, 31);
});

test('unknown tasks, nodes and programs have codes of their own', async () => {
  const { prover } = await withTask();
  assert.equal(await refusalOf(prover.submit('00000000-0000-4000-8000-000000000000')), 'unknown_task');
  assert.equal(await refusalOf(prover.submit('no uuid')), 'unknown_task');
  assert.equal(await refusalOf(network.client.getNodeStatistics({ nodeId: '999999' })), 'unknown_node');
  assert.equal(await refusalOf(network.client.getNodeStatistics({ nodeId: '18446744073709551615' })), 'unknown_node');
  assert.equal(await refusalOf(network.client.getNodeStatistics({ nodeId: 'x' })), 'bad_request');
  assert.equal(await refusalOf(network.client.getProgram({ programDigest: 'c'.repeat(64) })), 'unknown_program');
});

test('proofs of another constraint system are refused, and their provers get no tasks', async () => {
  const { prover, task } = await withTask();
  assert.equal(
    await refusalOf(prover.submit(task.taskId, undefined, { airDigest: 'd'.repeat(64) })),
    'engine_mismatch',
  );
  const engines = [{ name: 'fake', airDigest: 'd'.repeat(64), profile: 'standard' }];
  const fetch = network.client.fetchTasks({ nodeId: prover.nodeId, ed25519PublicKey: prover.publicKey, engines });
  assert.equal(await refusalOf(fetch), 'engine_mismatch');
});
