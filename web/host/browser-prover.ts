// One disposable prover in a Web Worker.
import { proxy, releaseProxy, wrap } from 'comlink';
import { ProverError } from '#client/errors.ts';
import type { Prover } from '#client/prover/messages.ts';
import type { RunningProver } from '#client/prover/running-prover.ts';
import { settings } from '#client/settings.ts';
import { engineModule } from './engine-module-loading.ts';
import type { WorkerGreeting } from './worker-greeting.ts';

/** Starts a worker and gives it the compiled module; resolves when it hears calls. */
export async function startBrowserProver(): Promise<RunningProver> {
  const module = await engineModule();
  const worker = new Worker(new URL('./prover.worker.ts', import.meta.url), { type: 'module', name: 'prover' });
  // A worker says nothing when it is terminated, so `end` needs no event, and `gone` tells only of failures.
  const { promise: gone, resolve: fail } = Promise.withResolvers<ProverError>();
  worker.addEventListener('error', (event) => {
    fail(new ProverError('prover_failed', event.message || 'The worker failed', { cause: event.error }));
  });
  worker.addEventListener('messageerror', () => {
    fail(new ProverError('prover_failed', 'A message of the worker could not be read'));
  });
  try {
    await ready(worker, module, gone);
  } catch (error) {
    worker.terminate();
    throw error;
  }
  const remote = wrap<Prover>(worker);
  return {
    gone,
    prover: {
      describe: () => remote.describe(),
      prove: (job, onProgress) => remote.prove(job, proxy(onProgress)),
      verify: (job) => remote.verify(job),
      execute: (elf, input) => remote.execute(elf, input),
      fuse: (elf, input, columns) => remote.fuse(elf, input, columns),
      digest: (elf) => remote.digest(elf),
      key: (elf, profile) => remote.key(elf, profile),
    },
    async end() {
      remote[releaseProxy]();
      worker.terminate();
    },
  };
}

async function ready(worker: Worker, module: WebAssembly.Module, gone: Promise<ProverError>): Promise<void> {
  const heard = Promise.withResolvers<void>();
  const late = setTimeout(
    () => heard.reject(new ProverError('prover_start_failed', `No answer within ${settings.proving.startMs} ms`)),
    settings.proving.startMs,
  );
  worker.addEventListener('message', () => heard.resolve(), { once: true });
  worker.postMessage({ greeting: 'prove', module } satisfies WorkerGreeting);
  const failed = async (): Promise<never> => {
    throw await gone;
  };
  try {
    await Promise.race([heard.promise, failed()]);
  } finally {
    clearTimeout(late);
  }
}
