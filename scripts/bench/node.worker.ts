// A thread of Node that makes one proof.
import { parentPort, workerData } from 'node:worker_threads';
import type { EngineModule } from '#client/prover/engine-module.ts';
import { measure } from './measure.ts';
import type { Job } from './sample.ts';

const { module, glue } = workerData as { module: WebAssembly.Module; glue: string };
const engine = (await import(glue)) as EngineModule;
engine.initSync({ module });

/** Milliseconds of this thread on a processor. */
function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

parentPort?.on('message', (job: Job) => parentPort?.postMessage(measure(engine, job, processorMs)));
parentPort?.postMessage('ready');
