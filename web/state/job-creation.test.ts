import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Code, ConnectError, createClient, createRouterTransport } from '@connectrpc/connect';
import { JobService } from '#proto/proofnet/v1/jobs_pb.ts';
import { ErrorDetailSchema } from '#proto/proofnet/v1/orchestrator_pb.ts';
import { createdJob } from './job-creation.ts';

const FILE = { name: 'a b.elf', elf: Uint8Array.of(1) };

/** An orchestrator that knows some programs, and what it was asked. */
function orchestrator(...programs: string[]) {
  const asked: string[] = [];
  const transport = createRouterTransport(({ service }) => {
    service(JobService, {
      uploadProgram: ({ name }) => {
        asked.push(`upload ${name}`);
        programs.push('d');
        return { programDigest: 'd' };
      },
      createJob: ({ programDigest, redundancy }) => {
        asked.push(`create ${programDigest} ${redundancy}`);
        if (programs.includes(programDigest)) return { job: { jobId: 'j' } };
        const detail = { desc: ErrorDetailSchema, value: { code: 'unknown_program' } };
        throw new ConnectError('no such program', Code.NotFound, undefined, [detail]);
      },
    });
  });
  return { asked, service: createClient(JobService, transport) };
}

test('a program that the network has is not sent again', async () => {
  const { asked, service } = orchestrator('d');
  const job = await createdJob({ service, digest: async () => 'd' }, FILE, { redundancy: 2 }, {}, () => assert.fail());
  assert.equal(job?.jobId, 'j');
  assert.deepEqual(asked, ['create d 2']);
});

test('one that it lacks is sent, and then the job is created', async () => {
  const { asked, service } = orchestrator();
  let told = 0;
  await createdJob({ service, digest: async () => 'd' }, FILE, { redundancy: 1 }, {}, () => {
    told += 1;
  });
  assert.deepEqual(asked, ['create d 1', 'upload a b.elf', 'create d 1']);
  assert.equal(told, 1);
});

test('a browser that cannot tell the digest sends the program', async () => {
  const { asked, service } = orchestrator('d');
  const digest = () => Promise.reject(new Error('no WebAssembly'));
  await createdJob({ service, digest }, FILE, { redundancy: 1 }, {});
  assert.deepEqual(asked, ['upload a b.elf', 'create d 1']);
});

test('any other refusal is no reason to send the program', async () => {
  const refusing = createClient(
    JobService,
    createRouterTransport(({ service }) => {
      service(JobService, {
        uploadProgram: () => assert.fail(),
        createJob: () => {
          throw new ConnectError('this needs an API token', Code.Unauthenticated);
        },
      });
    }),
  );
  await assert.rejects(createdJob({ service: refusing, digest: async () => 'd' }, FILE, {}, {}), {
    code: Code.Unauthenticated,
  });
});
