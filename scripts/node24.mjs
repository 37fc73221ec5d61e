// Finds a Node that runs this project: the one npm brings, or the outer one where it is new enough.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { npmAbove, whenGone, withParent } from './with-parent.mjs';

export const root = join(import.meta.dirname, '..');

const system = process.platform === 'win32' ? 'win' : process.platform;
const binary = process.platform === 'win32' ? 'node.exe' : 'node';
/** Keeps scripts stripped of their types and compiled: else each worker thread would do that again, for 20 ms. */
const compiled = join(root, '.cache', 'compiled');
const bundled = join(root, 'node_modules', `node-${system}-${process.arch}`, 'bin', binary);

/** The path of a Node 24 or newer, or undefined. */
export function node24() {
  if (existsSync(bundled)) return bundled;
  return Number.parseInt(process.versions.node, 10) >= 24 ? process.execPath : undefined;
}

/**
 * Runs a script under Node 24 with this process' streams and signals, and ends as it ends.
 * @param {string} script @param {string[]} args
 */
export function runUnderNode24(script, args) {
  const node = node24();
  if (!node) {
    console.error(`Node 24 is needed to run ${script}: run \`npm start\` once, or install it from https://nodejs.org`);
    process.exit(1);
  }
  const child = spawn(node, [...withParent.args, join(root, script), ...args], {
    stdio: 'inherit',
    env: { NODE_COMPILE_CACHE: compiled, ...withParent.env() },
  });
  const npm = npmAbove();
  if (npm !== undefined) whenGone(npm, () => child.kill('SIGTERM'));
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    // Ctrl-C in a terminal reaches the child by itself: passed on as well, it would count twice.
    process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal)));
  }
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}
