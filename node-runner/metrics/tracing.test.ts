// The OpenTelemetry hook, with a tracer that only remembers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trace } from '@opentelemetry/api';
import { bench } from '#client/fixtures/bench.ts';
import { Tracing } from './tracing.ts';

test('every task and every proof is a span, and failures are marked', async () => {
  const ended: { name: string; failed: boolean; events: string[] }[] = [];
  const tracer = {
    startSpan: (name: string) => {
      const span = { name, failed: false, events: [] as string[] };
      const chained = {
        setAttribute: () => chained,
        setStatus: () => {
          span.failed = true;
          return chained;
        },
        addEvent: (event: string) => {
          span.events.push(event);
          return chained;
        },
        end: () => void ended.push(span),
      };
      return chained;
    },
  };
  trace.setGlobalTracerProvider({ getTracer: () => tracer } as never);
  const it = await bench();
  it.provers.deed = (input) => (input === '1,0' ? 'refuse' : 'prove');
  await it.start();
  await it.clock.advance(5000);
  const tracing = new Tracing();
  for (const event of it.events) tracing.follow(event);
  const tasks = ended.filter(({ name }) => name === 'task');
  assert.deepEqual(tasks[0], { name: 'task', failed: true, events: ['queued', 'proving', 'abandoned'] });
  assert.deepEqual(tasks[1]?.events, ['queued', 'proving', 'proving', 'finished', 'accepted']);
  const proofs = ended.filter(({ name }) => name === 'prove');
  assert.deepEqual(
    proofs.slice(0, 2).map(({ failed }) => failed),
    [true, false],
  );
  await it.stop();
});
