// The memory of a request's parts, given back as soon as they are together.
import type { ConnectRouter } from '@connectrpc/connect';
import { release } from '#orchestrator/memory.ts';
import { wrapHandlers } from './handlers.ts';

/** Of these, where their length is told, Connect copies each part before it asks for the next; it keeps those of others. */
const COPIED = /^application\/(proto|json)\b/;

export function releaseRequests(router: ConnectRouter): void {
  wrapHandlers(router, (handle) => (request) => {
    const { body, header } = request;
    const copied = COPIED.test(header.get('content-type') ?? '') && /^\d+$/.test(header.get('content-length') ?? '');
    return handle(copied && isStream(body) ? { ...request, body: releasing(body) } : request);
  });
}

async function* releasing(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  for await (const part of body) {
    yield part;
    // Others lie in memory that they share.
    if (part.byteLength === part.buffer.byteLength) release(part.buffer);
  }
}

function isStream(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}
