// How often an address may ask for what is not proving; provers have limits of their own, by node.
import type { Interceptor } from '@connectrpc/connect';
import { READS } from '#orchestrator/limits.ts';
import { createRateLimit } from '#orchestrator/nodes/rate-limit.ts';
import { OrchestratorService } from '#proto/proofnet/v1/orchestrator_pb.ts';
import { addressOf } from './caller.ts';

export function readLimit(): Interceptor {
  const reads = createRateLimit(...READS);
  return (next) => async (request) => {
    if (request.service.typeName !== OrchestratorService.typeName) reads.take(addressOf(request.contextValues));
    return next(request);
  };
}
