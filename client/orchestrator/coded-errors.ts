// Gives every failure of a Connect call the code that the retry policy knows.
import { durationMs } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError } from '@connectrpc/connect';
import { ErrorDetailSchema } from '#proto/proofnet/v1/orchestrator_pb.ts';
import { ProverError } from '../errors.ts';
import { retryAfterIn } from './retry-after.ts';

/** Codes for answers that carry no detail of the orchestrator's own. */
const BY_CONNECT_CODE: Partial<Record<Code, string>> = {
  [Code.Canceled]: 'aborted',
  [Code.InvalidArgument]: 'invalid_request',
  [Code.DeadlineExceeded]: 'orchestrator_timeout',
  [Code.NotFound]: 'not_found',
  [Code.AlreadyExists]: 'already_done',
  [Code.PermissionDenied]: 'forbidden',
  [Code.ResourceExhausted]: 'rate_limited',
  [Code.FailedPrecondition]: 'failed_precondition',
  [Code.Unimplemented]: 'unimplemented',
  [Code.Unauthenticated]: 'unauthorized',
  [Code.Unavailable]: 'orchestrator_unreachable',
};

/** A failed call as a coded error. */
export function codedError(reason: unknown, now: number): ProverError {
  if (reason instanceof ProverError) return reason;
  const error = ConnectError.from(reason);
  const [detail] = error.findDetails(ErrorDetailSchema);
  const wait = detail?.retryAfter ? durationMs(detail.retryAfter) : retryAfterIn(error.metadata, now);
  const code = detail?.code || codeOf(error, wait);
  return new ProverError(code, error.rawMessage, {
    remedy: detail?.remedy || undefined,
    retryAfterMs: wait,
    cause: reason,
  });
}

function codeOf(error: ConnectError, wait: number | undefined): string {
  // A body over the server's limit is ResourceExhausted too; a rate limit says when to come back, or names itself.
  if (error.code === Code.ResourceExhausted && wait === undefined && /size|large|bytes/i.test(error.rawMessage)) {
    return 'too_large';
  }
  // A 429 without a Connect body arrives as Unavailable with its header.
  if (error.code === Code.Unavailable && (wait !== undefined || error.rawMessage.includes('429')))
    return 'rate_limited';
  // connect-web reports a refused connection as Unknown with the TypeError of fetch.
  if (error.code === Code.Unknown && error.cause instanceof TypeError) return 'orchestrator_unreachable';
  return BY_CONNECT_CODE[error.code] ?? 'orchestrator_failing';
}
