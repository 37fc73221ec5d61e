// One call of a native engine: files in a private directory, JSON lines on its output (docs/engines.md).
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { ProverError } from '#client/errors.ts';

/** A call under way. */
export interface EngineCall {
  /** The lines of its standard output; the last one is the result. */
  readonly lines: Promise<readonly string[]>;
  /** Ends it, whatever it is doing. */
  kill(): void;
}

/** How many characters of its errors are kept. */
const KEPT = 4000;

/** Starts a command; `onLine` hears each line of its output as it comes. */
export function callEngine(
  command: readonly string[],
  args: readonly string[],
  directory: string,
  onLine: (line: string) => void = () => {},
): EngineCall {
  const [program = '', ...first] = command;
  // A process group of its own, so that what the engine starts ends with it.
  const options = {
    cwd: directory,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'] as const,
  };
  const child = spawn(program, [...first, ...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  return { lines: linesOf(child, onLine), kill: () => killGroup(child.pid) };
}

async function linesOf(
  child: ChildProcessByStdio<null, Readable, Readable>,
  onLine: (line: string) => void,
): Promise<readonly string[]> {
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    onLine(line);
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-KEPT);
  });
  let end: Awaited<typeof ended>;
  try {
    end = await ended;
  } catch (cause) {
    const remedy = 'Run `npm run setup`, or check engine_command.';
    throw new ProverError('engine_missing', `The engine cannot be started: ${(cause as Error).message}`, {
      cause,
      remedy,
    });
  }
  if (end.code === 0) return lines;
  throw failureIn(errors) ?? new ProverError('prover_exited', `The engine ended ${endText(end)} ${errors}`.trim());
}

/** The coded failure in the last line that a command wrote to its standard error. */
function failureIn(errors: string): ProverError | undefined {
  try {
    const { code, message } = JSON.parse(errors.trim().split('\n').at(-1) ?? '') as {
      code?: unknown;
      message?: unknown;
    };
    if (typeof code === 'string') return new ProverError(code, String(message ?? ''));
  } catch {}
  return undefined;
}

function endText({ code, signal }: { code: number | null; signal: NodeJS.Signals | null }): string {
  return signal ? `by ${signal}.` : `with code ${code}.`;
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {}
}
