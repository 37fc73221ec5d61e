// Calls by pages of other origins, over the protocol of our own: those that the operator allows.
import type { ServerResponse } from 'node:http';
import { cors } from '@connectrpc/connect';
import type { Origins } from './origins.ts';

/** What an adapter's handler is given, of HTTP/1.1 or HTTP/2. */
interface Asked {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: { readonly origin?: string | undefined };
}

const PATHS = ['/proofnet.v1.', '/v1/'];

const PREFLIGHT = {
  'access-control-allow-methods': cors.allowedMethods.join(', '),
  'access-control-allow-headers': [...cors.allowedHeaders, 'authorization'].join(', '),
  // As long as browsers allow.
  'access-control-max-age': '7200',
};

const EXPOSED = [...cors.exposedHeaders, 'retry-after'].join(', ');

/** Puts what the page's browser wants to see on the response; answers the question before a call and says so. */
export function answerOrigin(
  origins: Origins,
  request: Asked,
  response: Pick<ServerResponse, 'setHeader'> & {
    writeHead(status: number, headers?: object): unknown;
    end(): unknown;
  },
): boolean {
  const { origin } = request.headers;
  if (origin === undefined || !PATHS.some((path) => request.url?.startsWith(path))) return false;
  response.setHeader('vary', 'origin');
  const allowed = origins.allows(origin);
  if (allowed) {
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-expose-headers', EXPOSED);
  }
  if (request.method !== 'OPTIONS') return false;
  response.writeHead(allowed ? 204 : 403, allowed ? PREFLIGHT : {});
  response.end();
  return true;
}
