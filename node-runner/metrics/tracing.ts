// The OpenTelemetry hook: a span for every proof and every submission, where a tracer is registered (docs/metrics.md).
import { type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import type { ProverEvent } from '#client/events.ts';
import { version } from '../version.ts';

/** Makes spans of events. Without a registered tracer all of it does nothing. */
export class Tracing {
  readonly #tracer = trace.getTracer('nexus-prover', version);
  readonly #spans = new Map<string, Span>();

  /** Follows an event. */
  follow(event: ProverEvent): void {
    switch (event.type) {
      case 'worker_started':
        this.#spans.set(
          `worker ${event.worker}`,
          this.#tracer.startSpan('prove', { attributes: { task: event.taskId } }),
        );
        break;
      case 'worker_ended': {
        const span = this.#spans.get(`worker ${event.worker}`);
        this.#spans.delete(`worker ${event.worker}`);
        if (event.reason !== 'done') span?.setStatus({ code: SpanStatusCode.ERROR, message: event.reason });
        span?.setAttribute('wasm_bytes', event.release.wasmBytes).end();
        break;
      }
      case 'task_state': {
        const name = `task ${event.taskId}`;
        const { at } = event.state;
        if (at === 'queued' && !this.#spans.has(name)) {
          this.#spans.set(
            name,
            this.#tracer.startSpan('task', { attributes: { task: event.taskId, node: event.nodeId } }),
          );
        }
        const span = this.#spans.get(name);
        span?.addEvent(at);
        if (at === 'accepted' || at === 'refused' || at === 'abandoned') {
          if (at !== 'accepted') span?.setStatus({ code: SpanStatusCode.ERROR, message: at });
          span?.end();
          this.#spans.delete(name);
        }
        break;
      }
    }
  }
}
