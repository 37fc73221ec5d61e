// A program with fused blocks goes the way of every other: uploaded, proven and accepted, for the same output.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sizeDelimitedDecodeStream } from '@bufbuild/protobuf/wire';
import { readEngine } from '#node-runner/host/engine-files.ts';
import { workerProvers } from '#node-runner/host/worker-host.ts';
import { BundlePartSchema } from '#proto/proofnet/v1/jobs_pb.ts';
import { fibInput, fibOutput } from '../fib.ts';
import { jobOwner } from '../job-owner.ts';
import { PAGE_DIR, testOrchestrator } from '../orchestrator.ts';
import { testProver } from '../prover.ts';
import { guest, profile } from '../zkvm.ts';

const N = 2000;

test('a program and the same with blocks are two programs, both proven and accepted, with one output', {
  timeout: 120_000,
}, async () => {
  const input = fibInput(N, 0, 1);
  const plain = guest('fib_input_initial');
  const fused = profile(plain, input);
  const programs = [plain, fused.elf()];
  fused.free();

  await using orchestrator = await testOrchestrator(PAGE_DIR, false);
  const { jobs, headers } = await jobOwner(orchestrator);
  const jobIds: string[] = [];
  const digests = new Set<string>();
  for (const elf of programs) {
    const { programDigest } = await jobs.uploadProgram({ name: 'fib', elf }, { headers });
    digests.add(programDigest);
    const { job } = await jobs.createJob({ programDigest, inputs: [input] }, { headers });
    jobIds.push(job?.jobId ?? '');
  }
  assert.equal(digests.size, 2);

  await using prover = await testProver(orchestrator.url, workerProvers(await readEngine()));
  await prover.until((events) => events.filter(({ type }) => type === 'submitted').length === programs.length);
  for (const jobId of jobIds) {
    const response = await fetch(`${orchestrator.url}/v1/jobs/${jobId}/bundle`, { headers });
    const parts = await Array.fromAsync(sizeDelimitedDecodeStream(BundlePartSchema, response.body as never));
    const outputs = parts.flatMap(({ part }) => (part.case === 'result' ? [Buffer.from(part.value.output)] : []));
    assert.deepEqual(outputs, [Buffer.from(fibOutput(N, 0, 1))]);
  }
});
