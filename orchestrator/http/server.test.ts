// One port: every protocol of the service, the page, and whatever else arrives at a port.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectSocket } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createClient, type Transport } from '@connectrpc/connect';
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node';
import {
  randomWallet,
  refusalOf,
  startTestNetwork,
  temporaryFolder,
  testOptions,
} from '#orchestrator/fixtures/network.ts';
import { startOrchestrator } from '#orchestrator/main.ts';
import { addresses } from '#orchestrator/routes/caller.ts';
import { OrchestratorService } from '#proto/proofnet/v1/orchestrator_pb.ts';

let network: Awaited<ReturnType<typeof startTestNetwork>>;
let url: string;
const pageDir = temporaryFolder();

before(async () => {
  mkdirSync(join(pageDir, 'assets'));
  writeFileSync(join(pageDir, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(pageDir, 'assets', 'main-AbCd1234.js'), 'console.log(1);'.repeat(200));
  writeFileSync(join(pageDir, '..', 'secret.txt'), 'secret');
  network = await startTestNetwork({ pageDir });
  url = network.orchestrator.url;
});
after(async () => {
  await network[Symbol.asyncDispose]();
  rmSync(pageDir, { recursive: true });
});

const transports: Record<string, () => Transport> = {
  'Connect over HTTP/1.1': () => createConnectTransport({ baseUrl: url, httpVersion: '1.1' }),
  'Connect with JSON': () => createConnectTransport({ baseUrl: url, httpVersion: '1.1', useBinaryFormat: false }),
  'Connect over HTTP/2': () => createConnectTransport({ baseUrl: url, httpVersion: '2' }),
  gRPC: () => createGrpcTransport({ baseUrl: url }),
  'gRPC-Web over HTTP/1.1': () => createGrpcWebTransport({ baseUrl: url, httpVersion: '1.1' }),
  'gRPC-Web over HTTP/2': () => createGrpcWebTransport({ baseUrl: url, httpVersion: '2' }),
};

for (const [name, transport] of Object.entries(transports)) {
  test(`${name}: calls, errors with their codes, streams that end with their abort`, async () => {
    const client = createClient(OrchestratorService, transport());
    const userId = randomUUID();
    assert.equal((await client.registerUser({ userId, walletAddress: randomWallet() })).userId, userId);
    assert.equal(await refusalOf(client.registerUser({ userId, walletAddress: 'no wallet' })), 'bad_request');
    assert.equal(await refusalOf(client.registerNode({ userId: randomUUID(), nodeType: 1 })), 'unknown_user');
    const stop = new AbortController();
    let events = 0;
    await assert.rejects(async () => {
      for await (const _ of client.watchEvents({}, { signal: stop.signal })) {
        events += 1;
        stop.abort();
      }
    });
    assert.equal(events, 1);
  });
}

function rpc(method: string, body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Response> {
  const path = `${url}/proofnet.v1.OrchestratorService/${method}`;
  return fetch(path, { method: 'POST', body, headers: { 'content-type': 'application/proto', ...headers } });
}

test('a message that cannot be decoded is the caller’s mistake', async () => {
  const response = await rpc('SubmitProof', new Uint8Array([0xff, 0xff, 0xff]));
  assert.equal(response.status, 400);
  const { code, message, details } = (await response.json()) as { code: string; message: string; details: unknown[] };
  assert.equal(code, 'invalid_argument');
  assert.equal(message, 'the message cannot be decoded');
  assert.equal(details.length, 1);
});

test('a compressed bomb is refused for its size and not unpacked', async () => {
  const bomb = gzipSync(new Uint8Array(64 * 1024 * 1024));
  const before = process.memoryUsage().rss;
  const response = await rpc('SubmitProof', new Uint8Array(bomb), { 'content-encoding': 'gzip' });
  assert.equal(response.status, 400);
  assert.match(await response.text(), /invalid_argument/);
  assert.ok(process.memoryUsage().rss - before < 256 * 1024 * 1024);
});

test('wrong content types and methods have their own answers', async () => {
  assert.equal((await rpc('FetchTasks', new Uint8Array(), { 'content-type': 'application/octet-stream' })).status, 415);
  assert.equal((await fetch(`${url}/proofnet.v1.OrchestratorService/FetchTasks`)).status, 405);
  assert.equal((await rpc('NoSuchMethod', new Uint8Array())).status, 404);
});

test('nothing of the inside leaves with an error', async () => {
  const response = await fetch(`${url}/a%00b%ff`);
  assert.equal(response.status, 404);
  assert.equal(await response.text(), '{"name":"NotFoundError","message":"Not found","httpCode":404}');
});

test('the page comes with isolation, its policy, and a check instead of a copy', async () => {
  const response = await fetch(`${url}/?utm=1`);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('cross-origin-opener-policy'), 'same-origin');
  assert.equal(response.headers.get('cross-origin-embedder-policy'), 'require-corp');
  assert.match(response.headers.get('content-security-policy') ?? '', /script-src 'self' 'wasm-unsafe-eval'/);
  assert.equal(response.headers.get('cache-control'), 'no-cache');
  const etag = response.headers.get('etag') ?? '';
  assert.equal((await fetch(url, { headers: { 'if-none-match': etag } })).status, 304);
});

test('assets with a hash in their name are kept for ever and sent compressed', async () => {
  const asset = `${url}/assets/main-AbCd1234.js`;
  const response = await fetch(asset, { headers: { 'accept-encoding': 'br' } });
  assert.match(response.headers.get('cache-control') ?? '', /immutable/);
  assert.equal(response.headers.get('content-encoding'), 'br');
  const size = async (encoding: string) =>
    Number((await fetch(asset, { headers: { 'accept-encoding': encoding } })).headers.get('content-length'));
  assert.ok((await size('br')) < 100);
  assert.ok((await size('gzip')) < 200);
  assert.equal(await size('identity'), 3_000);
  assert.equal(await size('br;q=0, gzip;q=0'), 3_000);
});

test('no path leads out of the page’s folder', async () => {
  for (const path of [
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
  ]) {
    const socket = connectSocket(Number(new URL(url).port), '127.0.0.1');
    socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
    const answer = Buffer.concat(await Array.fromAsync(socket)).toString();
    assert.match(answer, /^HTTP\/1.1 404/);
    assert.doesNotMatch(answer, /secret/);
  }
});

test('registrations are limited by address, which behind a proxy is the one that the proxy saw', () => {
  const socket = { remoteAddress: '10.0.0.1' };
  const headers = { 'x-forwarded-for': 'made up, 192.0.2.7' };
  assert.equal(addresses(false)({ headers, socket }), '10.0.0.1');
  assert.equal(addresses(true)({ headers, socket }), '192.0.2.7');
  assert.equal(addresses(true)({ headers: {}, socket }), '10.0.0.1');
});

test('a port that is taken is said to be so', async () => {
  const dataDir = temporaryFolder();
  const port = Number(new URL(url).port);
  await assert.rejects(startOrchestrator({ ...testOptions(dataDir), port }), { code: 'port_in_use' });
  rmSync(dataDir, { recursive: true });
});
