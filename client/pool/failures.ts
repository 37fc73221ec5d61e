// What a failed proof says: about the task, about the engine, or about nothing; one table.

/** Whose fault a failure is, and so what is done about it. */
export type Blame =
  /** The prover died or went wrong: another attempt, within the task's own limit; counts toward the breaker. */
  | 'prover'
  /** The task cannot be proven, however often it is tried. */
  | 'task'
  /** The program's bytes are not what the task names: fetch it again, once. */
  | 'program'
  /** The proving key made a wrong proof: again without it. */
  | 'key'
  /** The program could not be fetched: again later, as often as it takes; the lease is the limit. */
  | 'server'
  /** Called off: nobody's fault. */
  | 'nobody';

const BLAME: Readonly<Record<string, Blame>> = {
  trap: 'prover',
  prover_exited: 'prover',
  prover_failed: 'prover',
  prover_out_of_memory: 'prover',
  prover_hung: 'prover',
  prover_silent: 'prover',
  prover_start_failed: 'prover',
  engine_failed: 'prover',
  engine_malformed: 'prover',
  answered_twice: 'prover',
  proof_malformed: 'key',
  proof_invalid: 'key',
  program_mismatch: 'program',
  key_malformed: 'program',
  air_mismatch: 'program',
  profile_mismatch: 'program',
  program_invalid: 'task',
  program_too_large: 'task',
  input_too_large: 'task',
  output_too_large: 'task',
  too_many_cycles: 'task',
  illegal_instruction: 'task',
  misaligned: 'task',
  out_of_range: 'task',
  store_to_read_only: 'task',
  unknown_ecall: 'task',
  breakpoint: 'task',
  unsupported_instruction: 'task',
  unknown_profile: 'task',
  memory_insufficient: 'task',
  orchestrator_unreachable: 'server',
  orchestrator_timeout: 'server',
  orchestrator_failing: 'server',
  rate_limited: 'server',
  aborted: 'nobody',
  lease_lost: 'nobody',
  stopping: 'nobody',
};

/** Whose fault a code is. A code that is not in the table is the prover's: it is tried again, within the limit. */
export function blameOf(code: string): Blame {
  return BLAME[code] ?? 'prover';
}
