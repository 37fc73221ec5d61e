// Thirty seconds of the dashboard, recorded as text while a pipeline works on a fake clock.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderToString } from 'ink';
import { ProverError } from '#client/errors.ts';
import { bench } from '#client/fixtures/bench.ts';
import { en } from '../lang/en.ts';
import { zh } from '../lang/zh.ts';
import { afterEvent, emptyModel, proofsPerHour, withMemory } from './model.ts';
import { dashboardView } from './view.ts';

const MIB = 1024 * 1024;

test('thirty seconds show workers, queue, nodes, rates, memory, events, and why nothing is proven', async () => {
  const it = await bench({ nodeIds: ['11', '22'], workers: 2, proveMs: 1500, fetchIntervalMs: 7000 });
  const begin = it.clock.now();
  let model = emptyModel(begin);
  let heard = 0;
  const frames: string[] = [];
  await it.start();
  for (let second = 1; second <= 30; second += 1) {
    if (second === 15) {
      it.orchestrator.supply = () => {
        throw new ProverError('rate_limited', 'slow down', { retryAfterMs: 60_000 });
      };
    }
    await it.clock.advance(1000);
    for (const event of it.events.slice(heard)) model = afterEvent(model, event, en.eventText(event), event.time);
    heard = it.events.length;
    model = withMemory(model, (100 + second) * MIB);
    const parts = { model, status: it.pipeline.status, now: it.clock.now(), say: en };
    frames.push(renderToString(dashboardView(parts), { columns: 100 }));
  }
  const film = frames.join('\n');
  assert.match(frames[0] ?? '', /00:00:01/);
  assert.match(film, /#\d+ [█░]{24} \w+/, 'a worker with its bar');
  assert.match(film, /queue \d\/4 {3}outbox \d/);
  assert.match(film, /11 {2}\d+ accepted, 0 refused/);
  assert.match(film, /[▁▂▃▄▅▆▇█]+ 1\d\d MiB/);
  assert.match(film, /proof of task task-\d+ accepted/);
  assert.match(frames.at(-1) ?? '', /not proving: rate_limited \d+ s · Fewer nodes/);
  const countdown = frames.slice(-3).map((frame) => Number(/rate_limited (\d+) s/.exec(frame)?.[1]));
  assert.deepEqual(
    countdown.map((left, index) => left - (countdown[0] ?? 0) + index),
    [0, 0, 0],
  );
  assert.ok(proofsPerHour(model, it.clock.now()) > 1000);
  const inChinese = renderToString(dashboardView({ model, status: it.pipeline.status, now: begin, say: zh }), {
    columns: 100,
  });
  assert.match(inChinese, /未在证明: rate_limited/);
  await it.stop();
});

test('many nodes are counted, not listed for ever', () => {
  let model = emptyModel(0);
  for (let node = 1; node <= 50; node += 1) {
    model = afterEvent(model, { type: 'batch_fetched', nodeId: `${node}`, tasks: 1, ms: 1 }, '', 0);
  }
  const frame = renderToString(dashboardView({ model, status: undefined, now: 0, say: en }), { columns: 80 });
  assert.match(frame, /\+40/);
});
