// Our engine's files as set-up builds them: the module, compiled once and posted to every worker, and its JavaScript.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ProverError } from '#client/errors.ts';
import { isMissing } from '../store/durable-file.ts';

/** A compiled engine. */
export interface EngineFiles {
  readonly module: WebAssembly.Module;
  /** The address of the JavaScript that wasm-bindgen made for it. */
  readonly glue: string;
}

/** Our own engine's module, as set-up builds it. */
const OWN = new URL('../../zkvm-wasm/pkg/zkvm_wasm_bg.wasm', import.meta.url);

/**
 * Reads and compiles an engine's module; its JavaScript is beside it: `name.js` for `name_bg.wasm` or `name.wasm`.
 * Without a path it is our own engine.
 */
export async function readEngine(path = ''): Promise<EngineFiles> {
  const wasm = path === '' ? OWN : pathToFileURL(resolve(path));
  try {
    const module = await WebAssembly.compile(await readFile(wasm));
    return { module, glue: await glueOf(new URL(wasm.href.replace(/(_bg)?\.wasm$/, '.js'))) };
  } catch (cause) {
    const missing = isMissing(cause);
    throw new ProverError(
      missing ? 'engine_missing' : 'engine_malformed',
      missing ? `There is no engine at ${wasm.pathname}` : `${wasm.pathname}: ${(cause as Error).message}`,
      { cause, remedy: path === '' ? 'Run `npm run setup`.' : 'Check engine_module.' },
    );
  }
}

/**
 * The JavaScript itself where it imports nothing, so that an update of the files under a running prover cannot bring a
 * new worker JavaScript that does not fit the module; else its address.
 */
async function glueOf(path: URL): Promise<string> {
  const source = await readFile(path);
  const imports = /^\s*(import|export)\b[^;'"]*\bfrom\b/m.test(source.toString());
  return imports ? path.href : `data:text/javascript;base64,${source.toString('base64')}`;
}
