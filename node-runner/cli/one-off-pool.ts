// Provers for commands that ask for one thing: the configured isolation, without a runner around it.
import { systemClock } from '#client/clock.ts';
import type { Config } from '#client/config.ts';
import type { EventSink } from '#client/events.ts';
import { ProverPool } from '#client/pool/pool.ts';
import { settings } from '#client/settings.ts';
import { nodeMemory } from '../host/memory.ts';
import { configuredProvers } from '../host/provers.ts';

/** A pool for a command. */
export async function oneOffPool(config: Config, emit: EventSink = () => {}): Promise<ProverPool> {
  const start = await configuredProvers(config);
  return new ProverPool({ start, clock: systemClock, memory: nodeMemory, emit, settings }, config.prover_workers);
}
