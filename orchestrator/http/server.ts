// What the port answers: the Connect services, the Nexus v3 protocol, downloads, and the page.
import { connectNodeAdapter } from '@connectrpc/connect-node';
import { OrchestratorError } from '#orchestrator/errors.ts';
import { LARGEST_REQUEST_BYTES } from '#orchestrator/limits.ts';
import type { Network } from '#orchestrator/network.ts';
import type { Metrics } from '#orchestrator/operations/metrics.ts';
import { accountRoutes } from '#orchestrator/routes/accounts.ts';
import { adminRoutes } from '#orchestrator/routes/admin.ts';
import { callerContext } from '#orchestrator/routes/caller.ts';
import { connectRoutes } from '#orchestrator/routes/connect.ts';
import { connectErrors } from '#orchestrator/routes/connect-errors.ts';
import { downloads } from '#orchestrator/routes/downloads.ts';
import { jobRoutes } from '#orchestrator/routes/jobs.ts';
import { networkRoutes } from '#orchestrator/routes/network.ts';
import { nexusV3 } from '#orchestrator/routes/nexus-v3.ts';
import { operations } from '#orchestrator/routes/operations.ts';
import { readLimit } from '#orchestrator/routes/read-limit.ts';
import { receiptRoutes } from '#orchestrator/routes/receipts.ts';
import { releaseRequests } from '#orchestrator/routes/request-memory.ts';
import { answerUndecodable } from '#orchestrator/routes/undecodable.ts';
import { answerOrigin } from './cross-origin.ts';
import type { Request, Response, Route } from './exchange.ts';
import { sendError } from './json-error.ts';
import { type Listener, listen } from './listener.ts';
import { PAGE_HEADERS, servePage } from './page.ts';

export interface ServerOptions {
  host: string;
  port: number;
  pageDir: string | undefined;
  metrics: Metrics;
  /** Ends the streams when the server is about to. */
  ending: AbortSignal;
}

export function startServer(network: Network, options: ServerOptions): Promise<Listener> {
  const { metrics, ending } = options;
  const routes: Route[] = [operations(network, metrics, ending), nexusV3(network), downloads(network)];
  if (options.pageDir !== undefined) routes.push(servePage(options.pageDir));

  async function answer(request: Request, response: Response): Promise<void> {
    try {
      for (const route of routes) if (await route(request, response)) return;
      throw new OrchestratorError('not_found', 'there is nothing here');
    } catch (error) {
      sendError(response, error, network.log, PAGE_HEADERS);
    }
  }

  const handler = connectNodeAdapter({
    routes(router) {
      connectRoutes(network)(router);
      jobRoutes(network)(router);
      receiptRoutes(network)(router);
      networkRoutes(network)(router);
      accountRoutes(network)(router);
      adminRoutes(network)(router);
      releaseRequests(router);
      answerUndecodable(router, network.log);
    },
    contextValues: callerContext(network.addresses),
    interceptors: [connectErrors(network.log), readLimit()],
    readMaxBytes: LARGEST_REQUEST_BYTES,
    shutdownSignal: ending,
    fallback: (request, response) => void answer(request, response as Response),
  });
  return listen(options.host, options.port, (request, response) => {
    if (!answerOrigin(network.origins, request, response as Parameters<typeof answerOrigin>[2]))
      handler(request, response);
  });
}
