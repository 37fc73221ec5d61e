// Disposable provers as worker threads: ending one gives all its WebAssembly memory back.
import { Worker } from 'node:worker_threads';
import { proxy, wrap } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { ProverError } from '#client/errors.ts';
import type { Prover } from '#client/prover/messages.ts';
import type { StartProver } from '#client/prover/running-prover.ts';
import type { EngineFiles } from './engine-files.ts';

const SCRIPT = new URL('./prover.worker.ts', import.meta.url);

/** Starts provers in threads of their own. */
export function workerProvers(engine: EngineFiles, script: URL = SCRIPT): StartProver {
  return async () => {
    const worker = new Worker(script, { workerData: engine, name: 'prover' });
    const gone = Promise.withResolvers<ProverError>();
    worker.once('error', (error) => gone.resolve(failure(error)));
    worker.once('messageerror', (error) => gone.resolve(failure(error)));
    worker.once('exit', (code) =>
      gone.resolve(new ProverError('prover_exited', `The worker ended by itself with code ${code}`)),
    );
    const remote = wrap<Prover>(nodeEndpoint(worker));
    return {
      // What comlink wraps answers as `Prover` says; a callback has to be marked to go over the border.
      prover: {
        describe: () => remote.describe(),
        digest: (elf) => remote.digest(elf),
        key: (elf, profile) => remote.key(elf, profile),
        execute: (elf, input) => remote.execute(elf, input),
        fuse: (elf, input, columns) => remote.fuse(elf, input, columns),
        verify: (job) => remote.verify(job),
        prove: (job, onProgress) => remote.prove(job, proxy(onProgress)),
      },
      gone: gone.promise,
      end: async () => void (await worker.terminate()),
    };
  };
}

function failure(error: unknown): ProverError {
  const code = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'trap' : 'prover_failed';
  return new ProverError(code, error instanceof Error ? error.message : String(error), { cause: error });
}
