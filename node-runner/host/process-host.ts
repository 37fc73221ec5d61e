// Disposable provers as native processes: one for each call, with its files in a private directory.
import { ProverError } from '#client/errors.ts';
import { proofHash } from '#client/identity/hashes.ts';
import {
  readBits,
  readDescription,
  readExecution,
  readFusion,
  readProgress,
  readRun,
} from '#client/prover/engine-reports.ts';
import {
  type Answer,
  MESSAGE_VERSION,
  type ProofJob,
  type ProvedRun,
  type Prover,
  type SecurityBits,
} from '#client/prover/messages.ts';
import type { StartProver } from '#client/prover/running-prover.ts';
import { callEngine, type EngineCall, type EngineResult } from './engine-command.ts';
import { type PrivateDirectory, privateDirectory } from './private-directory.ts';

const NOTHING = new Uint8Array(0);

/** Calls the engine in the directory of one prover. */
type Call = (args: readonly string[], onLine?: (line: string) => void) => Promise<EngineResult>;

/** Starts provers that run a command. */
export function processProvers(command: readonly string[], mostBytes?: number): StartProver {
  return async () => {
    const directory = await privateDirectory();
    const calls = new Set<EngineCall>();
    const call: Call = (args, onLine) => {
      const started = callEngine(command, args, directory.path, onLine, mostBytes);
      calls.add(started);
      return started.result;
    };
    return {
      prover: processProver(directory, call),
      // A process that ends answers its own call.
      gone: new Promise<ProverError>(() => {}),
      end: async () => {
        for (const started of calls) started.kill();
        await Promise.allSettled([...calls].map(({ result }) => result));
        await directory.remove();
      },
    };
  };
}

function processProver(directory: PrivateDirectory, call: Call): Prover {
  const withProgram = async (elf: Uint8Array, verb: string, ...args: string[]): Promise<string> => {
    await directory.write('program', elf);
    return (await call([verb, '--program', 'program', ...args])).lastLine;
  };
  return {
    describe: () => answer(async () => readDescription((await call(['describe'])).lastLine)),
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
    fuse: (elf, input, columns) =>
      answer(async () => {
        await directory.write('input', input);
        const most = columns === undefined ? [] : ['--columns', String(columns)];
        const report = readFusion(await withProgram(elf, 'profile', '--input', 'input', '--fused', 'fused', ...most));
        return { elf: await directory.read('fused'), report };
      }),
    prove: (job, onProgress) => answer(() => prove(directory, call, job, onProgress)),
    verify: (job) =>
      answer(async () => {
        await directory.write('input', job.input);
        await directory.write('output', job.output);
        await directory.write('proof', job.proof);
        await directory.write('program', job.elf);
        return verified(directory, call, job, job.exitCode);
      }),
  };
}

async function prove(
  directory: PrivateDirectory,
  call: Call,
  job: ProofJob,
  onProgress: Parameters<Prover['prove']>[1],
): Promise<ProvedRun> {
  await directory.write('program', job.elf);
  await directory.write('input', job.input);
  const program = ['--program', 'program'];
  const digest = (await call(['digest', ...program])).lastLine.trim();
  if (digest !== job.programDigest) {
    throw new ProverError('program_mismatch', `The program's digest is ${digest}, not ${job.programDigest}`);
  }
  const files = ['--input', 'input', '--profile', job.profile, '--proof', 'proof', '--output', 'output'];
  const begin = performance.now();
  const { lastLine, peakBytes } = await call(['prove', ...program, ...files], (line) => {
    // The result's line is none of progress.
    if (line.includes('"phase"')) onProgress(readProgress(line, 0));
  });
  const proven = performance.now();
  const { cycles, exitCode } = readRun(lastLine);
  const bits = await verified(directory, call, job, exitCode);
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
    wasmBytes: peakBytes,
  };
}

/** Verifies what lies in the directory; with the key that is trusted, or with one that the engine makes. */
async function verified(
  directory: PrivateDirectory,
  call: Call,
  { profile, verifyingKey }: Pick<ProofJob, 'profile' | 'verifyingKey'>,
  exitCode: number,
): Promise<SecurityBits> {
  const keyed = verifyingKey.length > 0;
  if (keyed) await directory.write('key', verifyingKey);
  const statement = ['--input', 'input', '--output', 'output', '--exit-code', String(exitCode)];
  const files = ['--program', 'program', '--profile', profile, '--proof', 'proof', ...(keyed ? ['--key', 'key'] : [])];
  return readBits((await call(['verify', ...files, ...statement])).lastLine);
}

async function answer<T>(work: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { version: MESSAGE_VERSION, ok: true, value: await work() };
  } catch (error) {
    const { code, message } = ProverError.from(error, 'engine_failed');
    return { version: MESSAGE_VERSION, ok: false, code, message };
  }
}
