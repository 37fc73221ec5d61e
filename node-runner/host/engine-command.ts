// One call of a native engine: files in a private directory, JSON lines on its output (docs/engines.md).
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { ProverError } from '#client/errors.ts';
import { settings } from '#client/settings.ts';
import { watchMemory } from './process-memory.ts';

/** What a call gave. */
export interface EngineResult {
  /** The last line of its standard output. */
  readonly lastLine: string;
  /** The most memory it held; 0 where the system does not tell. */
  readonly peakBytes: number;
}

/** A call under way. */
export interface EngineCall {
  readonly result: Promise<EngineResult>;
  /** Ends it, whatever it is doing. */
  kill(): void;
}

/** How many characters of its errors are kept. */
const KEPT = 4000;

/** Starts a command; `onLine` hears each line of its output as it comes, and may refuse it by throwing. */
export function callEngine(
  command: readonly string[],
  args: readonly string[],
  directory: string,
  onLine: (line: string) => void = () => {},
  mostBytes: number = settings.memory.processCapBytes,
): EngineCall {
  const [program = '', ...first] = command;
  const child = spawn(program, [...first, ...args], {
    cwd: directory,
    // A process group of its own, so that what the engine starts ends with it.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = (): void => killGroup(child.pid);
  return { result: resultOf(child, onLine, kill, mostBytes), kill };
}

async function resultOf(
  child: ChildProcessByStdio<null, Readable, Readable>,
  onLine: (line: string) => void,
  kill: () => void,
  cap: number,
): Promise<EngineResult> {
  /** Why we ended it ourselves. */
  let verdict: ProverError | undefined;
  const endBecause = (error: ProverError): void => {
    verdict ??= error;
    kill();
  };
  const memory = watchMemory(child.pid, cap, () =>
    endBecause(new ProverError('prover_out_of_memory', `The engine took more than ${cap} bytes`)),
  );
  let lastLine = '';
  createInterface({ input: child.stdout }).on('line', (line) => {
    lastLine = line;
    try {
      onLine(line);
    } catch (error) {
      endBecause(ProverError.from(error, 'engine_malformed'));
    }
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-KEPT);
  });
  try {
    const end = await ended(child);
    if (verdict) throw verdict;
    if (end === 'code 0') return { lastLine, peakBytes: memory.peakBytes() };
    throw failureIn(errors) ?? new ProverError('prover_exited', `The engine ended with ${end}. ${errors}`.trim());
  } finally {
    memory.end();
  }
}

/** How it ended, in words. */
function ended(child: ChildProcessByStdio<null, Readable, Readable>): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => {
      const remedy = 'Run `npm run setup`, or check engine_command.';
      reject(new ProverError('engine_missing', `The engine cannot be started: ${cause.message}`, { cause, remedy }));
    });
    child.once('close', (code, signal) => resolve(signal ?? `code ${code}`));
  });
}

/** The coded failure in the last line that a command wrote to its standard error. */
function failureIn(errors: string): ProverError | undefined {
  try {
    const last = errors.trim().split('\n').at(-1) ?? '';
    const { code, message } = JSON.parse(last) as { code?: unknown; message?: unknown };
    if (typeof code === 'string') return new ProverError(code, String(message ?? ''));
  } catch {}
  return undefined;
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {}
}
