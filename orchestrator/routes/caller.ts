// From which address a Connect call comes.
import { type ContextValues, createContextKey, createContextValues } from '@connectrpc/connect';

const address = createContextKey('', { description: 'the address of the caller' });

export function caller(request: { socket?: { remoteAddress?: string | undefined } }): ContextValues {
  return createContextValues().set(address, request.socket?.remoteAddress ?? '');
}

export function addressOf(values: ContextValues): string {
  return values.get(address);
}
