// A program and an input brought to the network as a job, as a series of states.
import type { Client } from '@connectrpc/connect';
import { codedError } from '#client/orchestrator/coded-errors.ts';
import type { Job, JobService } from '#proto/proofnet/v1/jobs_pb.ts';
import { createdJob, type JobCreation } from './job-creation.ts';

/** How far a job is. */
export type JobState =
  | { readonly at: 'none' | 'uploading' }
  | { readonly at: 'open' | 'done' | 'given_up'; readonly jobId: string; readonly proven: number; readonly all: number }
  | { readonly at: 'failed'; readonly code: string; readonly message: string };

/** What to have proven, and with whose token. */
export interface JobRequest {
  readonly name: string;
  readonly elf: Uint8Array;
  readonly input: Uint8Array;
  readonly token: string;
}

/** Uploads the program where the network lacks it, creates the job and follows it; the states end with `done`, `given_up` or `failed`. */
export async function* jobOf(
  { service, digest }: { service: Client<typeof JobService> } & Pick<JobCreation, 'digest'>,
  { name, elf, input, token }: JobRequest,
  signal: AbortSignal,
): AsyncGenerator<JobState> {
  const options = { headers: authorization(token), signal };
  try {
    yield { at: 'uploading' };
    const job = await createdJob({ service, digest }, { name, elf }, { inputs: [input] }, options);
    if (job !== undefined) yield stateOf(job);
    for await (const change of service.watchJob({ jobId: job?.jobId ?? '' }, options)) {
      if (change.job !== undefined) yield stateOf(change.job);
    }
  } catch (error) {
    if (signal.aborted) return;
    const { code, message } = codedError(error, Date.now());
    yield { at: 'failed', code, message };
  }
}

/** The header that shows a token. */
export function authorization(token: string): { authorization: string } {
  return { authorization: `Bearer ${token.trim()}` };
}

function stateOf({ jobId, queued, leased, accepted, failed }: Job): JobState {
  const all = queued + leased + accepted + failed;
  const at = queued + leased > 0 ? 'open' : failed > 0 ? 'given_up' : 'done';
  return { at, jobId, proven: accepted, all };
}
