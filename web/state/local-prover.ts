// Proving and verifying in this tab without a server: one disposable worker for each question.
import type { Clock } from '#client/clock.ts';
import {
  type Answer,
  type Execution,
  MESSAGE_VERSION,
  type Progress,
  type ProvedRun,
  type Prover,
  type VerifyJob,
} from '#client/prover/messages.ts';
import { callProver, type StartProver } from '#client/prover/running-prover.ts';
import { settings } from '#client/settings.ts';

const NOTHING = new Uint8Array(0);
/** The only profile that a page asks for. */
export const PROFILE = 'standard';

/** Runs, proves and verifies. Failures are `ProverError`s. */
export class LocalProver {
  readonly #start: StartProver;
  readonly #clock: Clock;

  constructor(start: StartProver, clock: Clock) {
    this.#start = start;
    this.#clock = clock;
  }

  /** Runs a program without proving it. */
  execute(elf: Uint8Array, input: Uint8Array, signal: AbortSignal): Promise<Execution> {
    return this.#ask((prover) => prover.execute(elf, input), signal);
  }

  /** The digest of a program. */
  digest(elf: Uint8Array): Promise<string> {
    return this.#ask((prover) => prover.digest(elf), undefined);
  }

  /** Proves a run; the proof was verified when this resolves. */
  async prove(
    elf: Uint8Array,
    input: Uint8Array,
    onProgress: (progress: Progress) => void,
    signal: AbortSignal,
  ): Promise<ProvedRun & { readonly programDigest: string }> {
    // Made here and before, so that the time of the check is the time of the check.
    const { programDigest, verifyingKey } = await this.#ask(async (prover) => {
      const digest = await prover.digest(elf);
      if (!digest.ok) return digest;
      const key = await prover.key(elf, PROFILE);
      return key.ok ? { ...key, value: { programDigest: digest.value, verifyingKey: key.value } } : key;
    }, signal);
    const job = {
      version: MESSAGE_VERSION,
      elf,
      programDigest,
      input,
      profile: PROFILE,
      verifyingKey,
      provingKey: NOTHING,
    } as const;
    const run = await this.#ask(
      (prover, heard) =>
        prover.prove(job, (progress) => {
          heard();
          onProgress(progress);
        }),
      signal,
      settings.proving.silenceMs,
    );
    return { ...run, programDigest };
  }

  /** Verifies a proof against everything that is expected of it; gives its bits of security and the time it took. */
  async verify(job: Omit<VerifyJob, 'version' | 'verifyingKey'>, signal?: AbortSignal) {
    return this.#ask(async (prover) => {
      // The key is made from the program here, so that the check trusts nobody; it is no part of the check's time.
      const key = await prover.key(job.elf, job.profile);
      if (!key.ok) return key;
      const begin = performance.now();
      const answer = await prover.verify({ ...job, verifyingKey: key.value, version: MESSAGE_VERSION });
      if (!answer.ok) return answer;
      return { ...answer, value: { bits: answer.value, ms: performance.now() - begin } };
    }, signal);
  }

  async #ask<T>(
    call: (prover: Prover, heard: () => void) => Promise<Answer<T>>,
    signal: AbortSignal | undefined,
    silenceMs?: number,
  ): Promise<T> {
    const running = await this.#start();
    const limits = { deadlineMs: settings.proving.deadlineMs, signal, ...(silenceMs !== undefined && { silenceMs }) };
    try {
      return await callProver(running, this.#clock, limits, call);
    } finally {
      await running.end();
    }
  }
}
