// What a plain component of 48 main and 32 interaction columns takes in the same WASM build: the unit of the ratios.
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { lineTo } from './node-host.ts';

const pkg = new URL('../../zkvm-wasm/target/yardstick/', import.meta.url);
const LOG_ROWS = 15;

export interface Rows {
  readonly perSecond: number;
  readonly perProcessorSecond: number;
}

/** The speed of one proof, in a fresh thread. */
export function yardstick(): () => Promise<Rows> {
  const module = new WebAssembly.Module(readFileSync(new URL('zkvm_yardstick_bg.wasm', pkg)));
  const workerData = { module, glue: new URL('zkvm_yardstick.js', pkg).href, logRows: LOG_ROWS };
  return async () => {
    const line = lineTo(new Worker(new URL('yardstick.worker.ts', import.meta.url), { workerData }));
    try {
      const { ms, processorMs } = (await line.next()) as { ms: number; processorMs: number };
      const [perSecond = 0, perProcessorSecond = 0] = [ms, processorMs].map((time) => (1000 * 2 ** LOG_ROWS) / time);
      return { perSecond, perProcessorSecond };
    } finally {
      await line.end();
    }
  };
}
