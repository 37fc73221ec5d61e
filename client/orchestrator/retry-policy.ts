// What is done about each failure of a request: one table for fetching and one for submitting.

/** What a code means for the request that got it. */
export type Verdict =
  /** Ask again later; the proof is kept. With `tries`: at most so often. */
  | { readonly action: 'wait'; readonly tries?: number }
  /** Finally refused: the proof goes to the dead letters. */
  | { readonly action: 'drop' }
  /** Nothing of this node will be taken until somebody does something: ask again only rarely. */
  | { readonly action: 'stop'; readonly recheckMs: number };

const WAIT: Verdict = { action: 'wait' };
const DROP: Verdict = { action: 'drop' };
/** An operator who repairs something wants it to heal within minutes; a server must not be hammered by those who never do. */
const STOP: Verdict = { action: 'stop', recheckMs: 15 * 60_000 };
/** An answer that nobody wrote on purpose may come from a broken message as well as from a broken server. */
const WAIT_A_WHILE: Verdict = { action: 'wait', tries: 12 };

/** Failures that say something about the server or the way to it, whatever was asked. */
const ANY: Readonly<Record<string, Verdict>> = {
  orchestrator_unreachable: WAIT,
  orchestrator_timeout: WAIT,
  rate_limited: WAIT,
  verifier_unavailable: WAIT,
  orchestrator_failing: WAIT,
  unauthorized: STOP,
  forbidden: STOP,
  unknown_node: STOP,
  unknown_user: STOP,
  engine_outdated: STOP,
  unimplemented: STOP,
  program_unknown: STOP,
  task_malformed: STOP,
};

const SUBMISSION: Readonly<Record<string, Verdict>> = {
  ...ANY,
  // The key is part of the submission, so the same proof will never be signed better.
  bad_signature: DROP,
  unknown_task: DROP,
  lease_lost: DROP,
  already_done: DROP,
  // Other hashes were claimed for the task before: those are the ones that have to be shown.
  audit_open: DROP,
  // The protocol cannot tell which; sending it again would get the same answer.
  perhaps_accepted: DROP,
  hash_mismatch: DROP,
  proof_malformed: DROP,
  proof_invalid: DROP,
  program_mismatch: DROP,
  input_mismatch: DROP,
  output_mismatch: DROP,
  exit_code_mismatch: DROP,
  profile_mismatch: DROP,
  air_mismatch: DROP,
  engine_mismatch: DROP,
  too_large: DROP,
  invalid_request: DROP,
  other_orchestrator: STOP,
  outbox_entry_corrupt: DROP,
};

/** What is done with a finished proof after a failed submission. */
export function submissionVerdict(code: string): Verdict {
  return SUBMISSION[code] ?? WAIT_A_WHILE;
}

const FETCH: Readonly<Record<string, Verdict>> = {
  ...ANY,
  engine_mismatch: STOP,
  // One task that cannot be proven says nothing about the next one; the pauses grow while no other comes.
  program_unknown: WAIT,
  task_malformed: WAIT,
};

/** What a node does after a failed fetch: it is never dropped, only asked for again sooner or later. */
export function fetchVerdict(code: string): Exclude<Verdict, { action: 'drop' }> {
  const verdict = FETCH[code] ?? WAIT;
  return verdict.action === 'drop' ? STOP_FETCHING : verdict;
}

const STOP_FETCHING = { action: 'stop', recheckMs: 15 * 60_000 } as const;
