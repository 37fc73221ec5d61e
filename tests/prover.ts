// A prover with our engine in worker threads, registered at an orchestrator, whose events a test can wait for.
import { randomBytes, randomUUID } from 'node:crypto';
import { createConnectTransport } from '@connectrpc/connect-node';
import { systemClock } from '#client/clock.ts';
import type { ProverEvent } from '#client/events.ts';
import { identityFromSeed } from '#client/identity/identity.ts';
import { connectClient } from '#client/orchestrator/connect-client.ts';
import { DifficultyLadder } from '#client/pipeline/difficulty.ts';
import { Pipeline } from '#client/pipeline/pipeline.ts';
import { ProverPool } from '#client/pool/pool.ts';
import type { StartProver } from '#client/prover/running-prover.ts';
import { type Settings, settings as usual } from '#client/settings.ts';
import { memoryBlobs } from '#client/store/blobs.ts';
import { memoryNotes } from '#client/store/notes.ts';
import { memoryOutbox } from '#client/store/outbox.ts';
import { nodeMemory } from '#node-runner/host/memory.ts';
import { describe } from './zkvm.ts';

/** The prover of one test. */
export interface TestProver extends AsyncDisposable {
  readonly events: readonly ProverEvent[];
  /** Resolves once `enough` says so of all events until now. */
  until(enough: (events: readonly ProverEvent[]) => boolean): Promise<void>;
}

/** Starts one with one worker and the easiest tasks. */
export async function testProver(url: string, start: StartProver, settings: Settings = usual): Promise<TestProver> {
  const events: ProverEvent[] = [];
  const waiting = new Set<() => void>();
  const emit = (event: ProverEvent): void => {
    events.push(event);
    for (const look of waiting) look();
  };
  const clock = systemClock;
  const identity = identityFromSeed(randomBytes(32));
  const transport = createConnectTransport({ baseUrl: url, httpVersion: '1.1' });
  const orchestrator = connectClient({ transport, identity, kind: 'cli', clock });
  const userId = await orchestrator.registerUser(randomUUID(), `0x${randomBytes(20).toString('hex')}`);
  const nodeIds = [await orchestrator.registerNode(userId)];

  const { engine: name, airDigest } = JSON.parse(describe()) as { engine: string; airDigest: string };
  const pipeline = new Pipeline(
    {
      orchestrator,
      orchestratorName: url,
      pool: new ProverPool({ start, clock, memory: nodeMemory, emit, settings }, 1),
      outbox: memoryOutbox(),
      programs: memoryBlobs(),
      ladder: await DifficultyLadder.remembered(memoryNotes(), emit, settings.difficulty, 'SMALL'),
      engines: [{ name, airDigest, profile: 'standard' }],
      clock,
      emit,
      settings,
    },
    {
      nodeIds,
      queueCapacity: 2,
      batchSize: 2,
      rules: {
        requestDelayMs: 0,
        fetchIntervalMs: 1000,
        emptyBudget: 5,
        settings: settings.fetching,
        random: Math.random,
      },
    },
  );
  const end = new AbortController();
  const running = pipeline.run(end.signal, end.signal);

  return {
    events,
    until(enough) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const look = (): void => {
        if (!enough(events)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
      return promise;
    },
    async [Symbol.asyncDispose]() {
      end.abort();
      await running;
    },
  };
}
