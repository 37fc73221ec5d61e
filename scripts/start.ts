// `npm start`: the orchestrator with its page, and a headless prover that works for it until Ctrl-C.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './node24.mjs';
import { startOrchestrator } from './orchestrator-process.ts';
import { withParent } from './with-parent.mjs';

const usage = 'usage: npm start -- [--tasks <accepted proofs to end after>] [--port <n>] [--data-dir <folder>]';

function options() {
  try {
    const string = { type: 'string' } as const;
    return parseArgs({ options: { tasks: string, port: string, 'data-dir': string } }).values;
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`);
    return process.exit(2);
  }
}

/** The folder of one part, where the caller chose one for all. */
function dataDir(part: string): string[] {
  return chosen['data-dir'] === undefined ? [] : ['--data-dir', join(chosen['data-dir'], part)];
}

const chosen = options();
let prover: ChildProcess | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (!prover) process.exit(1);
    // Ctrl-C in a terminal reaches the prover by itself.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) prover.kill(signal);
  });
}

// The prover's log tells what happens to each task; of the orchestrator, only what is wrong.
const serve = ['--page-dir', join(root, 'dist'), '--log-level', 'warn'];
const port = chosen.port === undefined ? [] : ['--port', chosen.port];
const orchestrator = await startOrchestrator([...serve, ...port, ...dataDir('orchestrator')]).catch((error) => {
  console.error(error.message);
  return process.exit(1);
});
console.log(`\nThe page is at ${orchestrator.url}, and a prover begins to work for it. Ctrl-C ends both.\n`);

const ending = chosen.tasks === undefined ? [] : ['--tasks', chosen.tasks];
const run = ['run', '--orchestrator-url', orchestrator.url, ...dataDir('node-runner'), ...ending];
const main = [...withParent.args, join(root, 'node-runner/main.ts')];
prover = spawn(process.execPath, [...main, ...run], { stdio: 'inherit', env: withParent.env() });
orchestrator.child.once('exit', () => prover?.kill());
// The prover hands back what it has not begun, so it ends first; its line of JSON is the last one.
const [code] = await once(prover, 'exit');
const lost = orchestrator.child.exitCode !== null;
if (lost) console.error('The orchestrator has ended; its log above says why.');
await orchestrator.stop();
process.exitCode = lost ? 1 : (code ?? 1);
