// `nexus-prover submit`: has a program proven by the network, and keeps the bundle of its proofs.
import { writeFile } from 'node:fs/promises';
import { createClient, type Transport } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { Command } from 'commander';
import { ProverError } from '#client/errors.ts';
import { codedError } from '#client/orchestrator/coded-errors.ts';
import { type Job, JobService } from '#proto/proofnet/v1/jobs_pb.ts';
import type { Messages } from '../lang/messages.ts';
import { readProgram } from '../orchestrators.ts';
import { givenBytes } from './bytes-option.ts';
import { configOf, withConfigOptions } from './config-options.ts';
import { answer } from './output.ts';

/** What `submit` may be given besides the configuration. */
interface SubmitOptions extends Record<string, unknown> {
  readonly input: string[];
  readonly inputHex: string[];
  readonly redundancy: string;
  readonly token?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** The command; waits for the proofs, and exits with 1 if any of them was not made. */
export function submitCommand(say: Messages): Command {
  const collected = (text: string, before: string[]): string[] => [...before, text];
  return withConfigOptions(new Command('submit'), say)
    .description(say.submitHelp)
    .argument('<program>', say.programArgument)
    .option('--input <file>', say.inputOption, collected, [])
    .option('--input-hex <hex>', say.inputHexOption, collected, [])
    .option('--redundancy <count>', say.redundancyOption, '1')
    .option('--token <token>', say.tokenOption)
    .option('-o, --out <file>', say.bundleOption)
    .option('--json', say.jsonOption)
    .action(async (path: string, options: SubmitOptions) => {
      const { config } = await configOf(options);
      const baseUrl = config.orchestrator_url;
      const token = options.token ?? process.env.NEXUS_PROVER_TOKEN ?? '';
      const headers = { authorization: `Bearer ${token}` };
      const inputs = await Promise.all([
        ...options.input.map((file) => givenBytes(file, undefined)),
        ...options.inputHex.map((hex) => givenBytes(undefined, hex)),
      ]);
      const job = await proven(createConnectTransport({ baseUrl, httpVersion: '1.1' }), headers, path, {
        inputs: inputs.length > 0 ? inputs.map((input) => input ?? new Uint8Array(0)) : [new Uint8Array(0)],
        redundancy: Number(options.redundancy),
      });
      const out = options.out ?? `${job.jobId}.bundle`;
      await writeFile(out, await bundleOf(baseUrl, headers, job.jobId));
      const { jobId, programDigest, accepted, failed } = job;
      answer(
        options,
        { jobId, programDigest, accepted, failed, bundle: out },
        say.jobDone(jobId, accepted, failed, out),
      );
      if (failed > 0) process.exitCode = 1;
    });
}

/** Uploads the program, makes the job, and waits until nothing of it is open. */
async function proven(
  transport: Transport,
  headers: Record<string, string>,
  path: string,
  wanted: { readonly inputs: Uint8Array[]; readonly redundancy: number },
): Promise<Job> {
  const jobs = createClient(JobService, transport);
  const ending = new AbortController();
  try {
    const elf = await readProgram(path);
    const name = path.split('/').at(-1) ?? path;
    const { programDigest } = await jobs.uploadProgram({ name, elf }, { headers });
    const { job } = await jobs.createJob({ programDigest, ...wanted }, { headers });
    let last = job;
    const { signal } = ending;
    for await (const { job: now } of jobs.watchJob({ jobId: job?.jobId ?? '' }, { headers, signal })) {
      last = now ?? last;
      if (last && last.queued + last.leased === 0) break;
    }
    if (last === undefined) throw new ProverError('orchestrator_failing', 'The server gave no job');
    return last;
  } catch (reason) {
    throw codedError(reason, Date.now());
  } finally {
    // A stream that is only left would stay open on the server.
    ending.abort();
  }
}

async function bundleOf(baseUrl: string, headers: Record<string, string>, jobId: string): Promise<Uint8Array> {
  const response = await fetch(`${baseUrl}/v1/jobs/${jobId}/bundle`, { headers });
  if (!response.ok) throw new ProverError('orchestrator_failing', `The bundle was refused with ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
