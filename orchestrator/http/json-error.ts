// Errors outside Connect, in the form that clients of the Nexus v3 protocol read: three keys, no blanks.
import { CODES, OrchestratorError } from '#orchestrator/errors.ts';
import type { Log } from '#orchestrator/log.ts';
import { type Response, send } from './exchange.ts';

const NAMES: Readonly<Record<number, string>> = {
  400: 'BadRequestError',
  401: 'UnauthorizedError',
  403: 'ForbiddenError',
  404: 'NotFoundError',
  405: 'MethodNotAllowedError',
  409: 'ConflictError',
  413: 'PayloadTooLargeError',
  415: 'UnsupportedMediaTypeError',
  422: 'UnprocessableEntityError',
  429: 'TooManyRequestsError',
  500: 'InternalServerError',
  503: 'ServiceUnavailableError',
};

/** Texts that clients compare literally. */
const LITERAL: Readonly<Record<string, string>> = {
  no_task: 'Task not found',
  unknown_task: 'Task not found',
  unknown_node: 'Node not found',
  unknown_user: 'User not found',
  not_found: 'Not found',
};

/** Answers with an error; what is not meant for callers goes to the log alone. */
export function sendError(response: Response, error: unknown, log: Log, headers: Record<string, string> = {}): void {
  if (response.headersSent) {
    // Too late to say anything: break off, so that nobody takes the half for the whole.
    (response as Response & { destroy?(): void }).destroy?.();
    return;
  }
  const known = error instanceof OrchestratorError ? error : undefined;
  if (!known) log.error({ err: error }, 'a request failed');
  const code = known?.code ?? 'internal';
  const httpCode = CODES[code][1];
  const message = LITERAL[code] ?? `${code}: ${known?.message ?? 'the orchestrator made a mistake; its log has more'}`;
  const retry = known?.retryAfterSeconds;
  send(
    response,
    httpCode,
    {
      ...headers,
      'content-type': 'application/json',
      'cache-control': 'no-store',
      ...(retry !== undefined && { 'retry-after': Math.ceil(retry) }),
    },
    JSON.stringify({ name: NAMES[httpCode] ?? 'Error', message, httpCode }),
  );
}
