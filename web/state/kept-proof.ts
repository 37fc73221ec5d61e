// A proof as this browser remembers it after it left the outbox.
import type { SecurityBits } from '#client/prover/messages.ts';
import type { FinishedTask } from '#client/store/finished-task.ts';

/** The record of one proof; its bytes are kept apart, and not for ever. */
export interface KeptProof {
  readonly version: 1;
  /** Keccak-256 of the proof. */
  readonly hash: string;
  /** Empty: the reader made it for themselves, or brought it as a file. */
  readonly taskId: string;
  readonly programDigest: string;
  readonly profile: string;
  readonly input: Uint8Array;
  readonly output: Uint8Array;
  readonly exitCode: number;
  /** 0, like the time: it was made elsewhere, and a proof does not tell. */
  readonly cycles: number;
  readonly proveMs: number;
  readonly proofBytes: number;
  readonly finishedAt: number;
  /** Its bits of security, as the verifier told them when it was made or checked here. */
  readonly bits?: SecurityBits;
  /** `accepted`, `local`, `received`, or the code of the refusal. */
  readonly result: string;
}

/** The records of a task that left the outbox, one for each of its proofs. */
export function recordsOf(task: FinishedTask, result: string): readonly { record: KeptProof; bytes: Uint8Array }[] {
  const { taskId, programDigest, engine, finishedAt } = task;
  return task.proofs.map(({ proof, hash, input, output, exitCode, cycles, proveMs, bits }) => ({
    record: {
      version: 1,
      hash,
      taskId,
      programDigest,
      profile: engine.profile,
      input,
      output,
      exitCode,
      cycles,
      proveMs,
      proofBytes: proof.length,
      finishedAt,
      result,
      ...(bits && { bits }),
    },
    bytes: proof,
  }));
}

/** What this browser has done since it keeps records. */
export interface Totals {
  readonly accepted: number;
  readonly refused: number;
  readonly cycles: number;
  readonly provingMs: number;
}

/** What records of tasks add up to; what the reader made for themselves does not count. */
export function totalsOf(records: readonly KeptProof[]): Totals {
  const sent = records.filter(({ taskId }) => taskId !== '');
  const tasks = (accepted: boolean): number =>
    new Set(sent.filter(({ result }) => (result === 'accepted') === accepted).map(({ taskId }) => taskId)).size;
  return {
    accepted: tasks(true),
    refused: tasks(false),
    cycles: sent.reduce((sum, { cycles }) => sum + cycles, 0),
    provingMs: sent.reduce((sum, { proveMs }) => sum + proveMs, 0),
  };
}
