// Fetches the prover's module once, checks that it is the one this page was built with, and compiles it while it arrives.
import { ProverError } from '#client/errors.ts';
import moduleAddress from '#zkvm-wasm/pkg/zkvm_wasm_bg.wasm?url';

/** Set by the build: `sha256-` and the base64 digest of the module. */
declare const __MODULE_INTEGRITY__: string;

let loading: Promise<WebAssembly.Module> | undefined;

/** The compiled module; a failure is not remembered, so that a retry may succeed. */
export function engineModule(): Promise<WebAssembly.Module> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<WebAssembly.Module> {
  if (typeof WebAssembly === 'undefined') {
    throw new ProverError('webassembly_missing', 'This browser has no WebAssembly');
  }
  let response: Response;
  try {
    response = await fetch(moduleAddress, { integrity: __MODULE_INTEGRITY__ });
  } catch (cause) {
    throw await unreachableOrDamaged(cause);
  }
  if (!response.ok) throw new ProverError('module_unreachable', `The server answered ${response.status}`);
  try {
    return await WebAssembly.compileStreaming(response);
  } catch (cause) {
    throw new ProverError('module_damaged', 'The module does not compile in this browser', { cause });
  }
}

/** A fetch says only "failed" for both; without the check it tells which it was. */
async function unreachableOrDamaged(cause: unknown): Promise<ProverError> {
  const arrives = await fetch(moduleAddress, { cache: 'reload' }).then(
    ({ ok }) => ok,
    () => false,
  );
  return arrives
    ? new ProverError('module_damaged', 'The module is not the one this page was built with', { cause })
    : new ProverError('module_unreachable', 'The module could not be loaded', { cause });
}
