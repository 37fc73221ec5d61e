// The one error class of the client: every failure that crosses a border carries a code in snake case.

/** What an error may carry besides its code and its message. */
export interface ProverErrorDetails {
  /** What the operator can do about it, in one sentence. */
  readonly remedy?: string | undefined;
  /** How long the other side asked us to wait. */
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** An error with a code that logs, metrics, the dashboard and the retry tables share. */
export class ProverError extends Error {
  override readonly name = 'ProverError';
  readonly code: string;
  readonly remedy: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: string, message: string, details: ProverErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.remedy = details.remedy;
    this.retryAfterMs = details.retryAfterMs;
  }

  /** The reason itself where it is coded already, else wrapped under `code`. */
  static from(reason: unknown, code = 'internal'): ProverError {
    if (reason instanceof ProverError) return reason;
    const message = reason instanceof Error ? reason.message : String(reason);
    return new ProverError(code, message, { cause: reason });
  }
}
