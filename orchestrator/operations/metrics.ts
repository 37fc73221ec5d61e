// Numbers for Prometheus.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Database } from '#orchestrator/db/database.ts';
import type { Events } from '#orchestrator/events/events.ts';
import type { NetworkStatistics } from '#orchestrator/overview/statistics.ts';
import type { Engine } from '#orchestrator/proofs/engine.ts';

export interface Metrics {
  /** The text that Prometheus reads. */
  text(): Promise<string>;
  readonly contentType: string;
  /** Measures a verification. */
  verified(seconds: number): void;
}

const PREFIX = 'orchestrator_';

export function createMetrics(
  db: Database,
  engine: Engine,
  events: Events,
  statistics: () => Promise<NetworkStatistics>,
): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: PREFIX });

  const leased = new Counter({
    name: `${PREFIX}tasks_leased_total`,
    help: 'Tasks handed out by this server.',
    registers,
  });
  const expired = new Counter({
    name: `${PREFIX}leases_expired_total`,
    help: 'Leases that ran out, seen by this server.',
    registers,
  });
  const accepted = new Counter({
    name: `${PREFIX}proofs_accepted_total`,
    help: 'Tasks whose proofs this server accepted.',
    registers,
  });
  const refused = new Counter({
    name: `${PREFIX}proofs_refused_total`,
    help: 'Submissions that this server refused, by code.',
    labelNames: ['code'],
    registers,
  });
  const cycles = new Counter({
    name: `${PREFIX}cycles_proven_total`,
    help: 'Cycles of the tasks accepted here.',
    registers,
  });
  events.onPublished((event) => {
    if (event.kind === 'task_leased') leased.inc();
    if (event.kind === 'lease_expired') expired.inc();
    if (event.kind === 'proof_refused') refused.inc({ code: event.code });
    if (event.kind === 'proof_accepted') {
      accepted.inc();
      cycles.inc(event.cycles);
    }
  });

  const verification = new Histogram({
    name: `${PREFIX}verification_seconds`,
    help: 'Time to verify a submission, with the wait for a verifier.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  new Gauge({
    name: `${PREFIX}tasks`,
    help: 'Open tasks in the database, by state.',
    labelNames: ['state'],
    registers,
    async collect() {
      const counts = await statistics().catch(() => undefined);
      if (!counts) return this.reset();
      this.set({ state: 'queued' }, counts.queued);
      this.set({ state: 'leased' }, counts.leased);
    },
  });
  new Gauge({
    name: `${PREFIX}verifiers`,
    help: 'Verifier workers and what waits for them.',
    labelNames: ['state'],
    registers,
    collect() {
      const { workers, busy, waiting, replaced } = engine.state();
      for (const [state, value] of Object.entries({ workers, busy, waiting, replaced })) this.set({ state }, value);
    },
  });
  new Gauge({
    name: `${PREFIX}database_connections`,
    help: 'Connections of this server to the database.',
    labelNames: ['state'],
    registers,
    collect() {
      for (const [state, value] of Object.entries(db.counts())) this.set({ state }, value);
    },
  });

  return {
    text: () => registry.metrics(),
    contentType: registry.contentType,
    verified: (seconds) => verification.observe(seconds),
  };
}
