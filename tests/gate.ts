// A reverse proxy before an orchestrator that can be shut for submissions, and remembers those that came.
import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { fromBinary } from '@bufbuild/protobuf';
import { type SubmitProofRequest, SubmitProofRequestSchema } from '#proto/proofnet/v1/orchestrator_pb.ts';

export interface Gate extends AsyncDisposable {
  readonly url: string;
  /** While shut, submissions are answered 503. */
  shut: boolean;
  /** Every submission that came, let through or not. */
  readonly submissions: readonly SubmitProofRequest[];
  /** Resolves once so many submissions have come. */
  submitted(count: number): Promise<void>;
}

/** Opens a gate before an address. */
export async function openGate(to: string): Promise<Gate> {
  const submissions: SubmitProofRequest[] = [];
  const waiting = new Set<() => void>();
  const server = createServer(async (incoming, response) => {
    // Who is killed in the middle of a request sends no more of it.
    const body = await buffer(incoming).catch(() => undefined);
    if (body === undefined) return;
    if (incoming.url?.endsWith('/SubmitProof')) {
      submissions.push(fromBinary(SubmitProofRequestSchema, body));
      for (const look of waiting) look();
      if (gate.shut) return void response.writeHead(503).end();
    }
    const { method = 'GET', headers } = incoming;
    const outgoing = request(new URL(incoming.url ?? '/', to), { method, headers });
    outgoing.end(body);
    try {
      const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
      answer.pipe(response.writeHead(answer.statusCode ?? 502, answer.headers));
    } catch {
      response.writeHead(502).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const gate: Gate = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    shut: false,
    submissions,
    submitted(count) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const look = (): void => {
        if (submissions.length < count) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
      return promise;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return gate;
}
