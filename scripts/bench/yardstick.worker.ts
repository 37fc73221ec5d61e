// A thread of Node that proves the yardstick.
import { parentPort, workerData } from 'node:worker_threads';

interface Yardstick {
  initSync(options: { module: WebAssembly.Module }): unknown;
  prove_rows(logRows: number): number;
}

const { module, glue, logRows } = workerData as { module: WebAssembly.Module; glue: string; logRows: number };
const { initSync, prove_rows } = (await import(glue)) as Yardstick;
initSync({ module });
const [began, processorBegan] = [performance.now(), process.threadCpuUsage()];
prove_rows(logRows);
const { user, system } = process.threadCpuUsage(processorBegan);
parentPort?.postMessage({ ms: performance.now() - began, processorMs: (user + system) / 1000 });
