// A program and an input brought to the network as a job, as a series of states.
import type { Client } from '@connectrpc/connect';
import { codedError } from '#client/orchestrator/coded-errors.ts';
import type { Job, JobService } from '#proto/proofnet/v1/jobs_pb.ts';

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

/** Uploads the program, creates the job and follows it; the states end with `done`, `given_up` or `failed`. */
export async function* jobOf(
  service: Client<typeof JobService>,
  { name, elf, input, token }: JobRequest,
  signal: AbortSignal,
): AsyncGenerator<JobState> {
  const options = { headers: authorization(token), signal };
  try {
    yield { at: 'uploading' };
    const { programDigest } = await service.uploadProgram({ name: programName(name), elf }, options);
    const { job } = await service.createJob({ programDigest, inputs: [input] }, options);
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

/** A file's name as the network takes names. */
export function programName(file: string): string {
  return file.replaceAll(/[^\w .-]/g, '_').slice(0, 100) || 'program';
}

function stateOf({ jobId, queued, leased, accepted, failed }: Job): JobState {
  const all = queued + leased + accepted + failed;
  const at = queued + leased > 0 ? 'open' : failed > 0 ? 'given_up' : 'done';
  return { at, jobId, proven: accepted, all };
}
