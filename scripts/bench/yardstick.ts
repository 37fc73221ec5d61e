// What a plain component of 48 main and 32 interaction columns takes in the same WASM build: the unit of the ratios.
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { lineTo } from './node-host.ts';

const pkg = new URL('../../zkvm-wasm/target/yardstick/', import.meta.url);
const LOG_ROWS = 15;

/** Rows per second of one proof, in a fresh thread. */
export function yardstick(): () => Promise<number> {
  const module = new WebAssembly.Module(readFileSync(new URL('zkvm_yardstick_bg.wasm', pkg)));
  const workerData = { module, glue: new URL('zkvm_yardstick.js', pkg).href, logRows: LOG_ROWS };
  return async () => {
    const line = lineTo(new Worker(new URL('yardstick.worker.ts', import.meta.url), { workerData }));
    try {
      return (1000 * 2 ** LOG_ROWS) / ((await line.next()) as number);
    } finally {
      await line.end();
    }
  };
}
