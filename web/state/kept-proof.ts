// A proof as this browser remembers it after it left the outbox.

/** The record of one proof; its bytes are kept apart, and not for ever. */
export interface KeptProof {
  readonly version: 1;
  /** Keccak-256 of the proof. */
  readonly hash: string;
  readonly taskId: string;
  readonly programDigest: string;
  readonly profile: string;
  readonly input: Uint8Array;
  readonly output: Uint8Array;
  readonly exitCode: number;
  readonly cycles: number;
  readonly proveMs: number;
  readonly proofBytes: number;
  readonly finishedAt: number;
  /** `accepted`, or the code of the refusal. */
  readonly result: string;
}
