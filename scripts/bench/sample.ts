// What is measured of one proof, and the messages between a host and its disposable worker.

/** A run to prove. */
export interface Run {
  readonly elf: Uint8Array<ArrayBuffer>;
  readonly input: Uint8Array<ArrayBuffer>;
}

/** One proof. Milliseconds, bytes. */
export interface Sample {
  readonly cycles: number;
  /** From the run to the proof's bytes, the keys at hand. */
  readonly proveMs: number;
  /** The same in processor time of the proving thread, where the host tells it. */
  readonly processorMs?: number | undefined;
  /** From spawning the worker until it waits for a job; WASM only. */
  readonly readyMs?: number;
  /** From spawning the worker until the proof is in hand; WASM only. */
  readonly spawnToProofMs?: number;
  readonly memoryBytes: number;
  readonly proofBytes: number;
  readonly verifyMs: number;
  /** The same in processor time. */
  readonly verifyProcessorMs?: number | undefined;
  /** The longest that the job did not answer, in processor time where the host tells it. */
  readonly longestStepMs?: number;
  readonly phases: Readonly<Record<string, number>>;
}

export const PROFILE = 'standard';

/** To the worker, once it is ready. */
export interface Job extends Run {
  readonly provingKey: Uint8Array<ArrayBuffer>;
  readonly verifyingKey: Uint8Array<ArrayBuffer>;
}

/** From the worker; keys are empty where the job had them. */
export interface Answer extends Omit<Sample, 'readyMs' | 'spawnToProofMs'> {
  readonly provingKey: Uint8Array<ArrayBuffer>;
  readonly verifyingKey: Uint8Array<ArrayBuffer>;
}

/** Where proofs are made. */
export interface Host extends AsyncDisposable {
  readonly name: 'node' | 'chromium' | 'native';
  prove(run: Run): Promise<Sample>;
}
