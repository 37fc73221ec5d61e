// The command line: its commands, and what becomes of their errors.
import { Command, CommanderError } from 'commander';
import { ProverError } from '#client/errors.ts';
import { type Messages, messagesFor } from '../lang/messages.ts';
import { version } from '../version.ts';
import { understoodArguments } from './arguments.ts';
import { completionCommand } from './completion.ts';
import { conformanceCommand } from './conformance.ts';
import { describeCommand } from './describe.ts';
import { doctorCommand } from './doctor.ts';
import { inspectCommand } from './inspect.ts';
import { submitCommand } from './jobs.ts';
import { outboxCommand } from './outbox.ts';
import { pairCommand } from './pair.ts';
import { profileCommand } from './profile.ts';
import { executeCommand, proveCommand } from './prove.ts';
import { receiptsCommand } from './receipts.ts';
import { registerNodeCommand, registerUserCommand, statusCommand } from './registration.ts';
import { runCommand } from './run.ts';
import { serveCommand } from './serve.ts';
import { keyCommand, verifyCommand } from './verify.ts';

/** Exit codes; docs/cli.md lists them. */
const FAILED = 1;
const WRONG_USAGE = 2;

/** Runs a command line; resolves with the exit code. */
export async function runProgram(args: readonly string[]): Promise<number> {
  const say = messagesFor(args, process.env);
  const program = programIn(say);
  try {
    await program.parseAsync(understoodArguments(args), { from: 'user' });
    return typeof process.exitCode === 'number' ? process.exitCode : 0;
  } catch (reason) {
    // commander has written its own message already.
    if (reason instanceof CommanderError) return reason.exitCode === 0 ? 0 : WRONG_USAGE;
    return failed(ProverError.from(reason), args.includes('--json'), say);
  }
}

function programIn(say: Messages): Command {
  const program: Command = new Command('nexus-prover')
    .description(say.program)
    .version(version, '-V, --version', say.versionOption)
    .helpCommand('help [command]', say.helpHelp)
    .option('--lang <language>', say.langOption)
    .enablePositionalOptions();
  const commands = [
    runCommand(say),
    serveCommand(say),
    proveCommand(say),
    verifyCommand(say),
    executeCommand(say),
    keyCommand(say),
    describeCommand(say),
    inspectCommand(say),
    profileCommand(say),
    conformanceCommand(say),
    submitCommand(say),
    receiptsCommand(say),
    outboxCommand(say),
    statusCommand(say),
    pairCommand(say),
    registerUserCommand(say),
    registerNodeCommand(say),
    doctorCommand(say),
    completionCommand(say, () => program),
  ];
  for (const command of commands) program.addCommand(command, { isDefault: command.name() === 'run' });
  for (const command of [program, ...commands, ...commands.flatMap((parent) => parent.commands)]) {
    command.exitOverride().configureHelp({ styleTitle: (title) => titleIn(say, title) });
    if (command.name() !== 'serve') command.helpOption('-h, --help', say.helpOption);
  }
  return program;
}

/** commander's own titles in the language of the rest. */
function titleIn(say: Messages, title: string): string {
  const titles: Record<string, string> = {
    'Usage:': say.usage,
    'Options:': say.options,
    'Commands:': say.commands,
    'Arguments:': say.arguments,
  };
  return titles[title] ?? title;
}

function failed(error: ProverError, json: boolean, say: Messages): number {
  const { code, message, remedy, cause } = error;
  const advice = say.remedyOf(code, remedy ?? '');
  const text = [say.failure(code, message), ...(advice === '' ? [] : [advice])].join('\n');
  process.stderr.write(
    `${json ? JSON.stringify({ code, message, ...(advice !== '' && { remedy: advice }) }) : text}\n`,
  );
  if (code === 'internal' && cause instanceof Error) process.stderr.write(`${cause.stack}\n`);
  return code.startsWith('config_') ? WRONG_USAGE : FAILED;
}
