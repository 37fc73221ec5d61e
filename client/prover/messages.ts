// What crosses the border between a host and a disposable prover: versioned, and free of classes, which a border loses.

/** The version of every message here; a host and a prover of different versions refuse each other. */
export const MESSAGE_VERSION = 1;

/** A result, or a coded failure: errors thrown across a worker's border lose their code. */
export type Answer<T> =
  | { readonly version: 1; readonly ok: true; readonly value: T }
  | { readonly version: 1; readonly ok: false; readonly code: string; readonly message: string };

/** The engine, as tasks name it, and its limits. */
export interface EngineDescription {
  readonly name: string;
  readonly airDigest: string;
  readonly profiles: readonly string[];
  readonly limits: Readonly<Record<string, number>>;
}

/** One input of one program, to be proven and checked. */
export interface ProofJob {
  readonly version: 1;
  readonly elf: Uint8Array;
  readonly programDigest: string;
  readonly input: Uint8Array;
  readonly profile: string;
  /** The trusted key of the program; empty: the prover makes it from the program. */
  readonly verifyingKey: Uint8Array;
  /** A proving key of an earlier run; empty: the prover makes it. */
  readonly provingKey: Uint8Array;
}

/** How far a proof is. */
export interface Progress {
  readonly phase: string;
  /** From 0 to 1. */
  readonly fraction: number;
  /** Cycles of the run; 0 where they are not known yet. */
  readonly cycles: number;
  /** Bytes of WebAssembly memory that the worker holds now, where it can tell. */
  readonly wasmBytes?: number;
}

/** The bits of security of a proof by the three formulas. */
export type SecurityBits = Readonly<Record<string, number>>;

/** A proof that the prover itself has verified against the program, the input, the output and the exit code. */
export interface ProvedRun {
  readonly proof: Uint8Array;
  /** Keccak-256 of the proof, made here because half a megabyte of it would hold up a page. */
  readonly hash: string;
  readonly output: Uint8Array;
  readonly exitCode: number;
  readonly cycles: number;
  readonly proveMs: number;
  readonly verifyMs: number;
  readonly bits: SecurityBits;
  readonly keyId: string;
  /** The proving key where this job made it, else empty. */
  readonly provingKey: Uint8Array;
  /** Bytes of WebAssembly memory at the end: its peak, because it only grows. */
  readonly wasmBytes: number;
}

/** A proof to check, with everything that is expected of it. */
export interface VerifyJob {
  readonly version: 1;
  readonly proof: Uint8Array;
  readonly elf: Uint8Array;
  readonly profile: string;
  readonly verifyingKey: Uint8Array;
  readonly input: Uint8Array;
  readonly output: Uint8Array;
  readonly exitCode: number;
}

/** A run without a proof. */
export interface Execution {
  readonly cycles: number;
  readonly exitCode: number;
  readonly output: Uint8Array;
  readonly log: string;
}

/** What fused blocks save a run, by the engine's estimate. */
export interface FusionReport {
  /** Address of the first instruction, and number of instructions; those that save most first. */
  readonly blocks: readonly { readonly start: number; readonly instructions: number }[];
  /** Steps of the run that were looked at. */
  readonly steps: number;
  /** Those of them that are in a block. */
  readonly fusedSteps: number;
  /** Committed cells of these steps without blocks, and with them. */
  readonly cellsBefore: number;
  readonly cellsAfter: number;
  /** How many times fewer cells. */
  readonly gain: number;
}

/** A program with the blocks that one of its runs suggests: a program of its own, with another digest. */
export interface FusedProgram {
  readonly elf: Uint8Array;
  readonly report: FusionReport;
}

/** What a prover does. It makes one proof and is then ended, which gives all its memory back. */
export interface Prover {
  describe(): Promise<Answer<EngineDescription>>;
  prove(job: ProofJob, onProgress: (progress: Progress) => unknown): Promise<Answer<ProvedRun>>;
  verify(job: VerifyJob): Promise<Answer<SecurityBits>>;
  execute(elf: Uint8Array, input: Uint8Array): Promise<Answer<Execution>>;
  /** The digest of a program. */
  digest(elf: Uint8Array): Promise<Answer<string>>;
  /** The verifying key of a program. */
  key(elf: Uint8Array, profile: string): Promise<Answer<Uint8Array>>;
  /**
   * Proposes fused blocks for runs like that on this input, instead of those that the program has. They have so many
   * columns at most; without a number, as many as the engine thinks good.
   */
  fuse(elf: Uint8Array, input: Uint8Array, columns?: number): Promise<Answer<FusedProgram>>;
}
