// Prometheus metrics, counted from events; the codes are those of log, dashboard and status.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { ProverEvent } from '#client/events.ts';
import { IDLE_CODES } from '#client/pipeline/idle.ts';
import type { PipelineStatus } from '#client/pipeline/pipeline.ts';

/** The metrics of one runner. */
export class Metrics {
  readonly registry = new Registry();
  readonly #accepted = this.#counter('proofs_accepted_total', 'Accepted proofs', ['node']);
  readonly #refused = this.#counter('proofs_refused_total', 'Finally refused proofs', ['node', 'code']);
  readonly #deferred = this.#counter('submissions_deferred_total', 'Submissions to be tried again', ['code']);
  readonly #cycles = this.#counter('cycles_total', 'Cycles of accepted proofs', []);
  readonly #fetches = this.#counter('fetches_total', 'Fetches by result: tasks, none, or a code', ['node', 'result']);
  readonly #attempts = this.#counter('attempts_failed_total', 'Failed attempts at a proof', ['code']);
  readonly #tasks = this.#counter('tasks_total', 'Steps of tasks by state', ['state']);
  readonly #workers = this.#counter('workers_ended_total', 'Disposals of workers by reason', ['reason']);
  readonly #released = this.#counter('memory_released_bytes_total', 'Memory given back by disposals', []);
  readonly #wasm = this.#gauge('wasm_memory_bytes', 'WebAssembly memory of the last worker', []);
  readonly #afterDisposal = this.#gauge('rss_after_disposal_bytes', 'RSS after the last disposal', []);
  readonly #idle = this.#gauge('idle', '1 for the reason why nothing is proven', ['code']);
  readonly #prove = new Histogram({
    name: 'nexus_prover_prove_seconds',
    help: 'Time to prove one input',
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    registers: [this.registry],
  });

  constructor(status: () => PipelineStatus | undefined) {
    collectDefaultMetrics({ register: this.registry });
    const now = (name: string, help: string, value: (status: PipelineStatus) => number): void => {
      const gauge = this.#gauge(name, help, [], () => gauge.set(value(status() ?? NOTHING_YET)));
    };
    now('queue_tasks', 'Tasks that wait', ({ queued }) => queued);
    now('queue_capacity', 'Tasks that may wait', ({ capacity }) => capacity);
    now('proving_tasks', 'Tasks that are being proven', ({ proving }) => proving);
    now('workers', 'Proofs that may be made at once', ({ workers }) => workers);
    now('outbox_entries', 'Finished proofs that wait to be submitted', ({ outbox }) => outbox);
  }

  /** Counts an event. */
  count(event: ProverEvent): void {
    switch (event.type) {
      case 'submitted':
        this.#accepted.inc({ node: event.nodeId });
        this.#cycles.inc(event.cycles);
        break;
      case 'submission_refused':
        this.#refused.inc({ node: event.nodeId, code: event.code });
        break;
      case 'submission_deferred':
        this.#deferred.inc({ code: event.code });
        break;
      case 'batch_fetched':
        this.#fetches.inc({ node: event.nodeId, result: 'tasks' });
        break;
      case 'no_tasks':
        this.#fetches.inc({ node: event.nodeId, result: 'none' });
        break;
      case 'fetch_failed':
        this.#fetches.inc({ node: event.nodeId, result: event.code });
        break;
      case 'attempt_failed':
        this.#attempts.inc({ code: event.code });
        break;
      case 'task_state':
        this.#tasks.inc({ state: event.state.at });
        break;
      case 'input_proven':
        this.#prove.observe(event.proveMs / 1000);
        break;
      case 'worker_ended':
        this.#workers.inc({ reason: event.reason });
        this.#released.inc(Math.max(0, event.release.rssBeforeBytes - event.release.rssAfterBytes));
        this.#wasm.set(event.release.wasmBytes);
        this.#afterDisposal.set(event.release.rssAfterBytes);
        break;
      case 'idle':
        for (const code of IDLE_CODES) this.#idle.set({ code }, event.reason?.code === code ? 1 : 0);
        break;
    }
  }

  #counter(name: string, help: string, labelNames: string[]): Counter<string> {
    return new Counter({ name: `nexus_prover_${name}`, help, labelNames, registers: [this.registry] });
  }

  #gauge(name: string, help: string, labelNames: string[], collect?: () => void): Gauge<string> {
    const registers = [this.registry];
    return new Gauge({ name: `nexus_prover_${name}`, help, labelNames, registers, ...(collect && { collect }) });
  }
}

const NOTHING_YET: PipelineStatus = { queued: 0, capacity: 0, proving: 0, workers: 0, outbox: 0, idle: undefined };
