// What a verifier worker is asked and answers.

/** What an engine says of itself. */
export interface EngineDescription {
  engine: string;
  airDigest: string;
  profiles: string[];
  limits: { cycles: number; inputBytes: number; outputBytes: number; programBytes: number };
}

/** A proof with all that it has to be a proof of. */
export interface ProofToVerify {
  proof: Uint8Array;
  /** What the prover says its Keccak-256 is. */
  proofHash: string;
  input: Uint8Array;
  output: Uint8Array;
  exitCode: number;
}

export interface ProofClaim {
  output: Uint8Array;
  exitCode: number;
  profile: string;
}

/** The calls, each with its answer. */
export interface VerifierCalls {
  describe: { request: Record<never, never>; answer: EngineDescription };
  register: {
    request: { elf: Uint8Array; profile: string };
    answer: { programDigest: string; verifyingKey: Uint8Array };
  };
  execute: {
    request: { elf: Uint8Array; input: Uint8Array };
    answer: { cycles: number; exitCode: number; output: Uint8Array };
  };
  /** What proofs say of themselves, unverified. */
  claim: { request: { proofs: Uint8Array[] }; answer: ProofClaim[] };
  verify: {
    request: VerificationRequest;
    answer: Record<never, never>;
  };
}

export interface VerificationRequest {
  verifyingKey: Uint8Array;
  proofs: ProofToVerify[];
  profile: string;
  /** For engines that have no use for a key. */
  program?: Uint8Array;
}

export type CallName = keyof VerifierCalls;

export type VerifierRequest = { [C in CallName]: { id: number; call: C } & VerifierCalls[C]['request'] }[CallName];

/** `memoryBytes` is the WASM memory after the call. `trapped` says that the worker must not be used any more. */
export type VerifierResponse = { id: number; memoryBytes: number } & (
  | { ok: true; answer: VerifierCalls[CallName]['answer'] }
  | { ok: false; code: string; message: string; trapped: boolean }
);

/** What a worker that runs a command is started with. */
export interface VerifierCommand {
  command: string[];
  deadlineMs: number;
}

/** What a worker is started with. */
export interface VerifierWorkerData {
  module: WebAssembly.Module;
  /** URL of the JavaScript that wasm-bindgen made for the module. */
  glue: string;
}
