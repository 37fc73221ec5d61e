// `nexus-prover conformance`: a test suite of programs, each executed, proven and verified in a prover of its own.
import { open, readdir, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { Command } from 'commander';
import { ProverError } from '#client/errors.ts';
import type { ProverPool } from '#client/pool/pool.ts';
import type { Messages } from '../lang/messages.ts';
import { readProgram } from '../orchestrators.ts';
import { configOf, withConfigOptions } from './config-options.ts';
import { oneOffPool } from './one-off-pool.ts';

const NOTHING = new Uint8Array(0);
const ELF_MAGIC = Buffer.from('\x7fELF', 'latin1');

/** What became of one program. */
interface Result {
  readonly program: string;
  readonly passed: boolean;
  readonly cycles: number;
  readonly proveMs: number;
  readonly verifyMs: number;
  /** `exit_code` where it did not exit with 0, else the code of the failure. */
  readonly code?: string;
  readonly message?: string;
}

/** The command; exits with 0 if every program passes, and there is at least one. */
export function conformanceCommand(say: Messages): Command {
  return withConfigOptions(new Command('conformance'), say)
    .description(say.conformanceHelp)
    .argument('<folder...>')
    .option('--profile <name>', say.profileOption, 'standard')
    .option('--json', say.jsonOption)
    .action(async (folders: string[], options: { profile: string; json?: boolean }) => {
      const { config } = await configOf(options);
      const pool = await oneOffPool(config);
      const counts = { passed: 0, failed: 0 };
      const programs: { program: string; path: string }[] = [];
      for (const folder of folders) {
        for (const path of await programsIn(folder)) programs.push({ program: relative(folder, path) || path, path });
      }
      const attempt = ({ path }: { path: string }): Promise<Omit<Result, 'program'>> =>
        tried(pool, path, options.profile);
      for await (const [{ program }, outcome] of inOrder(programs, availableParallelism(), attempt)) {
        const result = { program, ...outcome };
        counts[result.passed ? 'passed' : 'failed'] += 1;
        process.stdout.write(`${options.json ? JSON.stringify(result) : row(result)}\n`);
      }
      const sum = options.json ? JSON.stringify(counts) : say.conformanceSum(counts.passed, counts.failed);
      process.stdout.write(`${sum}\n`);
      if (counts.failed > 0 || counts.passed === 0) process.exitCode = 1;
    });
}

async function tried(pool: ProverPool, path: string, profile: string): Promise<Omit<Result, 'program'>> {
  const nothing = { passed: false, cycles: 0, proveMs: 0, verifyMs: 0 };
  try {
    const elf = await readProgram(path);
    const programDigest = await pool.ask((prover) => prover.digest(elf));
    // Proving executes first, and verifies at the end, against the program's own key.
    const run = await pool.prove({ taskId: path, elf, programDigest, input: NOTHING, profile, verifyingKey: NOTHING });
    const { cycles, exitCode } = run;
    const done = {
      cycles,
      proveMs: Math.round(run.proveMs),
      verifyMs: Math.round(run.verifyMs),
      passed: exitCode === 0,
    };
    return exitCode === 0 ? done : { ...done, code: 'exit_code', message: `exit code ${exitCode}` };
  } catch (reason) {
    const { code, message } = ProverError.from(reason);
    return { ...nothing, code, message };
  }
}

/** Works on so many items at once, and gives the results in the order of the items. */
async function* inOrder<Item, Outcome>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Outcome>,
): AsyncGenerator<readonly [Item, Outcome]> {
  const underWay: Promise<readonly [Item, Outcome]>[] = [];
  for (const item of items) {
    underWay.push(work(item).then((outcome) => [item, outcome] as const));
    const first = underWay.length >= atOnce ? underWay.shift() : undefined;
    if (first) yield await first;
  }
  for (const rest of underWay) yield await rest;
}

/** All ELF files in a folder and its folders, in order of their names. */
async function programsIn(folder: string): Promise<readonly string[]> {
  if ((await stat(folder)).isFile()) return [folder];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const programs = [];
  for (const path of files.sort()) if (await isElf(path)) programs.push(path);
  return programs;
}

async function isElf(path: string): Promise<boolean> {
  await using file = await open(path);
  const { buffer } = await file.read(Buffer.alloc(ELF_MAGIC.length), 0, ELF_MAGIC.length, 0);
  return buffer.equals(ELF_MAGIC);
}

function row({ program, passed, cycles, proveMs, verifyMs, code, message }: Result): string {
  const numbers = `${cycles} cycles`.padStart(16) + `${proveMs} ms`.padStart(10) + `${verifyMs} ms`.padStart(8);
  return `${passed ? 'pass' : 'FAIL'}  ${program.padEnd(32)}${numbers}${code ? `  ${code}: ${message}` : ''}`;
}
