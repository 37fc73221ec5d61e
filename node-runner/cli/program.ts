// The command line: its commands, and what becomes of their errors.
import { Command } from 'commander';
import { ProverError } from '#client/errors.ts';
import { understoodArguments } from './arguments.ts';
import { runCommand } from './run.ts';

/** Exit code of a failure that the message explains; 2 is a wrong command line or configuration. */
const FAILED = 1;
const WRONG_USAGE = 2;

/** Runs a command line; resolves with the exit code. */
export async function runProgram(args: readonly string[]): Promise<number> {
  const program = new Command('nexus-prover')
    .description('A zero-knowledge prover for networks that hand out tasks')
    .showHelpAfterError()
    .addCommand(runCommand(), { isDefault: true });
  try {
    await program.parseAsync(understoodArguments(args), { from: 'user' });
    return typeof process.exitCode === 'number' ? process.exitCode : 0;
  } catch (reason) {
    const error = ProverError.from(reason);
    process.stderr.write(`${error.code}: ${error.message}\n`);
    if (error.remedy) process.stderr.write(`${error.remedy}\n`);
    if (error.code === 'internal' && reason instanceof Error) process.stderr.write(`${reason.stack}\n`);
    return error.code.startsWith('config_') ? WRONG_USAGE : FAILED;
  }
}
