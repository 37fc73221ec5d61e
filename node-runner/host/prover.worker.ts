// The thread of a disposable prover.
import { parentPort, workerData } from 'node:worker_threads';
import { expose } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import type { EngineModule } from '#client/prover/engine-module.ts';
import { proverWorker } from '#client/prover/prover-worker.ts';
import type { EngineFiles } from './engine-files.ts';

const { module, glue } = workerData as EngineFiles;
const engine = (await import(glue)) as EngineModule;
if (parentPort) expose(proverWorker(engine, module), nodeEndpoint(parentPort));
