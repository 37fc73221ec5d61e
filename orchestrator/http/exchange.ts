// What the routes outside Connect need of a request and a response, whether they came by HTTP/1.1 or HTTP/2.
import type { IncomingHttpHeaders } from 'node:http';

export interface Request {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

export interface Response {
  readonly headersSent: boolean;
  writeHead(status: number, headers: Record<string, string | number>): unknown;
  end(body?: Uint8Array | string): unknown;
}
