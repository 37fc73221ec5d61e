// Disposable provers as native processes: one for each call, with its files in a private directory.
import { ProverError } from '#client/errors.ts';
import { proofHash } from '#client/identity/hashes.ts';
import { readBits, readDescription, readExecution, readProgress, readRun } from '#client/prover/engine-reports.ts';
import { type Answer, MESSAGE_VERSION, type ProofJob, type ProvedRun, type Prover } from '#client/prover/messages.ts';
import type { StartProver } from '#client/prover/running-prover.ts';
import { callEngine, type EngineCall } from './engine-command.ts';
import { type PrivateDirectory, privateDirectory } from './private-directory.ts';

const NOTHING = new Uint8Array(0);

/** Starts provers that run a command. */
export function processProvers(command: readonly string[]): StartProver {
  return async () => {
    const directory = await privateDirectory();
    const calls = new Set<EngineCall>();
    const call = async (args: readonly string[], onLine?: (line: string) => void): Promise<string> => {
      const started = callEngine(command, args, directory.path, onLine);
      calls.add(started);
      return (await started.lines).at(-1) ?? '';
    };
    return {
      prover: processProver(directory, call),
      // A process that ends answers its own call.
      gone: new Promise<ProverError>(() => {}),
      end: async () => {
        for (const started of calls) started.kill();
        await Promise.allSettled([...calls].map(({ lines }) => lines));
        await directory.remove();
      },
    };
  };
}

function processProver(
  directory: PrivateDirectory,
  call: (args: readonly string[], onLine?: (line: string) => void) => Promise<string>,
): Prover {
  const withProgram = async (elf: Uint8Array, ...args: string[]): Promise<string> => {
    await directory.write('program', elf);
    const [verb = '', ...rest] = args;
    return call([verb, '--program', 'program', ...rest]);
  };
  return {
    describe: () => answer(async () => readDescription(await call(['describe']))),
    digest: (elf) => answer(async () => (await withProgram(elf, 'digest')).trim()),
    key: (elf, profile) =>
      answer(async () => {
        await withProgram(elf, 'key', '--profile', profile, '--key', 'key');
        return directory.read('key');
      }),
    execute: (elf, input) =>
      answer(async () => {
        await directory.write('input', input);
        return readExecution(await withProgram(elf, 'run', '--input', 'input', '--output', 'output'));
      }),
    prove: (job, onProgress) => answer(() => prove(directory, call, job, onProgress)),
    verify: (job) =>
      answer(async () => {
        await directory.write('input', job.input);
        await directory.write('output', job.output);
        await directory.write('proof', job.proof);
        return readBits(await withProgram(job.elf, ...verification(job.profile, job.exitCode)));
      }),
  };
}

async function prove(
  directory: PrivateDirectory,
  call: (args: readonly string[], onLine?: (line: string) => void) => Promise<string>,
  job: ProofJob,
  onProgress: Parameters<Prover['prove']>[1],
): Promise<ProvedRun> {
  await directory.write('program', job.elf);
  await directory.write('input', job.input);
  const program = ['--program', 'program'];
  const digest = (await call(['digest', ...program])).trim();
  if (digest !== job.programDigest) {
    throw new ProverError('program_mismatch', `The program's digest is ${digest}, not ${job.programDigest}`);
  }
  const files = ['--input', 'input', '--profile', job.profile, '--proof', 'proof', '--output', 'output'];
  const begin = performance.now();
  const last = await call(['prove', ...program, ...files], (line) => {
    // The result's line is none of progress.
    if (line.includes('"phase"')) onProgress(readProgress(line, 0));
  });
  const proven = performance.now();
  const { cycles, exitCode } = readRun(last);
  const [verb = '', ...rest] = verification(job.profile, exitCode);
  const bits = readBits(await call([verb, ...program, ...rest]));
  const proof = await directory.read('proof');
  return {
    proof,
    hash: proofHash(proof),
    output: await directory.read('output'),
    exitCode,
    cycles,
    proveMs: proven - begin,
    verifyMs: performance.now() - proven,
    bits,
    keyId: '',
    provingKey: NOTHING,
    wasmBytes: 0,
  };
}

function verification(profile: string, exitCode: number): string[] {
  const expected = ['--input', 'input', '--output', 'output', '--exit-code', String(exitCode)];
  return ['verify', '--profile', profile, '--proof', 'proof', ...expected];
}

async function answer<T>(work: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { version: MESSAGE_VERSION, ok: true, value: await work() };
  } catch (error) {
    const { code, message } = ProverError.from(error, 'engine_failed');
    return { version: MESSAGE_VERSION, ok: false, code, message };
  }
}
