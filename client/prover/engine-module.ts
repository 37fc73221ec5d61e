// The ABI of an engine compiled to WebAssembly: what the wasm-bindgen module of our zkVM exports. Another zkVM is plugged
// in by a module with the same exports (docs/engines.md).

/** One proof as a resumable job. */
export interface EngineJob {
  /** JSON `{"phase", "fraction"}`; called until the phase is `done`. */
  step(): string;
  /** The proof; once, after `done`. */
  finish(): Uint8Array;
  /** The proving key if it was made by this job, else empty. */
  proving_key(): Uint8Array;
  output(): Uint8Array;
  readonly key_id: string;
  readonly cycles: number;
  readonly exit_code: number;
  free(): void;
}

/** A program with fused blocks, and what was found out for it. */
export interface EngineFused {
  elf(): Uint8Array;
  /** JSON `{"blocks": [{"start", "instructions"}], "steps", "fusedSteps", "cellsBefore", "cellsAfter", "gain"}`. */
  readonly report: string;
  free(): void;
}

/** The exports of an engine's module. Errors are thrown as `Error` with a `code`. */
export interface EngineModule {
  initSync(options: { module: WebAssembly.Module }): unknown;
  describe(): string;
  program_digest(elf: Uint8Array): string;
  verifying_key(elf: Uint8Array, profile: string): Uint8Array;
  execute(elf: Uint8Array, input: Uint8Array): string;
  ProvingJob: new (elf: Uint8Array, input: Uint8Array, profile: string, provingKey: Uint8Array) => EngineJob;
  claim(proof: Uint8Array): string;
  verify(proof: Uint8Array, verifyingKey: Uint8Array, input: Uint8Array, output: Uint8Array, exitCode: number): string;
  /** JSON of what the proof of a run costs, by component; for people who look, so an engine may leave it out. */
  inspect?(elf: Uint8Array, input: Uint8Array): string;
  /** JSON list of what the engine's proofs are made of; may be left out as well. */
  components?(): string;
  /** Proposes blocks for runs like that on this input, each proven by one row; an engine without blocks leaves it out. */
  profile?(elf: Uint8Array, input: Uint8Array, columns?: number): EngineFused;
  memory_bytes(): number;
}
