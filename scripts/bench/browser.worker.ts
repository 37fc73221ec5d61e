// A worker of a browser that makes one proof: first it is handed the module, then the job.
import type { EngineModule } from '#client/prover/engine-module.ts';
import { measure } from './measure.ts';
import type { Job } from './sample.ts';

const glue = '/zkvm-wasm/pkg/zkvm_wasm.js';
const engine = import(glue) as Promise<EngineModule>;

self.onmessage = async ({ data }: MessageEvent<WebAssembly.Module | Job>) => {
  const { initSync } = await engine;
  if (data instanceof WebAssembly.Module) {
    initSync({ module: data });
    return self.postMessage('ready');
  }
  return self.postMessage(measure(await engine, data, () => undefined));
};
