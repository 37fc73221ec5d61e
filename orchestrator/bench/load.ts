// How much one orchestrator does at 200 nodes, and how little at a million queued tasks: prints one JSON object.
//
//   npm run bench:orchestrator [-- --quick] [--queued 1000000] [--seconds 8] [--only embedded|external|real]
//
// The engine is a stand-in that accepts at once, except in the line of real verification. The load comes from a process
// of its own; the processor time of each side is told, because what a second gives depends on who else has the machine.
import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { silent, temporaryFolder } from '#orchestrator/fixtures/network.ts';
import { installedPostgres, startPostgres } from '#orchestrator/fixtures/postgres.ts';
import { type ServerOptions, type ServerProcess, spawnServer } from '#orchestrator/fixtures/server.ts';
import type { OrchestratorOptions } from '#orchestrator/main.ts';
import { startEngine } from '#orchestrator/proofs/engine.ts';
import { PACKAGE, readPackage, verifiersOf } from '#orchestrator/proofs/package.ts';
import { fill, registerNodes, type Stock } from './fill.ts';
import type { LoadReport, LoadRequest } from './nodes.ts';
import {
  databaseMegabytes,
  databaseSeconds,
  postmasterOf,
  processorSeconds,
  residentMegabytes,
  serverSeconds,
} from './processes.ts';
import { proveOnce, type RealProof } from './real-proof.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    queued: { type: 'string' },
    seconds: { type: 'string' },
    only: { type: 'string' },
  },
});
const NODES = 200;
/** One core is the verifier's, the other the server's, its database's and the load's. */
const VERIFIERS = 1;
/** Before real verification is measured, which is of few proofs beside what the compiler takes for the first ones. */
const WARM_UP_SECONDS = 5;
/** Of real verification beside verifiers alone. */
const TURNS = values.quick ? 1 : 3;
const seconds = Number(values.seconds ?? (values.quick ? 3 : 8));
const queued = Number(values.queued ?? (values.quick ? 20_000 : 1_000_000));
/** What the loads take at the most. */
const FOR_THE_LOADS = seconds * 10_000;

const report: Record<string, unknown> = { cores: 2, load_average_before: loadavg()[0] };
const bin = installedPostgres();

const wanted = (part: string) => values.only === undefined || values.only === part;
if (wanted('embedded')) report.embedded = await measured({}, true);
if (bin && wanted('external')) {
  await using postgres = await startPostgres(bin);
  report.external = await measured({ databaseUrl: postgres.url }, false);
}
if (wanted('real')) report.real_verification = await realVerification();
report.load_average_after = loadavg()[0];
console.log(JSON.stringify(report, null, 2));

/** All loads on one kind of database; `full` with the long queue. */
async function measured(options: OrchestratorOptions, full: boolean): Promise<object> {
  await using bench = await serverFor({ ...options, verifiers: 1 });
  const { server, connection, dataDir } = bench;
  const postmaster = options.databaseUrl === undefined ? server.databasePid : await postmasterOf(connection);
  const idle = residentMegabytes(server.child.pid) + databaseMegabytes(postmaster);
  const stock: Stock = { connection, dataDir };
  const phase = async (request: Omit<LoadRequest, 'url' | 'nodeIds' | 'seconds'>, nodes = NODES) => {
    const nodeIds = await registerNodes(connection, nodes);
    const before = databaseSeconds(postmaster);
    const { seconds: took, ...told } = await load(server, { url: server.url, nodeIds, seconds, ...request });
    return { ...told, database_cpu: Math.round((100 * (databaseSeconds(postmaster) - before)) / took) / 100 };
  };
  const one = async () => (await phase({ batch: 16, submit: false, tasksPerSecond: 200 }, 1)).fetch_p50_ms;

  await fill(stock, 1_000 + seconds * 400);
  const fewMs = full ? await one() : undefined;
  await fill(stock, full ? queued : FOR_THE_LOADS);
  const manyMs = full ? await one() : undefined;
  const fetch = await phase({ batch: 16, submit: false });
  const both = await phase({ batch: 8, submit: true });
  const half = await phase({ batch: 16, submit: false, tasksPerSecond: 500 });
  return {
    idle_mb: Math.round(idle),
    ...(full && { queued, one_fetch_ms_at_1000: fewMs, one_fetch_ms_at_queued: manyMs }),
    fetch,
    both,
    half,
  };
}

/**
 * Proofs of our zkVM: what the server accepts a second, beside what its verifiers do with nothing around them. By turns,
 * because a shared machine is not as fast in one minute as in the next; the figures are medians.
 */
async function realVerification(): Promise<object> {
  const real = proveOnce();
  await using bench = await serverFor({ verifiers: VERIFIERS, realEngine: true });
  const { server, connection, dataDir } = bench;
  const file = join(dataDir, 'proof');
  writeFileSync(file, real.proof);
  await fill({ connection, dataDir, real }, TURNS * (WARM_UP_SECONDS + seconds) * 250);
  touchMemory(join(dataDir, 'touched'), TURNS * (WARM_UP_SECONDS + seconds) * 200 * real.proof.length);
  const proof = { file, outputHex: Buffer.from(real.output).toString('hex') };
  const request = {
    url: server.url,
    seconds,
    warmUpSeconds: WARM_UP_SECONDS,
    batch: 8,
    submit: true,
    atOnce: 3,
    proof,
  };

  const alone: Rate[] = [await verifierRate(real)];
  const recorded: (Rate & { serverMs: number; restMs: number; databaseMs: number; loadMs: number; errors: number })[] =
    [];
  for (let turn = 0; turn < TURNS; turn++) {
    const nodeIds = await registerNodes(connection, 16);
    const now = () => ({ server: serverSeconds(server.child.pid), database: databaseSeconds(server.databasePid) });
    let before = now();
    const told = await load(server, { ...request, nodeIds }, () => {
      before = now();
    });
    const after = now();
    const proofs = told.recorded_per_second * told.seconds;
    const perProof = (seconds: number) => (1_000 * seconds) / proofs;
    recorded.push({
      perSecond: told.recorded_per_second,
      cpuMs: perProof(after.server.verifiers - before.server.verifiers),
      serverMs: perProof(after.server.main - before.server.main),
      restMs: perProof(after.server.rest - before.server.rest),
      databaseMs: perProof(after.database - before.database),
      loadMs: perProof(told.load_cpu * told.seconds),
      errors: told.errors,
    });
    alone.push(await verifierRate(real));
  }

  const rates = (measured: Rate[]) => measured.map(({ perSecond }) => Math.round(perSecond));
  const part = (of: keyof (typeof recorded)[number]) =>
    Math.round(100 * median(recorded.map((turn) => turn[of]))) / 100;
  return {
    proof_bytes: real.proof.length,
    verifier_alone_per_second: rates(alone),
    recorded_per_second: rates(recorded),
    share_percent: Math.round((100 * median(rates(recorded))) / median(rates(alone))),
    errors: recorded.reduce((sum, { errors }) => sum + errors, 0),
    cpu_ms_per_proof: {
      verifier_alone: Math.round(100 * median(alone.map(({ cpuMs }) => cpuMs))) / 100,
      verifier: part('cpuMs'),
      server_main: part('serverMs'),
      server_rest: part('restMs'),
      database: part('databaseMs'),
      load: part('loadMs'),
    },
  };
}

interface Rate {
  perSecond: number;
  /** Of the processor, for one proof. */
  cpuMs: number;
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}

/**
 * Writes a file of so many bytes and lets go of it. A virtual machine's memory that nobody has used yet comes from its host
 * at 15 µs a page, which is 1.3 ms of the processor for a proof in the page cache, and is no cost of the server's.
 */
function touchMemory(file: string, bytes: number): void {
  const block = Buffer.alloc(2 ** 20);
  const handle = openSync(file, 'w');
  for (let written = 0; written < bytes; written += block.length) writeSync(handle, block);
  closeSync(handle);
  rmSync(file);
}

async function verifierRate({ verifyingKey, ...one }: RealProof): Promise<Rate> {
  const engine = await startEngine(verifiersOf(readPackage(PACKAGE)), VERIFIERS, silent);
  const verify = () => engine.verify({ verifyingKey, proofs: [one], profile: one.profile });
  await Promise.all(Array.from({ length: 40 }, verify));
  const before = serverSeconds(process.pid).verifiers;
  const end = performance.now() + seconds * 1000;
  let count = 0;
  const lane = async () => {
    for (; performance.now() < end; count += 1) await verify();
  };
  await Promise.all(Array.from({ length: 2 * VERIFIERS }, lane));
  const used = serverSeconds(process.pid).verifiers - before;
  await engine.close();
  return { perSecond: count / seconds, cpuMs: (1_000 * used) / count };
}

async function serverFor(options: ServerOptions) {
  const dataDir = temporaryFolder();
  const server = await spawnServer({ dataDir, seed: false, logLevel: 'error', ...options });
  const connection =
    options.databaseUrl === undefined
      ? { host: `${dataDir}/postgres/run`, user: 'nexus', database: 'postgres' }
      : { connectionString: options.databaseUrl };
  return {
    server,
    connection,
    dataDir,
    async [Symbol.asyncDispose]() {
      server.child.kill('SIGTERM');
      await new Promise((resolve) => server.child.once('exit', resolve));
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** One load, from another process. */
function load(
  server: ServerProcess,
  request: LoadRequest,
  ready = () => {},
): Promise<LoadReport & { server_cpu: number }> {
  const nodes: ChildProcess = fork(new URL('./nodes.ts', import.meta.url), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    let before = 0;
    nodes.on('message', (message: LoadReport | 'ready') => {
      if (message === 'ready') {
        before = processorSeconds(server.child.pid);
        ready();
      } else {
        const used = processorSeconds(server.child.pid) - before;
        resolve({ ...message, server_cpu: Math.round((100 * used) / message.seconds) / 100 });
      }
    });
    nodes.once('exit', (code) => reject(new Error(`the load ended with ${code}`)));
    nodes.send(request);
  });
}
