// What the runs of a job cost, found out by running some of them.
import { OrchestratorError } from '#orchestrator/errors.ts';
import type { Engine } from '#orchestrator/proofs/engine.ts';

/** Inputs that are run: the first, the last, and some between. */
const SAMPLES = 8;

/** The most cycles among a sample of runs. */
export async function estimatedCycles(engine: Engine, elf: Uint8Array, inputs: Uint8Array[]): Promise<number> {
  const step = Math.max(1, (inputs.length - 1) / (SAMPLES - 1));
  const positions = new Set(
    Array.from({ length: SAMPLES }, (_, i) => Math.min(inputs.length - 1, Math.round(i * step))),
  );
  const runs = await Promise.all([...positions].map((i) => engine.execute(elf, inputs[i] ?? new Uint8Array())));
  return Math.max(...runs.map((run) => run.cycles));
}

/** Refuses what the engine can never prove. */
export function checkCycles(cycles: number, engine: Engine): void {
  const most = engine.description.limits.cycles;
  if (cycles <= most) return;
  throw new OrchestratorError('too_many_cycles', `a run may have ${most} cycles, this one has ${cycles}`);
}
