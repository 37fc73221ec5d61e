// A job that wants hashes: the prover claims them, shows the proofs that the orchestrator draws, and only then is credited.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { readEngine } from '#node-runner/host/engine-files.ts';
import { workerProvers } from '#node-runner/host/worker-host.ts';
import { openDatabase } from '#orchestrator/db/database.ts';
import { silent } from '#orchestrator/fixtures/network.ts';
import { createToken } from '#orchestrator/nodes/tokens.ts';
import { registerUser } from '#orchestrator/nodes/users.ts';
import { JobService } from '#proto/proofnet/v1/jobs_pb.ts';
import { TaskType } from '#proto/proofnet/v1/orchestrator_pb.ts';
import { fibInput } from '../fib.ts';
import { PAGE_DIR, testOrchestrator } from '../orchestrator.ts';
import { testProver } from '../prover.ts';
import { guest } from '../zkvm.ts';

test('a task that wants hashes is credited once the proofs drawn from it were shown', {
  timeout: 120_000,
}, async () => {
  await using orchestrator = await testOrchestrator(PAGE_DIR, false);
  const db = openDatabase(
    { host: `${orchestrator.dataDir}/postgres/run`, user: 'nexus', database: 'postgres' },
    silent,
  );
  const { userId } = await registerUser(db, randomUUID(), `0x${randomBytes(20).toString('hex')}`);
  const headers = { authorization: `Bearer ${await createToken(db, userId, 'owner', '')}` };
  await db.close();

  const jobs = createClient(JobService, createConnectTransport({ baseUrl: orchestrator.url, httpVersion: '1.1' }));
  const { programDigest } = await jobs.uploadProgram({ name: 'fib', elf: guest('fib_input_initial') }, { headers });
  const inputs = [10, 11, 12].map((n) => fibInput(n, 0, 1));
  const { job } = await jobs.createJob(
    { programDigest, inputs, inputsPerTask: inputs.length, taskType: TaskType.ALL_PROOF_HASHES },
    { headers },
  );

  await using prover = await testProver(orchestrator.url, workerProvers(await readEngine()));
  await prover.until((events) => events.some(({ type }) => type === 'submitted' || type === 'submission_refused'));
  const submitted = prover.events.find(({ type }) => type === 'submitted');
  assert.ok(submitted, 'the claim was refused');
  const after = await jobs.getJob({ jobId: job?.jobId ?? '' }, { headers });
  assert.deepEqual([after.job?.accepted, after.job?.failed], [1, 0]);
});
