// Our engine's files as set-up builds them: the module, compiled once and posted to every worker, and its JavaScript.
import { readFile } from 'node:fs/promises';
import { ProverError } from '#client/errors.ts';

/** A compiled engine. */
export interface EngineFiles {
  readonly module: WebAssembly.Module;
  /** The address of the JavaScript that wasm-bindgen made for it. */
  readonly glue: string;
}

const PACKAGE = new URL('../../zkvm-wasm/pkg/', import.meta.url);

/** Reads and compiles an engine's package. */
export async function readEngine(folder: URL = PACKAGE, name = 'zkvm_wasm'): Promise<EngineFiles> {
  const path = new URL(`${name}_bg.wasm`, folder);
  let bytes: Buffer<ArrayBuffer>;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new ProverError('engine_missing', `The engine has not been built: ${path.pathname} is not there`, {
      remedy: 'Run `npm run setup`.',
      cause: error,
    });
  }
  return { module: await WebAssembly.compile(bytes), glue: new URL(`${name}.js`, folder).href };
}
