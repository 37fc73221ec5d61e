// The zkVM's WASM package in this process, as the tests use it.
import { readFileSync } from 'node:fs';
import { initSync, ProvingJob } from '#zkvm-wasm/pkg/zkvm_wasm.js';

const folder = new URL('../zkvm-wasm/', import.meta.url);

export * from '#zkvm-wasm/pkg/zkvm_wasm.js';

/** The package's module; instances of it share the compiled code. */
export const zkvmModule = new WebAssembly.Module(readFileSync(new URL('pkg/zkvm_wasm_bg.wasm', folder)));
initSync({ module: zkvmModule });

/** A guest program that set-up has built. */
export const guestFile = (name: string): URL => new URL(`guests/dist/${name}.elf`, folder);
export const guest = (name: string): Uint8Array => readFileSync(guestFile(name));

/** The native command that set-up has built. */
export const nativeZkvm = new URL('target/release/zkvm', folder);

/** A proof of one run, made in this thread. */
export function prove(elf: Uint8Array, input: Uint8Array) {
  const job = new ProvingJob(elf, input, 'standard', new Uint8Array(0));
  try {
    while (JSON.parse(job.step()).phase !== 'done');
    return { proof: job.finish(), output: job.output(), exitCode: job.exit_code, cycles: BigInt(job.cycles) };
  } finally {
    job.free();
  }
}
