// What the port answers: the Connect service first, then the page, else a plain 404.
import { connectNodeAdapter } from '@connectrpc/connect-node';
import { LARGEST_REQUEST_BYTES } from '#orchestrator/limits.ts';
import type { Network } from '#orchestrator/network.ts';
import { connectRoutes } from '#orchestrator/routes/connect.ts';
import { connectErrors } from '#orchestrator/routes/connect-errors.ts';
import { answerUndecodable } from '#orchestrator/routes/undecodable.ts';
import type { Response } from './exchange.ts';
import { type Listener, listen } from './listener.ts';
import { PAGE_HEADERS, servePage } from './page.ts';

export interface ServerOptions {
  host: string;
  port: number;
  pageDir: string | undefined;
  /** Ends the streams when the server is about to. */
  ending: AbortSignal;
}

export function startServer(network: Network, options: ServerOptions): Promise<Listener> {
  const page = options.pageDir === undefined ? async () => false : servePage(options.pageDir);
  const handler = connectNodeAdapter({
    routes(router) {
      connectRoutes(network)(router);
      answerUndecodable(router, network.log);
    },
    interceptors: [connectErrors(network.log)],
    readMaxBytes: LARGEST_REQUEST_BYTES,
    shutdownSignal: options.ending,
    fallback: (request, response) => {
      page(request, response)
        .then((served) => served || notFound(response))
        .catch((err) => {
          network.log.error({ err }, 'a file was not served');
          if (!response.headersSent) notFound(response);
        });
    },
  });
  return listen(options.host, options.port, handler);
}

function notFound(response: Response): void {
  const body = '{"name":"NotFoundError","message":"Not found","httpCode":404}';
  response.writeHead(404, { ...PAGE_HEADERS, 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}
