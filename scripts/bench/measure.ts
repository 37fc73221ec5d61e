// One proof with an engine's module, measured: the same in a thread of Node and in a worker of a browser.
import type { EngineModule } from '#client/prover/engine-module.ts';
import { type Answer, type Job, PROFILE } from './sample.ts';

/** The pieces of a phase that is done in several steps, in order; the last name stands for all further ones. */
const pieces: Record<string, readonly string[]> = {
  main: ['main interpolation', 'main commit'],
  openings: ['begin opening', 'out of domain', 'quotients', 'FRI, grinding, decommitment'],
};
/** Phases that commit once all components are through. */
const committing = new Set(['interaction', 'composition']);

/** Proves and verifies. `processorMs` tells this thread's processor time, where there is a way. */
export function measure(engine: EngineModule, job: Job, processorMs: () => number | undefined): Answer {
  const verifyingKey = job.verifyingKey.length > 0 ? job.verifyingKey : engine.verifying_key(job.elf, PROFILE);
  const phases: Record<string, number> = {};
  let longestStepMs = 0;
  const now = (): number => processorMs() ?? performance.now();
  const note = (phase: string, began: number): void => {
    const ms = now() - began;
    phases[phase] = (phases[phase] ?? 0) + ms;
    longestStepMs = Math.max(longestStepMs, ms);
  };

  const [begin, processorBegin] = [performance.now(), processorMs()];
  const running = new engine.ProvingJob(job.elf, job.input, PROFILE, job.provingKey);
  note('execute', processorBegin ?? begin);
  for (let at = { phase: 'tables', fraction: 0 }, step = 0; at.phase !== 'done'; ) {
    const began = now();
    const next = JSON.parse(running.step()) as { phase: string; fraction: number };
    note(pieceOf(at.phase, step, at.fraction), began);
    step = next.phase === at.phase ? step + 1 : 0;
    at = next;
  }
  const provingKey = running.proving_key();
  const { cycles, exit_code: exitCode } = running;
  const output = running.output();
  const proof = running.finish();
  const [proveMs, processorEnd] = [performance.now() - begin, processorMs()];
  running.free();

  const [verifyBegin, verifyProcessorBegin] = [performance.now(), processorMs()];
  engine.verify(proof, verifyingKey, job.input, output, exitCode);
  const [verifyMs, verified] = [performance.now() - verifyBegin, processorMs()];
  return {
    cycles,
    proveMs,
    processorMs: between(processorBegin, processorEnd),
    memoryBytes: engine.memory_bytes(),
    proofBytes: proof.length,
    verifyMs,
    verifyProcessorMs: between(verifyProcessorBegin, verified),
    longestStepMs,
    phases,
    provingKey: copy(provingKey),
    verifyingKey: copy(job.verifyingKey.length > 0 ? new Uint8Array(0) : verifyingKey),
  };
}

function pieceOf(phase: string, step: number, fraction: number): string {
  if (committing.has(phase)) return fraction >= 1 ? `${phase} commit` : phase;
  const names = pieces[phase] ?? [phase];
  return names[Math.min(step, names.length - 1)] ?? phase;
}

const between = (begin: number | undefined, end: number | undefined): number | undefined =>
  begin === undefined || end === undefined ? undefined : end - begin;

const copy = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => Uint8Array.from(bytes);
