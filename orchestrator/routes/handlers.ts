// What goes around every handler of the Connect router, where an interceptor would come too late or see too little.
import type { ConnectRouter } from '@connectrpc/connect';
import type { UniversalHandler } from '@connectrpc/connect/protocol';

export type Handle = (...args: Parameters<UniversalHandler>) => ReturnType<UniversalHandler>;

export function wrapHandlers(router: ConnectRouter, wrap: (handle: Handle) => Handle): void {
  router.handlers.forEach((handler, i) => {
    const { protocolNames, supportedContentType, allowedMethods, requestPath, service, method } = handler;
    const kept = { protocolNames, supportedContentType, allowedMethods, requestPath, service, method };
    router.handlers[i] = Object.assign(wrap(handler), kept);
  });
}
