// Provers without isolation, for debugging: this very thread proves, so nothing contains a hang, a crash or its memory.
import type { ProverError } from '#client/errors.ts';
import type { EngineModule } from '#client/prover/engine-module.ts';
import type { Answer } from '#client/prover/messages.ts';
import { proverWorker } from '#client/prover/prover-worker.ts';
import type { StartProver } from '#client/prover/running-prover.ts';
import type { EngineFiles } from './engine-files.ts';

/** Starts provers that share one instance of the engine; after a trap the next one gets a new instance. */
export function inProcessProvers({ module, glue }: EngineFiles): StartProver {
  let instance = 0;
  const watched = async <T>(answer: Promise<Answer<T>>): Promise<Answer<T>> => {
    const known = await answer;
    if (!known.ok && known.code === 'trap') instance += 1;
    return known;
  };
  return async () => {
    const engine = (await import(`${glue}#instance=${instance}`)) as EngineModule;
    const prover = proverWorker(engine, module);
    return {
      prover: {
        ...prover,
        // Between its steps the proof lets timers and signals through; within one nothing can interrupt it.
        prove: (job, onProgress) =>
          watched(
            prover.prove(job, async (progress) => {
              await new Promise<void>((resolve) => setImmediate(resolve));
              return onProgress(progress);
            }),
          ),
        verify: (job) => watched(prover.verify(job)),
        execute: (elf, input) => watched(prover.execute(elf, input)),
        fuse: (elf, input, columns) => watched(prover.fuse(elf, input, columns)),
      },
      gone: new Promise<ProverError>(() => {}),
      end: async () => {},
    };
  };
}
