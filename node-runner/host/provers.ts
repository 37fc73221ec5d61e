// The provers of the configured isolation and engine.
import { fileURLToPath } from 'node:url';
import type { Config } from '#client/config.ts';
import type { StartProver } from '#client/prover/running-prover.ts';
import { readEngine } from './engine-files.ts';
import { inProcessProvers } from './in-process-host.ts';
import { processProvers } from './process-host.ts';
import { workerProvers } from './worker-host.ts';

/** Our own engine as a native program, as set-up or `cargo build --release` makes it. */
const NATIVE = fileURLToPath(new URL('../../zkvm-wasm/target/release/zkvm', import.meta.url));

/** The configured native engine, or our own. */
export function nativeCommand({ engine_command }: Pick<Config, 'engine_command'>): readonly string[] {
  return engine_command.length > 0 ? engine_command : [NATIVE];
}

/** What starts provers as the configuration says. */
export async function configuredProvers(
  config: Pick<Config, 'isolation' | 'engine_module' | 'engine_command'>,
): Promise<StartProver> {
  const { isolation, engine_module } = config;
  if (isolation === 'process') return processProvers(nativeCommand(config));
  const engine = await readEngine(engine_module);
  return isolation === 'in-process' ? inProcessProvers(engine) : workerProvers(engine);
}
