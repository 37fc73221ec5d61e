// An engine's package as wasm-pack leaves it: the module and its JavaScript, which fit each other and no others.
import { existsSync, readFileSync } from 'node:fs';
import { OrchestratorError } from '#orchestrator/errors.ts';
import type { VerifierSource } from './verifier.ts';
import type { VerifierWorkerData } from './verifier-messages.ts';

/** Both files as they were at one moment: what is built over them later changes nothing here. */
export interface EnginePackage {
  module: Buffer;
  glue: Buffer;
}

/** The package of our own zkVM. */
export const PACKAGE = new URL('../../zkvm-wasm/pkg/zkvm_wasm_bg.wasm', import.meta.url);

/** Reads a package by its module, `name_bg.wasm`; its JavaScript is `name.js` beside it. */
export function readPackage(module: URL): EnginePackage {
  const glue = new URL(module.href.replace(/_bg\.wasm$/, '.js'));
  if (glue.href === module.href || !existsSync(module) || !existsSync(glue)) {
    throw new OrchestratorError('engine_missing', `there is no engine at ${module.pathname}`, {
      remedy: 'Run npm run setup, or name an engine’s file that ends in _bg.wasm.',
    });
  }
  const read = () => ({ module: readFileSync(module), glue: readFileSync(glue) });
  // A build that is just writing the one file after the other: once nothing has changed they belong together.
  for (let before = read(); ; ) {
    const now = read();
    if (now.module.equals(before.module) && now.glue.equals(before.glue)) return now;
    before = now;
  }
}

/** Verifiers of a package, which never look at its files again. */
export function verifiersOf({ module, glue }: EnginePackage): VerifierSource {
  const workerData: VerifierWorkerData = {
    module: new WebAssembly.Module(new Uint8Array(module)),
    glue: `data:text/javascript;base64,${glue.toString('base64')}`,
  };
  return { worker: new URL('./verifier.worker.ts', import.meta.url), workerData };
}
