// Runs a command of the set-up tools and gives what it printed.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './node24.mjs';
import { environment } from './setup/shell.mjs';

export interface Command {
  readonly run: readonly [string, ...string[]];
  /** The folder it runs in, from the root of the clone. */
  readonly in?: string;
}

export interface Outcome {
  readonly ok: boolean;
  readonly output: string;
  readonly seconds: number;
}

/** Runs a command to its end; shows what it prints while it prints it. */
export function run({ run: [name, ...args], in: folder = '.' }: Command): Promise<Outcome> {
  const began = performance.now();
  const chunks: string[] = [];
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const end = (ok: boolean) =>
    resolve({ ok, output: chunks.join(''), seconds: Math.round((performance.now() - began) / 1000) });
  const child = spawn(name, args, {
    cwd: join(root, folder),
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      chunks.push(chunk);
      process.stdout.write(chunk);
    });
  }
  child.on('error', (error) => {
    console.error(`${name}: ${error.message}`);
    end(false);
  });
  child.on('close', (code) => end(code === 0));
  return promise;
}
