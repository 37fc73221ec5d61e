// /metrics, /healthz and /readyz over HTTP.
import { createServer, type Server } from 'node:http';
import { ProverError } from '#client/errors.ts';
import { IDLE_REMEDY, type IdleCode } from '#client/pipeline/idle.ts';
import type { PipelineStatus } from '#client/pipeline/pipeline.ts';
import type { Metrics } from './metrics.ts';

/** Reasons that time or other people heal count as ready; these need somebody to look. */
const NOT_READY: readonly IdleCode[] = [
  'stopping',
  'no_nodes',
  'engine_crash_loop',
  'engine_outdated',
  'tasks_unfit',
  'memory_full',
  'store_failed',
  'node_refused',
  'orchestrator_unreachable',
];

/** Serves until the result is closed. */
export async function serveMetrics(
  metrics: Metrics,
  status: () => PipelineStatus | undefined,
  port: number,
  host: string,
): Promise<Server> {
  const server = createServer(async (request, response) => {
    const path = request.url?.split('?')[0];
    if (path === '/metrics') {
      response.writeHead(200, { 'content-type': metrics.registry.contentType }).end(await metrics.registry.metrics());
    } else if (path === '/healthz') {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"alive"}');
    } else if (path === '/readyz') {
      const { ready, ...facts } = readiness(status());
      response
        .writeHead(ready ? 200 : 503, { 'content-type': 'application/json' })
        .end(JSON.stringify({ ready, ...facts }));
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const remedy = 'Choose another metrics_port.';
      reject(new ProverError('metrics_port_taken', `Metrics cannot be served: ${cause.message}`, { cause, remedy }));
    });
    server.listen(port, host, resolve);
  });
  // The metrics must not keep a prover alive that has ended.
  server.unref();
  return server;
}

/** Whether a prover proves, or only waits for what comes by itself. */
export function readiness(status: PipelineStatus | undefined): { ready: boolean; code?: string; remedy?: string } {
  if (status === undefined) return { ready: false, code: 'starting' };
  const code = status.idle?.code;
  if (code === undefined) return { ready: true };
  return { ready: !NOT_READY.includes(code), code, remedy: IDLE_REMEDY[code] };
}
