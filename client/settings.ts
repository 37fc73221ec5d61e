// The numbers that decide how patient, how careful and how polite the client is, with their reasons.

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const MIB = 1024 * 1024;

/** How long a growing pause is: doubled from `firstMs` at each repetition, at most `longestMs`. */
export interface Backoff {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** All settings that are not for the operator to choose. */
export const settings = {
  proving: {
    /** 2^20 cycles take about 4 s in one worker; a proof that needs this long is hung or far too large for the machine. */
    deadlineMs: 10 * MINUTE,
    /** An engine reports a step at least every 200 ms; a slow machine under load gets 300 times that. */
    silenceMs: 60 * SECOND,
    /** A worker answers within 54 ms; a swapping machine may need seconds. */
    startMs: 20 * SECOND,
    /** A crash that repeats three times on one input is the task's doing. */
    attempts: 3,
    /** Long enough for memory pressure to pass, short against a lease. */
    backoff: { firstMs: 1 * SECOND, longestMs: 30 * SECOND },
  },
  breaker: {
    /** Crashes without a success between them, over at least two tasks: then it is the engine or the machine. */
    crashes: 5,
    tasks: 2,
    backoff: { firstMs: 30 * SECOND, longestMs: 10 * MINUTE },
  },
  memory: {
    /** Left to the host: its heap, the outbox, the page cache that keeps the machine usable. */
    reserveBytes: 256 * MIB,
    /** Taken for a program that was never proven here; 2^18 cycles need about 160 MiB. */
    unknownPeakBytes: 512 * MIB,
    /** A native prover that takes more is ended; the memory of our WebAssembly module has the same maximum. */
    processCapBytes: 4096 * MIB,
    /** How soon to look again when memory was short. */
    recheckMs: 2 * SECOND,
    /** How long tasks are held that do not fit although nothing runs; then others may have them. */
    patienceMs: 5 * MINUTE,
    /** Proving keys kept between proofs; a small program's takes some MiB. */
    keyCacheBytes: 256 * MIB,
  },
  fetching: {
    /** Not even a configured delay of 0 asks a server more often than this for one node. */
    leastIntervalMs: 250,
    /** After max_404s_before_giving_up empty answers. Heals with the first task. */
    emptyPause: { firstMs: 1 * MINUTE, longestMs: 30 * MINUTE },
    /** After a rate limit without Retry-After; also the learned interval is doubled up to the longest. */
    rateLimit: { firstMs: 5 * SECOND, longestMs: 10 * MINUTE },
    /** After any other failure. */
    failure: { firstMs: 2 * SECOND, longestMs: 5 * MINUTE },
    /** A server that asks for more than this is asked again anyway: clocks and headers can be wrong. */
    longestRetryAfterMs: 60 * MINUTE,
    /** Up to a tenth is added to each wait, so that many provers do not come back at one moment. */
    jitter: 0.1,
    /** Fetches under way at once, over all nodes. */
    concurrent: 4,
  },
  difficulty: {
    /** A task proven faster than this leaves room for a harder one. */
    promoteBelowMs: 2 * MINUTE,
    /** The official client of such networks counts less than 420 s as fast enough; slower asks for less. */
    demoteAboveMs: 7 * MINUTE,
  },
  leases: {
    /** A lease is renewed when a third of its time is left, so that two attempts may fail. */
    renewAtFractionLeft: 1 / 3,
    /** Never more often than this, whatever the lease. */
    leastIntervalMs: 1 * SECOND,
    /** What a lease is taken for whose end makes no sense by our clock. */
    assumedMs: 1 * MINUTE,
    /** A lease that looks longer says that the clocks differ. */
    longestMs: 24 * 60 * MINUTE,
  },
  drafts: {
    /** What an earlier run had proven of a task is dropped after this, where neither lease nor deadline ends it before. */
    longestMs: 24 * 60 * MINUTE,
    /** So much is kept of unfinished tasks in all; what does not fit is only kept in memory. */
    mostBytes: 512 * MIB,
  },
  submitting: {
    /** Submissions under way at once: verifying costs the server about 10 ms, the upload more. */
    concurrent: 4,
    backoff: { firstMs: 1 * SECOND, longestMs: 10 * MINUTE },
  },
  registration: {
    /** A server that forgets nodes again and again is not registered at more often than this. */
    pauseMs: 5 * MINUTE,
  },
  transport: {
    /** As the other clients of such networks; a submission's verification is well below it. */
    timeoutMs: 10 * SECOND,
    /** A proof is about 0.5 MB: over a slow line it needs longer than a question. */
    submitTimeoutMs: 60 * SECOND,
    /** Programs, inputs of some tasks: far below it. A server that sends more would only fill our memory. */
    longestAnswerBytes: 64 * MIB,
  },
  stopping: {
    /** How long proofs under way may go on after the first Ctrl-C before their leases are handed back. */
    graceMs: 10 * SECOND,
    /** How long submissions and leases handed back may wait for their answers at the end. */
    lastAnswersMs: 3 * SECOND,
  },
} as const;

/** The shape of the settings, so that tests can give their own. */
export type Settings = { readonly [Part in keyof typeof settings]: Widened<(typeof settings)[Part]> };
type Widened<T> = { readonly [Key in keyof T]: T[Key] extends number ? number : Backoff };

/** The wait before repetition number `times` (from 1). */
export function backoffMs(backoff: Backoff, times: number): number {
  return Math.min(backoff.longestMs, backoff.firstMs * 2 ** Math.min(30, Math.max(0, times - 1)));
}

/** A wait with its jitter; `random` gives from 0 to 1. */
export function withJitter(ms: number, random: () => number): number {
  return Math.ceil(ms * (1 + settings.fetching.jitter * random()));
}
