// `nexus-prover run`: proves until it is stopped, or until so many proofs are accepted.
import { join } from 'node:path';
import { Command } from 'commander';
import { CONFIG_KEYS, type Config, RELOADABLE } from '#client/config.ts';
import { ProverError } from '#client/errors.ts';
import { fanOut, type ProverEvent } from '#client/events.ts';
import { watchConfig } from '../config/watch-config.ts';
import { dataDirectory } from '../data-dir.ts';
import type { Messages } from '../lang/messages.ts';
import { logEvent } from '../log/event-lines.ts';
import { type Log, type LogOptions, openLog } from '../log/log.ts';
import { queueLines } from '../log/queue-lines.ts';
import { Metrics } from '../metrics/metrics.ts';
import { serveMetrics } from '../metrics/metrics-server.ts';
import { Tracing } from '../metrics/tracing.ts';
import { type RunnerControls, run } from '../runner.ts';
import { Summary } from '../summary.ts';
import { configOf, withConfigOptions } from './config-options.ts';
import { positiveCount } from './count-option.ts';
import { stopSignals } from './stop-signals.ts';

/** Options besides those of the configuration. */
interface RunOptions {
  readonly tasks?: number;
  readonly json?: boolean;
  readonly headless?: boolean;
  readonly config?: string;
}

/** The command. */
export function runCommand(say: Messages): Command {
  return withConfigOptions(new Command('run'), say)
    .description(say.runHelp)
    .option('--ps', say.psOption)
    .option('--tasks <count>', say.tasksOption, (text) => positiveCount(text, say))
    .option('--headless', say.headlessOption)
    .option('--json', say.jsonOption)
    .action((options: RunOptions) => prove(options, say));
}

async function prove(options: RunOptions, say: Messages): Promise<void> {
  const { config, warnings } = await configOf(options as Record<string, unknown>);
  const terminal = process.stdout.isTTY === true && options.json !== true;
  const colour = terminal && !process.env.NO_COLOR;
  const dashed = terminal && options.headless !== true;
  const log = openLog(logOptions(config, dashed ? 'none' : terminal ? 'pretty' : 'json', colour));
  for (const warning of warnings) log.warn({ event: 'config_warning' }, warning);
  if (config.isolation === 'in-process') {
    log.warn(
      { event: 'no_isolation' },
      'proving without isolation: a hang or a crash of the engine takes this process along',
    );
  }
  const summary = new Summary();
  await using parts = new AsyncDisposableStack();
  const { stop, hurry } = parts.adopt(stopSignals(log), (signals) => signals.end());
  let controls: RunnerControls | undefined;
  const status = () => controls?.status();
  const metrics = new Metrics(status);
  if (config.metrics_port > 0) {
    const server = await serveMetrics(metrics, status, config.metrics_port, config.metrics_host);
    parts.defer(() => void server.close());
  }
  const tracing = new Tracing();
  const endAfter = (event: ProverEvent): void => {
    if (event.type !== 'submitted' || options.tasks === undefined || summary.accepted < options.tasks) return;
    stop.abort();
    hurry.abort();
  };
  const count = (event: ProverEvent): void => summary.count(event);
  const trace = (event: ProverEvent): void => tracing.follow(event);
  const measure = (event: ProverEvent): void => metrics.count(event);
  const sinks = [count, measure, trace, (event: ProverEvent) => logEvent(log, event), endAfter];
  if (dashed) {
    // Loaded only for a terminal: it costs a quarter of a second.
    const { openDashboard } = await import('../dashboard/dashboard.ts');
    const dashboard = parts.adopt(openDashboard({ say, colour, status, stop: () => stop.abort() }), (open) =>
      open.close(),
    );
    sinks.push(dashboard.show);
  }
  await run(
    config,
    {
      emit: fanOut(sinks),
      waiting: ({ code, message, remedy }, ms) =>
        log.warn({ event: 'waiting', code, remedy }, `${message}; trying again in ${Math.round(ms / 1000)} s`),
      ready: (ready) => {
        controls = ready;
        const { nodeIds, engine, dataDir } = ready;
        log.info({ event: 'ready', nodeIds, engine, dataDir }, `proving with ${engine} for ${nodeIds.join(', ')}`);
        const lines = parts.adopt(queueLines(log, summary, ready.status, config.queue_log_interval), (open) =>
          open.end(),
        );
        parts.defer(
          watchConfig(
            options.config,
            () => void reload(options, config, ready, log, lines.every).catch((error) => reloadFailed(log, error)),
          ),
        );
      },
    },
    stop.signal,
    hurry.signal,
  );
  const { accepted, refused } = summary;
  log.info({ event: 'stopped', accepted, refused }, 'stopped');
  await parts.disposeAsync();
  if (options.tasks !== undefined || options.json === true) process.stdout.write(`${summary.line()}\n`);
}

/** Reads the configuration again and takes over what may change; what may not is named. */
async function reload(
  options: RunOptions,
  before: Config,
  controls: RunnerControls,
  log: Log,
  everySeconds: (seconds: number) => void,
): Promise<void> {
  const { config, warnings } = await configOf(options as Record<string, unknown>);
  for (const warning of warnings) log.warn({ event: 'config_warning' }, warning);
  const changed = CONFIG_KEYS.filter((key) => JSON.stringify(config[key]) !== JSON.stringify(before[key]));
  const fixed = changed.filter((key) => !RELOADABLE.includes(key));
  controls.apply(config);
  everySeconds(config.queue_log_interval);
  log.level = config.log_level;
  log.info(
    { event: 'config_reloaded', changed },
    `configuration read again; differs in: ${changed.join(', ') || 'nothing'}`,
  );
  if (fixed.length > 0)
    log.warn({ event: 'restart_needed', keys: fixed }, `a restart is needed for: ${fixed.join(', ')}`);
}

function reloadFailed(log: Log, reason: unknown): void {
  const { code, message } = ProverError.from(reason);
  log.error({ event: 'config_not_reloaded', code }, `the configuration stays as it was: ${message}`);
}

/** While a dashboard has the terminal the log goes to a file, wherever it is configured to go besides. */
function logOptions(config: Config, output: LogOptions['output'], colour: boolean): LogOptions {
  const usual = output === 'none' ? join(dataDirectory(config.data_dir), 'log', 'prover.log') : '';
  const path = config.log_file || usual;
  const file = { path, mostBytes: config.log_file_mib * 2 ** 20, files: config.log_files };
  return { level: config.log_level, output, colour, ...(path !== '' && { file }) };
}
