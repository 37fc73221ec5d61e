// `nexus-prover run`: proves until it is stopped, or until so many proofs are accepted.
import { Command, InvalidArgumentError } from 'commander';
import type { Config } from '#client/config.ts';
import type { ProverEvent } from '#client/events.ts';
import type { Messages } from '../lang/messages.ts';
import { logEvent } from '../log/event-lines.ts';
import { type Log, openLog } from '../log/log.ts';
import { type RunnerListener, run } from '../runner.ts';
import { Summary } from '../summary.ts';
import { configOf, withConfigOptions } from './config-options.ts';

const MIB = 1024 * 1024;

/** The command. */
export function runCommand(say: Messages): Command {
  return withConfigOptions(new Command('run'), say)
    .description(say.runHelp)
    .option('--ps', say.psOption)
    .option('--tasks <count>', say.tasksOption, (text) => positiveCount(text, say))
    .option('--json', say.jsonOption)
    .action(async (options: Record<string, unknown>) => {
      const { config, warnings } = await configOf(options);
      const terminal = process.stdout.isTTY === true && options.json !== true;
      const colour = terminal && !process.env.NO_COLOR;
      const log = openLog({ level: config.log_level, terminal, colour });
      for (const warning of warnings) log.warn({ event: 'config_warning' }, warning);
      const summary = await proveUntilStopped(config, log, options.tasks as number | undefined);
      if (options.tasks !== undefined || options.json === true) process.stdout.write(`${summary.line()}\n`);
    });
}

async function proveUntilStopped(config: Config, log: Log, tasks: number | undefined): Promise<Summary> {
  const stop = new AbortController();
  const hurry = new AbortController();
  const summary = new Summary();
  const onSignal = (signal: NodeJS.Signals): void => {
    if (hurry.signal.aborted) process.exit(130);
    if (stop.signal.aborted) hurry.abort();
    else log.info({ event: 'stopping', signal }, 'stopping: what is finished is kept; once more to stop at once');
    stop.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  if (config.isolation === 'in-process') {
    log.warn(
      { event: 'no_isolation' },
      'proving without isolation: a crash or a hang of the engine takes this process with it',
    );
  }
  const emit = (event: ProverEvent): void => {
    summary.count(event);
    logEvent(log, event);
    if (tasks !== undefined && summary.accepted >= tasks) {
      stop.abort();
      hurry.abort();
    }
  };
  try {
    await run(config, listenerOf(log, summary, emit), stop.signal, hurry.signal);
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
  log.info({ event: 'stopped', accepted: summary.accepted, refused: summary.refused }, 'stopped');
  return summary;
}

function listenerOf(log: Log, summary: Summary, emit: RunnerListener['emit']): RunnerListener {
  return {
    emit,
    ready: (facts) =>
      log.info({ event: 'ready', ...facts }, `proving with ${facts.engine} for ${facts.nodeIds.join(', ')}`),
    waiting: ({ code, message, remedy }, ms) =>
      log.warn({ event: 'waiting', code, remedy }, `${message}; trying again in ${Math.round(ms / 1000)} s`),
    tick: ({ idle, ...numbers }) => {
      const rssBytes = process.memoryUsage.rss();
      const { accepted, refused, peakWasmBytes } = summary;
      const text =
        `queue ${numbers.queued}/${numbers.capacity}, proving ${numbers.proving}/${numbers.workers}, ` +
        `outbox ${numbers.outbox}, accepted ${accepted}, refused ${refused}, RSS ${Math.round(rssBytes / MIB)} MiB`;
      log.info({ event: 'queue', ...numbers, accepted, refused, rssBytes, peakWasmBytes, idle: idle?.code }, text);
    },
  };
}

function positiveCount(text: string, say: Messages): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError(say.wholeNumber);
  return count;
}
