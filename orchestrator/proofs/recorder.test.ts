// Verdicts written together: one that cannot be written takes none of the others with it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openDatabase } from '#orchestrator/db/database.ts';
import { refusalOf, silent, startTestNetwork } from '#orchestrator/fixtures/network.ts';
import { receiptSigner } from '#orchestrator/receipts/receipt.ts';
import { startQueue } from '#orchestrator/tasks/queue.ts';
import { createRecorder } from './recorder.ts';

let network: Awaited<ReturnType<typeof startTestNetwork>>;
let db: ReturnType<typeof openDatabase>;
before(async () => {
  network = await startTestNetwork();
  db = openDatabase({ host: `${network.dataDir}/postgres/run`, user: 'nexus', database: 'postgres' }, silent);
});
after(async () => {
  await db.close();
  await network[Symbol.asyncDispose]();
});

test('of a group with one verdict that the ledger cannot hold all others are credited', async () => {
  const queue = await startQueue(db, ['standard'], silent);
  const recorder = createRecorder(db, queue, await receiptSigner(db));
  const prover = await network.prover();
  const { tasks } = await prover.fetch(6);
  const verdicts = tasks.map(({ taskId }, i) => ({
    taskId,
    nodeId: prover.nodeId,
    publicKey: prover.publicKey,
    proofHash: 'a'.repeat(64),
    signature: new Uint8Array(64),
    proofs: [
      {
        proof: new Uint8Array([1]),
        proofHash: 'a'.repeat(64),
        output: new Uint8Array(),
        exitCode: i === 3 ? 2 ** 70 : 0,
      },
    ],
  }));
  const outcomes = await Promise.allSettled(verdicts.map((verdict) => recorder.record(verdict)));
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    tasks.map((_, i) => (i === 3 ? 'rejected' : 'fulfilled')),
  );
  assert.equal((await network.client.getNodeStatistics({ nodeId: prover.nodeId })).accepted, 5n);
  assert.equal(await refusalOf(prover.submit(tasks[3]?.taskId ?? '')), 'accepted');
  await queue.close();
});
