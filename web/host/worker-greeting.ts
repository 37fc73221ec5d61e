// The two messages before comlink takes over a prover's worker.

/** From the page: what to prove with, compiled once for all workers. */
export interface WorkerGreeting {
  readonly greeting: 'prove';
  readonly module: WebAssembly.Module;
}

/** From the worker: calls will be heard now. */
export interface WorkerReady {
  readonly greeting: 'ready';
}
