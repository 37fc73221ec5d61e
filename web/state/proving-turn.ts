// One turn of proving: the client's pipeline with this browser's parts, until it is told to stop.

import type { EventSink } from '#client/events.ts';
import { DifficultyLadder } from '#client/pipeline/difficulty.ts';
import { Pipeline, type PipelineOptions } from '#client/pipeline/pipeline.ts';
import type { EngineId } from '#client/pipeline/task.ts';
import type { ProverPool } from '#client/pool/pool.ts';
import { settings } from '#client/settings.ts';
import type { Outbox } from '#client/store/outbox.ts';
import type { BrowserHost } from '../host/browser-host.ts';

/** Tasks that wait beside those being proven: one a worker hides the way to the orchestrator. */
const WAITING_PER_WORKER = 1;

/** What a turn is made of. */
export interface TurnParts {
  readonly host: BrowserHost;
  readonly outbox: Outbox;
  readonly pool: ProverPool;
  /** Empty: nothing is proven, only what is finished is sent. */
  readonly engines: readonly EngineId[];
  readonly nodeIds: readonly string[];
  readonly emit: EventSink;
}

/** A pipeline ready to run. */
export async function provingTurn(parts: TurnParts): Promise<Pipeline> {
  const { host, outbox, pool, engines, nodeIds, emit } = parts;
  const { store, clock, orchestrator, orchestratorName } = host;
  // Finishing may take as long as a proof may; pausing at once is what `hurry` is for.
  const patient = { ...settings, stopping: { ...settings.stopping, graceMs: settings.proving.deadlineMs } };
  const ladder = await DifficultyLadder.remembered(store.notes, emit, settings.difficulty, 'EXTRA_LARGE_5');
  const shared = { orchestrator, orchestratorName, programs: store.programs, drafts: store.drafts, clock };
  return new Pipeline(
    { ...shared, outbox, pool, ladder, engines, emit, settings: patient },
    turnOptions(nodeIds, pool.size),
  );
}

/** What changes with the number of workers. */
export function turnOptions(nodeIds: readonly string[], workers: number): PipelineOptions {
  const waiting = workers * WAITING_PER_WORKER;
  return {
    nodeIds,
    queueCapacity: waiting,
    batchSize: waiting,
    rules: {
      requestDelayMs: 1000,
      fetchIntervalMs: 5000,
      emptyBudget: 12,
      settings: settings.fetching,
      random: Math.random,
    },
  };
}
