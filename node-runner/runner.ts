// A headless prover: puts the client together with Node's parts and runs it until it is stopped.
import { systemClock } from '#client/clock.ts';
import type { Config } from '#client/config.ts';
import { ProverError } from '#client/errors.ts';
import type { EventSink } from '#client/events.ts';
import { keptIdentity } from '#client/identity/identity.ts';
import { DifficultyLadder } from '#client/pipeline/difficulty.ts';
import { Pipeline, type PipelineOptions, type PipelineStatus } from '#client/pipeline/pipeline.ts';
import { ProverPool } from '#client/pool/pool.ts';
import { settings } from '#client/settings.ts';
import { dataDirectory } from './data-dir.ts';
import { nodeMemory } from './host/memory.ts';
import { configuredProvers } from './host/provers.ts';
import { connected } from './orchestrators.ts';
import { nodesToProveFor } from './own-nodes.ts';
import { clearUnfinished } from './store/durable-file.ts';
import { fileDrafts } from './store/file-drafts.ts';
import { fileBlobs, fileNotes } from './store/file-notes.ts';
import { fileOutbox } from './store/file-outbox.ts';
import { lockFolder } from './store/folder-lock.ts';

/** What a runner that is at work can be asked and told. */
export interface RunnerControls {
  readonly nodeIds: readonly string[];
  readonly engine: string;
  readonly dataDir: string;
  readonly status: () => PipelineStatus;
  /** Takes over what may change while running. */
  readonly apply: (config: Config) => void;
}

/** What a runner reports to. */
export interface RunnerListener {
  readonly emit: EventSink;
  /** The runner is set up and about to prove. */
  readonly ready: (controls: RunnerControls) => void;
  /** Something that only start-up waits for failed and will be tried again. */
  readonly waiting: (error: ProverError, ms: number) => void;
}

/** Runs until `stop` is aborted; `hurry` ends what a stop would wait for. */
export async function run(
  config: Config,
  listener: RunnerListener,
  stop: AbortSignal,
  hurry: AbortSignal,
): Promise<void> {
  const dataDir = dataDirectory(config.data_dir);
  const unlock = await lockFolder(dataDir);
  try {
    await clearUnfinished(dataDir);
    const notes = await fileNotes(dataDir);
    const identity = await keptIdentity(notes);
    const start = await configuredProvers(config);
    let forgotten = async (): Promise<void> => {};
    const emit: EventSink = (event) => {
      listener.emit(event);
      if (event.type === 'fetch_failed' && event.code === 'unknown_node') void forgotten();
    };
    const parts = { clock: systemClock, emit, settings };
    const pool = new ProverPool({ ...parts, start, memory: nodeMemory }, config.prover_workers);
    const { name, airDigest, profiles } = await pool.ask((prover) => prover.describe(), stop);
    const engines = profiles.map((profile) => ({ name, airDigest, profile }));
    const orchestrator = await connected(config, identity, pool, engines);
    const outbox = await fileOutbox(dataDir);
    const drafts = await fileDrafts(dataDir);
    const ladder = await DifficultyLadder.remembered(notes, emit, settings.difficulty, config.max_difficulty);
    const nodes = (): Promise<readonly string[]> =>
      nodesToProveFor(config, notes, orchestrator, listener.waiting, stop);
    let nodeIds = await nodes();
    if (stop.aborted) return;
    const programs = await fileBlobs(dataDir);
    const orchestratorName = config.orchestrator_url;
    const pipeline = new Pipeline(
      { ...parts, orchestrator, orchestratorName, pool, outbox, drafts, programs, ladder, engines },
      pipelineOptions(config, nodeIds),
    );
    let current = config;
    const apply = (changed: Config): void => {
      current = changed;
      pool.resize(changed.prover_workers);
      ladder.most = changed.max_difficulty;
      pipeline.change(pipelineOptions(changed, changed.node_ids.length > 0 ? changed.node_ids : nodeIds));
    };
    // A database that was made anew knows neither our node nor its tasks: a node of our own is registered again.
    let renewing = false;
    forgotten = async (): Promise<void> => {
      if (renewing || current.node_ids.length > 0) return;
      renewing = true;
      try {
        nodeIds = await nodes();
        apply(current);
        pipeline.askAgain(nodeIds);
      } catch (error) {
        listener.waiting(ProverError.from(error), settings.registration.pauseMs);
      }
      await systemClock.sleep(settings.registration.pauseMs, stop);
      renewing = false;
    };
    listener.ready({ nodeIds, engine: name, dataDir, status: () => pipeline.status, apply });
    await pipeline.run(stop, hurry);
  } finally {
    unlock();
  }
}

function pipelineOptions(config: Config, nodeIds: readonly string[]): PipelineOptions {
  return {
    nodeIds,
    queueCapacity: config.task_queue_capacity,
    batchSize: config.batch_size,
    rules: {
      requestDelayMs: config.request_delay * 1000,
      fetchIntervalMs: config.task_fetch_interval * 1000,
      emptyBudget: config.max_404s_before_giving_up,
      settings: settings.fetching,
      random: Math.random,
    },
  };
}
