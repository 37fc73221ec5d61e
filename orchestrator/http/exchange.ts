// A request and its response as the routes outside Connect see them, whether they came by HTTP/1.1 or HTTP/2.
import type { IncomingHttpHeaders } from 'node:http';
import { OrchestratorError } from '#orchestrator/errors.ts';
import { LARGEST_REQUEST_BYTES } from '#orchestrator/limits.ts';

export interface Request extends AsyncIterable<Buffer> {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

export interface Response extends NodeJS.WritableStream {
  readonly headersSent: boolean;
  writeHead(status: number, headers: Record<string, string | number>): unknown;
}

/** One group of paths: answers a request and says so, or leaves it to the next. */
export type Route = (request: Request, response: Response) => Promise<boolean>;

/** The path of a request, without its query. */
export function pathOf(request: Request): string {
  return request.url?.split('?', 1)[0] ?? '/';
}

/** The whole body, which may not be larger than any request may. */
export async function bodyOf(request: Request): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    length += part.length;
    if (length > LARGEST_REQUEST_BYTES) {
      throw new OrchestratorError('too_large', `a request may have ${LARGEST_REQUEST_BYTES} bytes`);
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}

export function send(
  response: Response,
  status: number,
  headers: Record<string, string | number>,
  body: Uint8Array | string,
): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
