// The page's side of proofs in Chromium: workers and keys. Programs come in base64.
import { disposableProver, type Line } from './disposable-worker.ts';
import type { Sample } from './sample.ts';

declare global {
  /** Proves one run. */
  var proveRun: (elf: string, input: string) => Promise<Sample>;
}

const module = await WebAssembly.compileStreaming(fetch('/zkvm-wasm/pkg/zkvm_wasm_bg.wasm'));

const prove = disposableProver((): Line => {
  const worker = new Worker('/scripts/bench/browser.worker.ts', { type: 'module' });
  worker.postMessage(module);
  return {
    post: (job) => worker.postMessage(job),
    next: () =>
      new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
      }),
    end: () => worker.terminate(),
  };
});

const bytes = (base64: string) => Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
globalThis.proveRun = (elf, input) => prove({ elf: bytes(elf), input: bytes(input) });
