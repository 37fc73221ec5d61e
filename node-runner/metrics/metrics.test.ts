// Metrics and readiness say what the log says, in the same codes.
import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { bench } from '#client/fixtures/bench.ts';
import { Metrics } from './metrics.ts';
import { readiness, serveMetrics } from './metrics-server.ts';

test('what a pipeline does is counted and served', async (t) => {
  const it = await bench({ workers: 2 });
  it.provers.deed = (input, attempt) => (input.startsWith('1,') && attempt === 1 ? 'trap' : 'prove');
  const metrics = new Metrics(() => it.pipeline.status);
  await it.start();
  await it.clock.advance(10_000);
  it.orchestrator.supply = () => 0;
  await it.clock.advance(60_000);
  for (const event of it.events) metrics.count(event);
  const server = await serveMetrics(metrics, () => it.pipeline.status, 0, '127.0.0.1');
  t.after(() => server.close());
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const text = await (await fetch(`${base}/metrics`)).text();
  const value = (name: string) => Number(new RegExp(`^nexus_prover_${name} (\\S+)$`, 'm').exec(text)?.[1]);
  assert.equal(value('proofs_accepted_total\\{node="1"\\}'), it.orchestrator.accepted.size);
  assert.equal(value('attempts_failed_total\\{code="trap"\\}'), 1);
  assert.equal(value('workers_ended_total\\{reason="trap"\\}'), 1);
  assert.equal(value('workers'), 2);
  assert.equal(value('idle\\{code="no_tasks_pausing"\\}') + value('idle\\{code="no_tasks"\\}'), 1);
  assert.ok(value('prove_seconds_count') > 0);
  assert.equal((await fetch(`${base}/healthz`)).status, 200);
  assert.equal((await fetch(`${base}/readyz`)).status, 200);
  assert.equal((await fetch(`${base}/other`)).status, 404);
  await it.stop();
  const stopped = await fetch(`${base}/readyz`);
  assert.equal(stopped.status, 503);
  assert.equal(((await stopped.json()) as { code: string }).code, 'stopping');
});

test('readiness tells what heals by itself from what needs somebody to look', () => {
  const status = { queued: 0, capacity: 1, proving: 0, workers: 1, outbox: 0 };
  assert.deepEqual(readiness(undefined), { ready: false, code: 'starting' });
  assert.equal(readiness({ ...status, idle: undefined }).ready, true);
  assert.equal(readiness({ ...status, idle: { code: 'rate_limited', until: 1 } }).ready, true);
  const refused = readiness({ ...status, idle: { code: 'node_refused', until: 1 } });
  assert.equal(refused.ready, false);
  assert.ok(refused.remedy);
});

test('a port that is taken is an error with a remedy', async (t) => {
  const metrics = new Metrics(() => undefined);
  const first = await serveMetrics(metrics, () => undefined, 0, '127.0.0.1');
  t.after(() => first.close());
  const { port } = first.address() as AddressInfo;
  await assert.rejects(
    serveMetrics(metrics, () => undefined, port, '127.0.0.1'),
    { code: 'metrics_port_taken' },
  );
});
