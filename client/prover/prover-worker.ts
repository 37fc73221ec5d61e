// The far side of a disposable prover: runs an engine's module and answers with results or coded failures.
import { ProverError } from '../errors.ts';
import { proofHash } from '../identity/hashes.ts';
import type { EngineJob, EngineModule } from './engine-module.ts';
import { readBits, readDescription, readExecution, readFusion, readProgress } from './engine-reports.ts';
import {
  type Answer,
  type FusedProgram,
  MESSAGE_VERSION,
  type ProofJob,
  type ProvedRun,
  type Prover,
} from './messages.ts';

const NOTHING = new Uint8Array(0);

/**
 * A prover around an engine's exports, over a module that the host compiled once. A host exposes it with comlink:
 * `expose(proverWorker(engine, module))`.
 */
export function proverWorker(engine: EngineModule, module: WebAssembly.Module): Prover {
  let started = false;
  /** Starts the engine on first use, so that a failure to start is an answer too. */
  const ready = (): EngineModule => {
    if (!started) engine.initSync({ module });
    started = true;
    return engine;
  };
  return {
    describe: () => answer(() => readDescription(ready().describe())),
    digest: (elf) => answer(() => ready().program_digest(elf)),
    key: (elf, profile) => answer(() => ready().verifying_key(elf, profile)),
    execute: (elf, input) => answer(() => readExecution(ready().execute(elf, input))),
    fuse: (elf, input, columns) => answer(() => fuse(ready(), elf, input, columns)),
    prove: (job, onProgress) => answer(() => prove(ready(), job, onProgress)),
    verify: (job) =>
      answer(() => {
        const { verifying_key, verify } = ready();
        const key = job.verifyingKey.length > 0 ? job.verifyingKey : verifying_key(job.elf, job.profile);
        return readBits(verify(job.proof, key, job.input, job.output, job.exitCode));
      }),
  };
}

async function prove(
  engine: EngineModule,
  job: ProofJob,
  onProgress: Parameters<Prover['prove']>[1],
): Promise<ProvedRun> {
  if (job.version !== MESSAGE_VERSION) throw new ProverError('engine_outdated', 'Host and prover differ in version');
  const begin = performance.now();
  const digest = engine.program_digest(job.elf);
  if (digest !== job.programDigest) {
    throw new ProverError('program_mismatch', `The program's digest is ${digest}, not ${job.programDigest}`);
  }
  const running = begun(engine, job);
  try {
    for (let progress = readProgress(running.step(), running.cycles); progress.phase !== 'done'; ) {
      // Waiting for the host to hear of it also lets an abort through before the next step.
      await onProgress({ ...progress, wasmBytes: engine.memory_bytes() });
      progress = readProgress(running.step(), running.cycles);
    }
    // Finishing uses the job up, its key too.
    const provingKey = running.proving_key();
    const proof = running.finish();
    const proven = performance.now();
    const output = running.output();
    const key = job.verifyingKey.length > 0 ? job.verifyingKey : engine.verifying_key(job.elf, job.profile);
    const bits = readBits(engine.verify(proof, key, job.input, output, running.exit_code));
    return {
      proof,
      hash: proofHash(proof),
      output,
      exitCode: running.exit_code,
      cycles: running.cycles,
      proveMs: proven - begin,
      verifyMs: performance.now() - proven,
      bits,
      keyId: running.key_id,
      provingKey,
      wasmBytes: engine.memory_bytes(),
    };
  } finally {
    release(running);
  }
}

function fuse(engine: EngineModule, elf: Uint8Array, input: Uint8Array, columns?: number): FusedProgram {
  if (engine.profile === undefined) throw new ProverError('unimplemented', 'This engine has no fused blocks');
  const fused = engine.profile(elf, input, columns);
  try {
    return { elf: fused.elf(), report: readFusion(fused.report) };
  } finally {
    release(fused);
  }
}

/** After a trap the instance may refuse to free; that must not hide the trap, and ending the worker frees it anyway. */
function release(held: Pick<EngineJob, 'free'>): void {
  try {
    held.free();
  } catch {}
}

/** A proving key belongs to one height of the program; where the run has another, the job makes its own. */
function begun(engine: EngineModule, job: ProofJob): EngineJob {
  const start = (key: Uint8Array): EngineJob => new engine.ProvingJob(job.elf, job.input, job.profile, key);
  try {
    return start(job.provingKey);
  } catch (error) {
    if (codeOf(error) !== 'key_mismatch' && codeOf(error) !== 'key_malformed') throw error;
    return start(NOTHING);
  }
}

async function answer<T>(work: () => T | Promise<T>): Promise<Answer<T>> {
  try {
    return { version: MESSAGE_VERSION, ok: true, value: await work() };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { version: MESSAGE_VERSION, ok: false, code: codeOf(error), message };
  }
}

/** The engine's own code; a trap is a panic or the end of memory, after which the instance must not be trusted. */
function codeOf(error: unknown): string {
  if (error instanceof WebAssembly.RuntimeError) return 'trap';
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : 'engine_failed';
}
