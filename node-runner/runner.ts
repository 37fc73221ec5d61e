// A headless prover: puts the client together with Node's parts and runs it until it is stopped.
import { systemClock } from '#client/clock.ts';
import type { Config } from '#client/config.ts';
import { ProverError } from '#client/errors.ts';
import { type EventSink, fanOut } from '#client/events.ts';
import { keptIdentity } from '#client/identity/identity.ts';
import type { OrchestratorClient } from '#client/orchestrator/orchestrator-client.ts';
import { fetchVerdict } from '#client/orchestrator/retry-policy.ts';
import { DifficultyLadder } from '#client/pipeline/difficulty.ts';
import { Pipeline, type PipelineOptions, type PipelineStatus } from '#client/pipeline/pipeline.ts';
import { ProverPool } from '#client/pool/pool.ts';
import { backoffMs, settings } from '#client/settings.ts';
import type { Notes } from '#client/store/notes.ts';
import { officialConfig } from './config/official-config.ts';
import { dataDirectory } from './data-dir.ts';
import { nodeMemory } from './host/memory.ts';
import { configuredProvers } from './host/provers.ts';
import { connected } from './orchestrators.ts';
import { keptRegistration } from './registration.ts';
import { clearUnfinished } from './store/durable-file.ts';
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
    const emit = fanOut([listener.emit]);
    const parts = { clock: systemClock, emit, settings };
    const pool = new ProverPool({ ...parts, start, memory: nodeMemory }, config.prover_workers);
    const { name, airDigest, profiles } = await pool.ask((prover) => prover.describe(), stop);
    const engines = profiles.map((profile) => ({ name, airDigest, profile }));
    const orchestrator = await connected(config, identity, pool, engines);
    const outbox = await fileOutbox(dataDir);
    const ladder = await DifficultyLadder.remembered(notes, emit, settings.difficulty, config.max_difficulty);
    const nodeIds = await nodesToProveFor(config, notes, orchestrator, listener, stop);
    if (stop.aborted) return;
    const programs = await fileBlobs(dataDir);
    const orchestratorName = config.orchestrator_url;
    const pipeline = new Pipeline(
      { ...parts, orchestrator, orchestratorName, pool, outbox, programs, ladder, engines },
      pipelineOptions(config, nodeIds),
    );
    const apply = (changed: Config): void => {
      pool.resize(changed.prover_workers);
      ladder.most = changed.max_difficulty;
      pipeline.change(pipelineOptions(changed, changed.node_ids.length > 0 ? changed.node_ids : nodeIds));
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

/** The configured nodes, or the one of our own registration, however long the orchestrator takes to come up. */
async function nodesToProveFor(
  config: Config,
  notes: Notes,
  orchestrator: OrchestratorClient,
  listener: RunnerListener,
  stop: AbortSignal,
): Promise<readonly string[]> {
  if (config.node_ids.length > 0) return config.node_ids;
  const official = config.protocol === 'nexus-v3' ? await officialConfig() : undefined;
  if (official?.node_id) return [official.node_id];
  const userId = config.user_id || official?.user_id || '';
  const registrant = { userId, wallet: config.wallet_address || official?.wallet_address || '' };
  for (let times = 1; !stop.aborted; times += 1) {
    try {
      const { nodeId } = await keptRegistration(notes, orchestrator, config.orchestrator_url, registrant, stop);
      return [nodeId];
    } catch (reason) {
      const error = ProverError.from(reason);
      const waits = fetchVerdict(error.code).action === 'wait' && error.code !== 'invalid_request';
      if (!waits && !stop.aborted) throw error;
      const ms = Math.max(backoffMs(settings.fetching.failure, times), error.retryAfterMs ?? 0);
      if (!stop.aborted) listener.waiting(error, ms);
      await systemClock.sleep(ms, stop);
    }
  }
  return [];
}
