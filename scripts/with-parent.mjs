// Ends a process whose parent has gone, even by SIGKILL, which nothing can pass on: `node --import scripts/with-parent.mjs`.
import { readFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/** What a child finds its parent's process id in. */
const PARENT = 'NEXUS_PROVER_PARENT';
const LOOK_MS = 500;

/** What to start a Node child with, so that it ends with this process. */
export const withParent = {
  /** Before the script. */
  args: ['--import', import.meta.url],
  /** @returns {NodeJS.ProcessEnv} */
  env: () => ({ ...process.env, [PARENT]: String(process.pid) }),
};

/**
 * Calls `then` once when a process has gone. Looking does not keep this process alive.
 * @param {number} pid @param {() => void} then
 */
export function whenGone(pid, then) {
  const timer = setInterval(() => {
    if (lives(pid)) return;
    clearInterval(timer);
    then();
  }, LOOK_MS);
  timer.unref();
}

/** The npm that runs this script, over the shell between them; undefined where that cannot be told. */
export function npmAbove() {
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  let pid = process.ppid;
  try {
    for (let [comm, parent] = statusOf(pid); /^(ba|da|z|k|a)?sh$/.test(comm); [comm, parent] = statusOf(pid))
      pid = parent;
    return pid;
  } catch {
    // Only Linux tells.
    return undefined;
  }
}

/** @param {number} pid @returns {[comm: string, parent: number]} */
function statusOf(pid) {
  const [, comm = '', parent = ''] = /^\d+ \((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
  return [comm, Number(parent)];
}

/** @param {number} pid */
function lives(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

const parent = Number(process.env[PARENT]);
if (isMainThread && parent > 0) {
  // What this process starts has another parent.
  delete process.env[PARENT];
  whenGone(parent, () => process.kill(process.pid, 'SIGTERM'));
}
