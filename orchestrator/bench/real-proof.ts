// One real proof by our zkVM, for the line of the benchmark that verifies.
import { readFileSync } from 'node:fs';
import { DEMO_ELF, demoInput } from '#orchestrator/programs/demo.ts';
import { proofHashOf } from '#orchestrator/proofs/hash.ts';
import * as zkvm from '#zkvm-wasm/pkg/zkvm_wasm.js';

export interface RealProof {
  proof: Uint8Array;
  proofHash: string;
  input: Uint8Array;
  output: Uint8Array;
  exitCode: number;
  elf: Uint8Array;
  profile: string;
  verifyingKey: Uint8Array;
}

export function proveOnce(): RealProof {
  zkvm.initSync({
    module: new WebAssembly.Module(readFileSync(new URL('../../zkvm-wasm/pkg/zkvm_wasm_bg.wasm', import.meta.url))),
  });
  const elf = new Uint8Array(readFileSync(DEMO_ELF));
  const [input, profile] = [demoInput(1_000, 0, 1), 'standard'];
  const job = new zkvm.ProvingJob(elf, input, profile, new Uint8Array(0));
  while (JSON.parse(job.step()).phase !== 'done');
  const [proof, output, exitCode] = [job.finish(), job.output(), job.exit_code];
  const verifyingKey = zkvm.verifying_key(elf, profile);
  return { proof, proofHash: proofHashOf(proof), input, output, exitCode, elf, profile, verifyingKey };
}
