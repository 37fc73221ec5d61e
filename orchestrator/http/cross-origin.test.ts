// Pages of other origins: those that the operator named may call, no others, and the older protocol is for all.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestNetwork } from '#orchestrator/fixtures/network.ts';
import { createOrigins } from './origins.ts';

let network: Awaited<ReturnType<typeof startTestNetwork>>;
before(async () => {
  network = await startTestNetwork({ seed: false, allowOrigins: ['https://page.example'] });
});
after(() => network[Symbol.asyncDispose]());

const CALL = '/proofnet.v1.NetworkService/GetOverview';

function ask(path: string, method: string, origin: string): Promise<Response> {
  const headers = {
    origin,
    ...(method === 'OPTIONS' && {
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,connect-protocol-version,authorization',
    }),
    ...(method === 'POST' && { 'content-type': 'application/json' }),
  };
  return fetch(network.orchestrator.url + path, { method, headers, ...(method === 'POST' && { body: '{}' }) });
}

test('a page of an allowed origin may ask, call and read the answer with its errors', async () => {
  const before = await ask(CALL, 'OPTIONS', 'https://page.example');
  assert.equal(before.status, 204);
  assert.match(before.headers.get('access-control-allow-headers') ?? '', /authorization/i);
  assert.match(before.headers.get('access-control-allow-methods') ?? '', /POST/);
  const call = await ask(CALL, 'POST', 'https://page.example');
  assert.equal(call.status, 200);
  assert.equal(call.headers.get('access-control-allow-origin'), 'https://page.example');
  assert.match(call.headers.get('access-control-expose-headers') ?? '', /retry-after/);
  const refused = await ask('/v1/jobs/x/bundle', 'GET', 'https://page.example');
  assert.equal(refused.status, 401);
  assert.equal(refused.headers.get('access-control-allow-origin'), 'https://page.example');
});

test('a page of another origin is told nothing that its browser would let it read', async () => {
  const before = await ask(CALL, 'OPTIONS', 'https://evil.example');
  assert.equal(before.status, 403);
  assert.equal(before.headers.get('access-control-allow-origin'), null);
  const call = await ask(CALL, 'POST', 'https://page.example.evil.example');
  assert.equal(call.headers.get('access-control-allow-origin'), null);
  assert.equal(call.headers.get('vary'), 'origin');
});

test('over the older protocol pages of every origin prove', async () => {
  const before = await ask('/v3/tasks', 'OPTIONS', 'https://app.nexus.xyz');
  assert.deepEqual([before.status, before.headers.get('access-control-allow-origin')], [204, '*']);
});

test('a star allows every page to call and makes none the network’s own', () => {
  const origins = createOrigins('https://net.example/', ['*'], () => 1);
  assert.ok(origins.allows('https://anybody.example'));
  assert.equal(origins.own('https://anybody.example'), undefined);
  assert.equal(origins.own('')?.host, 'net.example');
  assert.equal(origins.own('https://net.example')?.origin, 'https://net.example');
});
