// The far side of the browser's disposable prover: takes the compiled module, then answers over comlink.
import { expose } from 'comlink';
import { proverWorker } from '#client/prover/prover-worker.ts';
import * as engine from '#zkvm-wasm/pkg/zkvm_wasm.js';
import type { WorkerGreeting, WorkerReady } from './worker-greeting.ts';

addEventListener(
  'message',
  ({ data }: MessageEvent<WorkerGreeting>) => {
    expose(proverWorker(engine, data.module));
    postMessage({ greeting: 'ready' } satisfies WorkerReady);
  },
  { once: true },
);
