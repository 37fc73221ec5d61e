// The orchestrator of a configuration, over the protocol that it names.
import { readFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { createConnectTransport } from '@connectrpc/connect-node';
import { systemClock } from '#client/clock.ts';
import type { Config } from '#client/config.ts';
import { ProverError } from '#client/errors.ts';
import type { Identity } from '#client/identity/identity.ts';
import { connectClient } from '#client/orchestrator/connect-client.ts';
import { nexusV3Client } from '#client/orchestrator/nexus-v3/nexus-v3-client.ts';
import type { V3Program, V3Programs } from '#client/orchestrator/nexus-v3/programs.ts';
import type { OrchestratorClient, Program } from '#client/orchestrator/orchestrator-client.ts';
import type { EngineId } from '#client/pipeline/task.ts';
import type { ProverPool } from '#client/pool/pool.ts';
import { settings } from '#client/settings.ts';
import { version } from './version.ts';

/** The program that every Nexus v3 server knows, as our set-up builds it. */
const FIB = new URL('../zkvm-wasm/guests/dist/fib_input_initial.elf', import.meta.url);
/** It reads three numbers of four bytes. */
const FIB_INPUT_BYTES = 12;

/**
 * The orchestrator. Where the protocol does not bring programs, the pool digests ours; without a pool only registration
 * and books work.
 */
export async function connected(
  config: Config,
  identity: Identity,
  pool: ProverPool | undefined,
  engines: readonly EngineId[],
): Promise<OrchestratorClient> {
  const baseUrl = config.orchestrator_url;
  if (config.protocol === 'connect') {
    const transport = createConnectTransport({
      baseUrl,
      httpVersion: '1.1',
      readMaxBytes: settings.transport.longestAnswerBytes,
    });
    return connectClient({ transport, identity, kind: 'cli', clock: systemClock });
  }
  const userAgent = `nexus-prover/${version}`;
  const server = { baseUrl, userAgent, now: Date.now, timeoutMs: settings.transport.timeoutMs };
  const programs = pool ? await programsById(config, pool, engines) : new Map<string, V3Program>();
  const telemetry = () => ({ memoryUsedBytes: process.memoryUsage.rss(), memoryCapacityBytes: totalmem() });
  return nexusV3Client({ server, identity, programs, ...(config.telemetry && { telemetry }) });
}

async function programsById(config: Config, pool: ProverPool, engines: readonly EngineId[]): Promise<V3Programs> {
  const [engine] = engines;
  if (engine === undefined) throw new ProverError('engine_malformed', 'The engine has no security profile');
  const paths: Record<string, string | URL> = { fib_input_initial: FIB, ...config.nexus_programs };
  const programs = new Map<string, V3Program>();
  for (const [id, path] of Object.entries(paths)) {
    const elf = await readProgram(path);
    const programDigest = await pool.ask((prover) => prover.digest(elf));
    // Made once and for all proofs of it, when the first one needs it.
    let program: Promise<Program> | undefined;
    const load = (): Promise<Program> => {
      const key = (): Promise<Uint8Array> => pool.ask((prover) => prover.key(elf, engine.profile));
      program ??= key().then((verifyingKey) => ({ name: id, elf, verifyingKey }));
      return program;
    };
    programs.set(id, { engine, programDigest, leastInputBytes: path === FIB ? FIB_INPUT_BYTES : 0, load });
  }
  return programs;
}

/** Reads a program's file. */
export async function readProgram(path: string | URL): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    throw new ProverError('program_not_found', `${path}: ${(cause as Error).message}`, { cause });
  }
}
