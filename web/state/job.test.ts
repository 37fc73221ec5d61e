import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Code, ConnectError, createClient, createRouterTransport } from '@connectrpc/connect';
import { JobService } from '#proto/proofnet/v1/jobs_pb.ts';
import { ErrorDetailSchema } from '#proto/proofnet/v1/orchestrator_pb.ts';
import { type JobState, jobOf } from './job.ts';
import { programName } from './job-creation.ts';

const REQUEST = { name: 'my program.elf', elf: Uint8Array.of(1), input: Uint8Array.of(2), token: ' npt_secret ' };

function serviceWith(end: { accepted: number; failed: number }, seen: string[] = []) {
  return createClient(
    JobService,
    createRouterTransport(({ service }) => {
      service(JobService, {
        uploadProgram: ({ name }, { requestHeader }) => {
          seen.push(name, requestHeader.get('authorization') ?? '');
          return { programDigest: 'd' };
        },
        createJob: ({ programDigest }) => {
          if (programDigest === 'd') return { job: { jobId: 'j', queued: 1 } };
          throw unknownProgram();
        },
        async *watchJob() {
          yield { job: { jobId: 'j', leased: 1 } };
          yield { job: { jobId: 'j', ...end } };
        },
      });
    }),
  );
}

function unknownProgram(): ConnectError {
  const detail = { desc: ErrorDetailSchema, value: { code: 'unknown_program' } };
  return new ConnectError('no such program', Code.NotFound, undefined, [detail]);
}

async function states(service: ReturnType<typeof serviceWith>): Promise<JobState[]> {
  const all: JobState[] = [];
  for await (const state of jobOf({ service, digest: async () => 'unknown' }, REQUEST, new AbortController().signal))
    all.push(state);
  return all;
}

test('a job is uploaded with its token and followed until it is proven', async () => {
  const seen: string[] = [];
  const followed = await states(serviceWith({ accepted: 1, failed: 0 }, seen));
  assert.deepEqual(seen, ['my program.elf', 'Bearer npt_secret']);
  assert.deepEqual(
    followed.map(({ at }) => at),
    ['uploading', 'open', 'open', 'done'],
  );
});

test('a job that the network gave up is not called done', async () => {
  const followed = await states(serviceWith({ accepted: 0, failed: 1 }));
  assert.equal(followed.at(-1)?.at, 'given_up');
});

test('a token that is not known ends with the code of the refusal', async () => {
  const service = createClient(
    JobService,
    createRouterTransport(({ service }) => {
      service(JobService, {
        createJob: () => {
          throw new ConnectError('this needs an API token', Code.Unauthenticated);
        },
      });
    }),
  );
  const last = (await states(service)).at(-1);
  assert.deepEqual(last?.at === 'failed' && last.code, 'unauthorized');
});

test('a name keeps what the network takes and is never empty', () => {
  assert.equal(programName('fib (1)/ü.elf'), 'fib _1___.elf');
  assert.equal(programName(''), 'program');
  assert.equal(programName('x'.repeat(300)).length, 100);
});
