// For whoever runs the server: is it alive, is it ready, how is it doing.

import { OrchestratorError } from '#orchestrator/errors.ts';
import { pathOf, type Request, type Route, send } from '#orchestrator/http/exchange.ts';
import type { Network } from '#orchestrator/network.ts';
import { administratorOf } from '#orchestrator/nodes/tokens.ts';
import type { Metrics } from '#orchestrator/operations/metrics.ts';

const PLAIN = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** `ending` is aborted when the server is about to end: from then on it is not ready. */
export function operations(network: Network, metrics: Metrics, ending: AbortSignal): Route {
  const { db } = network;

  /** Numbers are for those on the machine itself and for administrators. */
  async function mayReadMetrics(request: Request): Promise<void> {
    const forwarded = request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined;
    if (!forwarded && LOOPBACK.has(request.socket.remoteAddress ?? '')) return;
    await administratorOf(db, request.headers.authorization);
  }

  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    switch (pathOf(request)) {
      case '/healthz':
        send(response, 200, PLAIN, 'alive\n');
        return true;
      case '/readyz':
        if (ending.aborted) throw new OrchestratorError('unavailable', 'the server is ending');
        await db.query('SELECT 1');
        send(response, 200, PLAIN, 'ready\n');
        return true;
      case '/metrics':
        await mayReadMetrics(request);
        send(response, 200, { ...PLAIN, 'content-type': metrics.contentType }, await metrics.text());
        return true;
      default:
        return false;
    }
  };
}
