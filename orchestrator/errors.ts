// The one error class of the orchestrator, and what each code is on the wire.
import { Code } from '@connectrpc/connect';

type Wire = readonly [connect: Code, http: number];

const REFUSED: Wire = [Code.InvalidArgument, 422];

/** Every code that may leave the orchestrator, with its Connect code and its HTTP status on the REST routes. */
export const CODES = {
  bad_request: [Code.InvalidArgument, 400],
  bad_signature: [Code.Unauthenticated, 400],
  key_not_bound: [Code.PermissionDenied, 403],
  forbidden: [Code.PermissionDenied, 403],
  node_disabled: [Code.PermissionDenied, 403],
  unauthenticated: [Code.Unauthenticated, 401],
  unknown_user: [Code.NotFound, 404],
  unknown_node: [Code.NotFound, 404],
  unknown_task: [Code.NotFound, 404],
  unknown_program: [Code.NotFound, 404],
  unknown_job: [Code.NotFound, 404],
  unknown_token: [Code.NotFound, 404],
  no_task: [Code.NotFound, 404],
  not_found: [Code.NotFound, 404],
  wrong_method: [Code.Unimplemented, 405],
  wrong_content_type: [Code.InvalidArgument, 415],
  sign_in_expired: [Code.Unauthenticated, 401],
  already_exists: [Code.AlreadyExists, 409],
  audit_open: [Code.FailedPrecondition, 409],
  already_done: [Code.AlreadyExists, 409],
  lease_lost: [Code.FailedPrecondition, 409],
  engine_mismatch: [Code.FailedPrecondition, 422],
  hash_mismatch: REFUSED,
  proof_malformed: REFUSED,
  proof_invalid: REFUSED,
  program_mismatch: REFUSED,
  input_mismatch: REFUSED,
  output_mismatch: REFUSED,
  exit_code_mismatch: REFUSED,
  profile_mismatch: REFUSED,
  air_mismatch: REFUSED,
  program_invalid: REFUSED,
  program_too_large: REFUSED,
  too_many_cycles: REFUSED,
  too_large: [Code.InvalidArgument, 413],
  rate_limited: [Code.ResourceExhausted, 429],
  verifier_unavailable: [Code.Unavailable, 503],
  unavailable: [Code.Unavailable, 503],
  engine_missing: [Code.Unavailable, 503],
  database_unusable: [Code.Unavailable, 503],
  data_dir_in_use: [Code.Unavailable, 503],
  data_dir_unreachable: [Code.Unavailable, 503],
  port_in_use: [Code.Unavailable, 503],
  internal: [Code.Internal, 500],
} as const satisfies Record<string, Wire>;

export type ErrorCode = keyof typeof CODES;

export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(CODES, code);
}

export interface ErrorOptions {
  /** What to do about it, in one sentence. */
  remedy?: string;
  retryAfterSeconds?: number;
  cause?: unknown;
}

/** An error that may be told to a caller: its code is part of the protocol, its message holds nothing internal. */
export class OrchestratorError extends Error {
  readonly code: ErrorCode;
  readonly remedy: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'OrchestratorError';
    this.code = code;
    this.remedy = options.remedy;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
