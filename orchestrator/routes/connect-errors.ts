// Errors on their way to Connect callers: the code and its detail, and nothing of our inside.
import { create } from '@bufbuild/protobuf';
import { durationFromMs } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError, type Interceptor } from '@connectrpc/connect';
import { CODES, OrchestratorError } from '#orchestrator/errors.ts';
import type { Log } from '#orchestrator/log.ts';
import { ErrorDetailSchema } from '#proto/proofnet/v1/orchestrator_pb.ts';

/** Translates what handlers throw. */
export function connectErrors(log: Log): Interceptor {
  return (next) => async (request) => {
    try {
      return await next(request);
    } catch (error) {
      throw connectError(error, log);
    }
  };
}

export function connectError(error: unknown, log: Log): ConnectError {
  if (error instanceof ConnectError) return error;
  if (!(error instanceof OrchestratorError)) {
    log.error({ err: error }, 'a request failed');
    return connectError(new OrchestratorError('internal', 'the orchestrator made a mistake; its log has more'), log);
  }
  if (error.code === 'unavailable') log.warn({ err: error.cause }, error.message);
  const { code, remedy, retryAfterSeconds } = error;
  const detail = create(ErrorDetailSchema, {
    code,
    remedy: remedy ?? '',
    ...(retryAfterSeconds !== undefined && { retryAfter: durationFromMs(Math.ceil(retryAfterSeconds * 1000)) }),
  });
  const headers = retryAfterSeconds === undefined ? undefined : { 'retry-after': String(Math.ceil(retryAfterSeconds)) };
  const out = new ConnectError(error.message, CODES[code][0] ?? Code.Internal, headers);
  out.details.push({ desc: ErrorDetailSchema, value: detail });
  return out;
}
