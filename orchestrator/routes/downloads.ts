// Files for people: the bundle of a job's results.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pathOf, type Route } from '#orchestrator/http/exchange.ts';
import { bundleOf } from '#orchestrator/jobs/bundle.ts';
import { jobById } from '#orchestrator/jobs/jobs.ts';
import type { Network } from '#orchestrator/network.ts';
import { bearerOf } from '#orchestrator/nodes/tokens.ts';

export function downloads({ db, files, programs, engine }: Network): Route {
  return async (request, response) => {
    const jobId = /^\/v1\/jobs\/([\w-]+)\/bundle$/.exec(pathOf(request))?.[1];
    if (jobId === undefined || request.method !== 'GET') return false;
    const job = await jobById(db, await bearerOf(db, request.headers.authorization), jobId);
    const parts = bundleOf(db, files, job, await programs.get(job.programDigest), engine.description);
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${job.jobId}.bundle"`,
      'cache-control': 'private, no-store',
    });
    await pipeline(Readable.from(parts), response);
    return true;
  };
}
