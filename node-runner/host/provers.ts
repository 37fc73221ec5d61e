// The provers of the configured isolation.
import type { Config } from '#client/config.ts';
import type { StartProver } from '#client/prover/running-prover.ts';
import { readEngine } from './engine-files.ts';
import { inProcessProvers } from './in-process-host.ts';
import { workerProvers } from './worker-host.ts';

/** What starts provers as the configuration says. */
export async function configuredProvers({ isolation }: Pick<Config, 'isolation'>): Promise<StartProver> {
  const engine = await readEngine();
  return isolation === 'in-process' ? inProcessProvers(engine) : workerProvers(engine);
}
