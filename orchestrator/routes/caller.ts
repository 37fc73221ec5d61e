// From which address a call comes.

import type { IncomingHttpHeaders } from 'node:http';
import { type ContextValues, createContextKey, createContextValues } from '@connectrpc/connect';

interface Called {
  headers: IncomingHttpHeaders;
  socket?: { remoteAddress?: string | undefined };
}

/** Tells the address of a caller. */
export type Addresses = (request: Called) => string;

/** Behind a proxy that can be trusted, the last entry of X-Forwarded-For is what that one saw; the others are hearsay. */
export function addresses(trustProxy: boolean): Addresses {
  return ({ headers, socket }) => {
    const forwarded = trustProxy
      ? String(headers['x-forwarded-for'] ?? '')
          .split(',')
          .at(-1)
          ?.trim()
      : '';
    return forwarded || (socket?.remoteAddress ?? '');
  };
}

const address = createContextKey('', { description: 'the address of the caller' });

export function callerContext(of: Addresses): (request: Called) => ContextValues {
  return (request) => createContextValues().set(address, of(request));
}

export function addressOf(values: ContextValues): string {
  return values.get(address);
}
