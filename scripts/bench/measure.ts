// One proof with an engine's module, measured: the same in a thread of Node and in a worker of a browser.
import type { EngineModule } from '#client/prover/engine-module.ts';
import { type Answer, type Job, PROFILE } from './sample.ts';

/** The pieces of a phase that is done in several steps, in order; the last name stands for all further ones. */
const pieces: Record<string, readonly string[]> = {
  main: ['main interpolation', 'main commit'],
  openings: ['out of domain', 'quotients', 'FRI', 'grinding and decommitment'],
};
/** Phases whose last step commits. */
const committing = new Set(['interaction', 'composition']);

/** Proves and verifies. `processorMs` tells this thread's processor time, where there is a way. */
export function measure(engine: EngineModule, job: Job, processorMs: () => number | undefined): Answer {
  const verifyingKey = job.verifyingKey.length > 0 ? job.verifyingKey : engine.verifying_key(job.elf, PROFILE);
  const phases: Record<string, number> = {};
  let longestStepMs = 0;
  const note = (phase: string, began: number): void => {
    const ms = performance.now() - began;
    phases[phase] = (phases[phase] ?? 0) + ms;
    if (phase !== 'execute') longestStepMs = Math.max(longestStepMs, ms);
  };

  const [begin, processorBegin] = [performance.now(), processorMs()];
  const running = new engine.ProvingJob(job.elf, job.input, PROFILE, job.provingKey);
  note('execute', begin);
  for (let phase = 'tables', step = 0; phase !== 'done'; ) {
    const began = performance.now();
    const { phase: next } = JSON.parse(running.step()) as { phase: string };
    note(pieceOf(phase, step, next !== phase), began);
    step = next === phase ? step + 1 : 0;
    phase = next;
  }
  const provingKey = running.proving_key();
  const { cycles, exit_code: exitCode } = running;
  const output = running.output();
  const proof = running.finish();
  const [proveMs, processorEnd] = [performance.now() - begin, processorMs()];
  running.free();

  const verifyBegin = performance.now();
  engine.verify(proof, verifyingKey, job.input, output, exitCode);
  const verifyMs = performance.now() - verifyBegin;
  return {
    cycles,
    proveMs,
    processorMs: processorBegin === undefined ? undefined : (processorEnd ?? 0) - processorBegin,
    memoryBytes: engine.memory_bytes(),
    proofBytes: proof.length,
    verifyMs,
    longestStepMs,
    phases,
    provingKey: copy(provingKey),
    verifyingKey: copy(job.verifyingKey.length > 0 ? new Uint8Array(0) : verifyingKey),
  };
}

function pieceOf(phase: string, step: number, last: boolean): string {
  if (committing.has(phase)) return last ? `${phase} commit` : phase;
  const names = pieces[phase] ?? [phase];
  // A phase that is one step has one name.
  return step === 0 && last ? phase : (names[Math.min(step, names.length - 1)] ?? phase);
}

const copy = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => Uint8Array.from(bytes);
