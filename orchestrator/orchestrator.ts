// Puts the parts of an orchestrator together, and takes them apart in the reverse order.
import { pathToFileURL } from 'node:url';
import { openDatabase } from './db/database.ts';
import { startEmbeddedDatabase } from './db/embedded.ts';
import { migrate } from './db/migrate.ts';
import { createEvents } from './events/events.ts';
import { createOrigins } from './http/origins.ts';
import { startServer } from './http/server.ts';
import { REGISTRATIONS } from './limits.ts';
import { createLog, type Log } from './log.ts';
import type { Network } from './network.ts';
import { createPresence } from './nodes/presence.ts';
import { createRateLimit } from './nodes/rate-limit.ts';
import { createMetrics } from './operations/metrics.ts';
import { startRetention } from './operations/retention.ts';
import { type CheckedOptions, checkOptions, type OrchestratorOptions, proofFilesOf } from './options.ts';
import { createLeaders } from './overview/leaders.ts';
import { createStatistics } from './overview/statistics.ts';
import { createThroughput } from './overview/throughput.ts';
import { DEMO_ELF, registerDemo } from './programs/demo.ts';
import { createPrograms } from './programs/programs.ts';
import { type EngineArchive, openArchive } from './proofs/archive.ts';
import { engineAt, startEngine } from './proofs/engine.ts';
import { startForeignEngine } from './proofs/foreign.ts';
import { type EnginePackage, PACKAGE, readPackage, verifiersOf } from './proofs/package.ts';
import { createRecorder } from './proofs/recorder.ts';
import { createSubmissions } from './proofs/submissions.ts';
import { receiptSigner } from './receipts/receipt.ts';
import { addresses } from './routes/caller.ts';
import { startGenerator } from './tasks/generator.ts';
import { startQueue } from './tasks/queue.ts';
import { startExpiry } from './tasks/release.ts';

export interface Orchestrator {
  /** Where it answers, for example "http://127.0.0.1:8787". */
  url: string;
  /** The process of the embedded database, where there is one. */
  databasePid(): number | undefined;
  /** Finishes what is in work and stops everything that was started. */
  close(): Promise<void>;
}

/** How long open requests may take when the orchestrator ends: a proof is verified in less. */
const DRAIN_MS = 10_000;

/** Starts an orchestrator; it answers when the promise resolves. */
export async function startOrchestrator(given: OrchestratorOptions = {}): Promise<Orchestrator> {
  const options = checkOptions(given);
  const log = createLog(options.logLevel);
  await using parts = new AsyncDisposableStack();

  const present = packageOf(options);
  const source = options.verifierSource ?? (present ? verifiersOf(present) : engineAt(options.engine ?? ''));
  const engine = await startEngine(source, options.verifiers, log);
  parts.defer(() => engine.close());
  const v3Engine = await v3EngineOf(options, log);
  if (v3Engine) parts.defer(() => v3Engine.close());
  const embedded = options.databaseUrl === undefined ? await startEmbeddedDatabase(options.dataDir, log) : undefined;
  if (embedded) parts.defer(() => embedded.close());
  const db = openDatabase(embedded?.connection ?? { connectionString: options.databaseUrl }, log);
  parts.defer(() => db.close());
  await migrate(db, log);
  // Of its own, so that accepted proofs never wait behind the crowd that asks for tasks.
  const ledger = openDatabase({ ...db.config, max: 2 }, log);
  parts.defer(() => ledger.close());
  const { profiles, limits, airDigest } = engine.description;
  const profile = profiles[0] ?? 'standard';
  const queue = await startQueue(db, profiles, log);
  parts.defer(() => queue.close());
  const events = createEvents(db, embedded === undefined, log);
  parts.defer(() => events.close());
  const presence = createPresence(db, log);
  parts.defer(() => presence.close());
  const expiry = startExpiry(db, queue, events, log);
  parts.defer(() => expiry.close());

  const programs = createPrograms(db, engine);
  const archive = present && archiveIn(options.dataDir, present, airDigest, log);
  if (archive) parts.defer(() => archive.close());
  const signer = await receiptSigner(db);
  const files = proofFilesOf(options);
  parts.defer(() => files.close());
  const recorder = createRecorder(ledger, queue, signer);
  const statistics = createStatistics(db);
  const metrics = createMetrics(db, engine, events, statistics);
  const retention = startRetention(db, files, log);
  parts.defer(() => retention.close());
  const network: Network = {
    db,
    queue,
    engine,
    v3Engine,
    programs,
    submissions: createSubmissions({
      db,
      queue,
      programs,
      engine,
      archive,
      recorder,
      files,
      events,
      verified: metrics.verified,
    }),
    events,
    presence,
    addresses: addresses(options.trustProxy),
    origins: createOrigins(options.publicUrl, options.allowOrigins, () => listener.port),
    registrations: createRateLimit(...REGISTRATIONS),
    statistics,
    throughput: createThroughput(db),
    leaders: createLeaders(db),
    files,
    signer,
    profile,
    leaseSeconds: options.leaseSeconds,
    acceptGoClients: options.acceptGoClients,
    log,
  };
  if (options.seed) {
    const demo = await registerDemo(programs, engine, profile, options.demoElf);
    const generator = await startGenerator(db, queue, events, { demo, profile, mostCycles: limits.cycles }, log);
    parts.defer(() => generator.close());
  }

  const ending = new AbortController();
  const { host, port, pageDir } = options;
  const listener = await startServer(network, { host, port, pageDir, metrics, ending: ending.signal });
  parts.defer(async () => {
    ending.abort();
    await listener.close(DRAIN_MS);
  });
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${listener.port}`;
  log.info({ url, engine: engine.description.engine, air: airDigest }, 'orchestrator answers');

  const running = parts.move();
  let closing: Promise<void> | undefined;
  return {
    url,
    databasePid: () => embedded?.pid(),
    close() {
      closing ??= running.disposeAsync();
      return closing;
    },
  };
}

/** The package that the tasks are for; undefined where it is a command. */
function packageOf({ verifierSource, engine }: CheckedOptions): EnginePackage | undefined {
  if (verifierSource !== undefined || (engine !== undefined && !engine.endsWith('.wasm'))) return undefined;
  return readPackage(engine === undefined ? PACKAGE : pathToFileURL(engine));
}

async function v3EngineOf({ v3Engine, v3Program, demoElf = DEMO_ELF, verifiers }: CheckedOptions, log: Log) {
  if (v3Engine === undefined) return undefined;
  const program = v3Program === undefined ? demoElf : pathToFileURL(v3Program);
  return startForeignEngine(engineAt(v3Engine), program, verifiers, log);
}

/** Without a folder to write to there are no engines of before, which is no reason not to start. */
function archiveIn(dataDir: string, present: EnginePackage, airDigest: string, log: Log): EngineArchive | undefined {
  try {
    return openArchive(dataDir, present, airDigest, log);
  } catch (err) {
    log.warn({ err }, 'engines of before are not kept');
    return undefined;
  }
}
