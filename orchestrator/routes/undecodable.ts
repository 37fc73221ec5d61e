// Requests that Connect itself gives up on, answered as what they are: the caller's mistake, not ours and not too many.
import type { ConnectError, ConnectRouter } from '@connectrpc/connect';
import { errorToJsonBytes } from '@connectrpc/connect/protocol-connect';
import { OrchestratorError } from '#orchestrator/errors.ts';
import { LARGEST_REQUEST_BYTES } from '#orchestrator/limits.ts';
import type { Log } from '#orchestrator/log.ts';
import { connectError } from './connect-errors.ts';
import { wrapHandlers } from './handlers.ts';

/** Around every handler of the router, because no interceptor sees a request that was not decoded. */
export function answerUndecodable(router: ConnectRouter, log: Log): void {
  wrapHandlers(router, (handle) => async (request) => {
    const response = await handle(request);
    const json = response.header?.get('content-type')?.startsWith('application/json') ?? false;
    if (response.status < 400 || !json || response.body === undefined) return response;
    const bytes = await gathered(response.body);
    const { status, error } = better(bytes, log) ?? { status: response.status, error: undefined };
    const body = error === undefined ? bytes : errorToJsonBytes(error, undefined);
    response.header?.set('content-length', String(body.length));
    return { ...response, status, body: chunks(body) };
  });
}

/** What Connect says of bodies that it cannot read, in our words. */
function better(body: Uint8Array, log: Log): { status: number; error: ConnectError } | undefined {
  let said: { code?: string; message?: string };
  try {
    said = JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
  if (said.code === 'internal' && said.message?.startsWith('parse binary')) {
    return {
      status: 400,
      error: connectError(new OrchestratorError('bad_request', 'the message cannot be decoded'), log),
    };
  }
  // Connect's code for this is that of rate limiting, and would be tried again for ever.
  if (said.code === 'resource_exhausted' && said.message?.includes('readMaxBytes')) {
    const message = `a request may have ${LARGEST_REQUEST_BYTES} bytes`;
    return { status: 400, error: connectError(new OrchestratorError('too_large', message), log) };
  }
  return undefined;
}

async function gathered(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts);
}

async function* chunks(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
