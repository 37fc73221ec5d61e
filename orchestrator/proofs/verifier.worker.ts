// The far side of a verifier: checks proofs with the zkVM's WASM module, one call at a time.
import { parentPort, workerData } from 'node:worker_threads';
import { hexToBytes } from '@noble/hashes/utils.js';
import { release } from '#orchestrator/memory.ts';
import { checkHash } from './hash.ts';
import type { VerifierCalls, VerifierRequest, VerifierResponse, VerifierWorkerData } from './verifier-messages.ts';

interface Zkvm {
  initSync(options: { module: WebAssembly.Module }): unknown;
  describe(): string;
  program_digest(elf: Uint8Array): string;
  verifying_key(elf: Uint8Array, profile: string): Uint8Array;
  execute(elf: Uint8Array, input: Uint8Array): string;
  claim?(proof: Uint8Array): string;
  verify(proof: Uint8Array, key: Uint8Array, input: Uint8Array, output: Uint8Array, exitCode: number): string;
  memory_bytes(): number;
}

const { module, glue } = workerData as VerifierWorkerData;
const zkvm = (await import(glue)) as Zkvm;
zkvm.initSync({ module });

/** Of an engine whose proofs do not say what they are proofs of: what a run without output gives. */
const NO_CLAIM = '{"outputHex":"","exitCode":0,"profile":""}';

function answer(request: VerifierRequest): VerifierCalls[keyof VerifierCalls]['answer'] {
  switch (request.call) {
    case 'describe':
      return JSON.parse(zkvm.describe());
    case 'register':
      return {
        programDigest: zkvm.program_digest(request.elf),
        verifyingKey: zkvm.verifying_key(request.elf, request.profile),
      };
    case 'execute': {
      const run = JSON.parse(zkvm.execute(request.elf, request.input));
      return { cycles: run.cycles, exitCode: run.exitCode, output: hexToBytes(run.outputHex) };
    }
    case 'claim':
      return request.proofs.map((proof) => {
        const { outputHex, exitCode, profile } = JSON.parse(zkvm.claim?.(proof) ?? NO_CLAIM);
        return { output: hexToBytes(outputHex), exitCode, profile };
      });
    case 'verify':
      for (const { proof, proofHash, input, output, exitCode } of request.proofs) {
        checkHash(proof, proofHash);
        zkvm.verify(proof, request.verifyingKey, input, output, exitCode);
      }
      for (const { proof } of request.proofs) release(proof.buffer);
      return {};
  }
}

parentPort?.on('message', (request: VerifierRequest) => {
  const respond = (response: VerifierResponse) => parentPort?.postMessage(response);
  try {
    respond({ id: request.id, ok: true, answer: answer(request), memoryBytes: zkvm.memory_bytes() });
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    // An error without a code of its own is a trap, or our own mistake: the instance cannot be trusted after either.
    const trapped = error instanceof WebAssembly.RuntimeError || code === undefined;
    respond({ id: request.id, ok: false, code: code ?? 'trap', message, trapped, memoryBytes: 0 });
  }
});
