// Runs the commands of one set-up step, keeps what they print, and finds out which tools there are.
import { spawn, spawnSync } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { root } from '../node24.mjs';

const cargoBin = join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'bin');
/** Tools compiled by the set-up live outside the clone, one folder per version, so that every clone finds them. */
export const toolCache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'nexus-prover');

/** @type {string[]} */
const toolFolders = [];
/** @param {string} folder */
export const addToPath = (folder) => toolFolders.unshift(folder);

/** The environment of every command. RUSTFLAGS would replace the flags that .cargo/config.toml gives. */
export function environment() {
  const { RUSTFLAGS, CARGO_ENCODED_RUSTFLAGS, CARGO_TARGET_DIR, RUSTUP_TOOLCHAIN, ...kept } = process.env;
  const folders = [...toolFolders, join(root, 'node_modules', '.bin'), process.env.PATH ?? '', cargoBin];
  return { ...kept, PATH: folders.join(delimiter), RUSTUP_AUTO_INSTALL: '0' };
}

/**
 * What a command prints when it succeeds, or undefined.
 * @param {string} command @param {string[]} args
 */
export function answer(command, ...args) {
  const { status, stdout } = spawnSync(command, args, { env: environment(), encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/** A tool that is not there and that the set-up cannot get. */
export class Missing extends Error {
  /** @param {string} tool @param {string} why @param {string} remedy */
  constructor(tool, why, remedy) {
    super(`${tool} is missing; it is needed ${why}. Get it with: ${remedy}`);
  }
}

export class Shell {
  /** @param {string} step @param {AbortSignal} signal @param {(line: string) => void} onLine */
  constructor(step, signal, onLine) {
    const folder = join(root, '.cache', 'logs');
    mkdirSync(folder, { recursive: true });
    this.log = join(folder, `${step}.log`);
    this.signal = signal;
    this.onLine = onLine;
    this.output = createWriteStream(this.log);
  }

  /**
   * Runs a command to its end.
   * @param {string} command @param {string[]} args @param {{ cwd?: string, env?: Record<string, string> }} [options]
   * @returns {Promise<void>}
   */
  run(command, args, { cwd = root, env = {} } = {}) {
    const { promise, resolve, reject } = /** @type {PromiseWithResolvers<void>} */ (withResolvers());
    const child = spawn(command, args, {
      cwd,
      env: { ...environment(), NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: this.signal,
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        this.output.write(chunk);
        const line = String(chunk).trimEnd().split('\n').at(-1);
        if (line) this.onLine(line);
      });
    }
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code}; all it said is in ${this.log}`));
    });
    return promise;
  }
}

/** Promise.withResolvers, which Node 20 lacks. */
function withResolvers() {
  /** @type {any} */
  const deferred = {};
  deferred.promise = new Promise((resolve, reject) => Object.assign(deferred, { resolve, reject }));
  return deferred;
}
