// The engine in this very thread, for one question that ends with the command: nothing has to be contained.
import type { Config } from '#client/config.ts';
import type { EngineModule } from '#client/prover/engine-module.ts';
import { readEngine } from '../host/engine-files.ts';

/** The module of the configured engine, ready to be asked. */
export async function engineHere(config: Config): Promise<EngineModule> {
  const { module, glue } = await readEngine(config.engine_module);
  const engine = (await import(glue)) as EngineModule;
  engine.initSync({ module });
  return engine;
}
