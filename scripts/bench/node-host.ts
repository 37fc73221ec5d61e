// Proofs in threads of this Node.
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { disposableProver, type Line } from './disposable-worker.ts';
import type { Host } from './sample.ts';

const pkg = new URL('../../zkvm-wasm/pkg/', import.meta.url);

/** The compiled module as it is shipped. */
export const moduleBytes = readFileSync(new URL('zkvm_wasm_bg.wasm', pkg));

export function nodeHost(): Host {
  const module = new WebAssembly.Module(moduleBytes);
  const prove = disposableProver(() => {
    const worker = new Worker(new URL('node.worker.ts', import.meta.url), {
      workerData: { module, glue: new URL('zkvm_wasm.js', pkg).href },
    });
    return lineTo(worker);
  });
  return { name: 'node', prove, async [Symbol.asyncDispose]() {} };
}

/** What a thread says, one thing after the other. */
export function lineTo(worker: Worker): Line {
  const said: unknown[] = [];
  const waiting: PromiseWithResolvers<unknown>[] = [];
  let failure: Error | undefined;
  const fail = (error: Error): void => {
    failure = error;
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  worker.on('message', (message) => {
    const first = waiting.shift();
    if (first) first.resolve(message);
    else said.push(message);
  });
  worker.on('error', fail).on('exit', (code) => fail(new Error(`the worker ended with ${code}`)));
  return {
    post: (job) => worker.postMessage(job),
    next() {
      if (said.length > 0) return Promise.resolve(said.shift());
      if (failure) return Promise.reject(failure);
      const next = Promise.withResolvers<unknown>();
      waiting.push(next);
      return next.promise;
    },
    end: () => worker.terminate(),
  };
}
