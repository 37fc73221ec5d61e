// A job that wants hashes: the prover claims them, shows the proofs that the orchestrator draws, and only then is credited.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEngine } from '#node-runner/host/engine-files.ts';
import { workerProvers } from '#node-runner/host/worker-host.ts';
import { TaskType } from '#proto/proofnet/v1/orchestrator_pb.ts';
import { fibInput } from '../fib.ts';
import { jobOwner } from '../job-owner.ts';
import { PAGE_DIR, testOrchestrator } from '../orchestrator.ts';
import { testProver } from '../prover.ts';
import { guest } from '../zkvm.ts';

test('a task that wants hashes is credited once the proofs drawn from it were shown', {
  timeout: 120_000,
}, async () => {
  await using orchestrator = await testOrchestrator(PAGE_DIR, false);
  const { jobs, headers } = await jobOwner(orchestrator);
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
