// The orchestrator as a child process that tells its address when it serves.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './node24.mjs';
import { withParent } from './with-parent.mjs';

export interface OrchestratorProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** Ends it cleanly, with its database; resolves when it has gone. */
  stop(): Promise<void>;
}

/** Starts it and waits for its address; rejects when it ends before. */
export async function startOrchestrator(args: readonly string[]): Promise<OrchestratorProcess> {
  // A process group of its own: Ctrl-C reaches only the parent, which lets the prover finish before its server ends.
  const child = spawn(process.execPath, [...withParent.args, join(root, 'orchestrator/main.ts'), ...args], {
    env: withParent.env(),
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const url = /^https?:\/\/\S+$/.exec(line)?.[0];
    if (url) resolve(url);
  });
  child.on('error', reject);
  child.on('exit', (code) => reject(new Error(`the orchestrator ended with ${code}`)));
  const end = () => child.kill();
  process.once('exit', end);
  const stop = async (): Promise<void> => {
    process.off('exit', end);
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill();
    await once(child, 'exit');
  };
  return { url: await promise, child, stop };
}
