// The configuration: every key in one schema, from which checks, the JSON Schema and the table in the docs are made.
import { z } from 'zod';
import { ProverError } from './errors.ts';
import { DIFFICULTIES } from './pipeline/task.ts';

const LARGEST_NODE_ID = 2n ** 64n - 1n;
const nodeId = z
  .string()
  .regex(/^\d{1,20}$/, 'is not a node id: the decimal text of a number below 2^64')
  .refine((text) => !/^\d{1,20}$/.test(text) || BigInt(text) <= LARGEST_NODE_ID, 'is not below 2^64');
const count = z.int().min(1);
/** A day: timers do not hold more than 24 of them, and ring at once then. */
const LONGEST_SECONDS = 86_400;
const seconds = z.number().min(0).max(LONGEST_SECONDS);
const url = z.url({ protocol: /^https?$/, error: 'is not an http or https address' });
/** Samples leave texts empty that are not needed. */
const optionalText = z
  .string()
  .default('')
  .transform((text) => text.trim());

/** Every key, its limits, its default and what it means. */
export const configSchema = z.object({
  node_ids: z
    .array(nodeId)
    .default([])
    .describe('Nodes to prove for. Empty: the prover registers a user and a node of its own and remembers them.'),
  user_id: optionalText.describe('User to register nodes for. Empty: the one of the wallet, or a new one.'),
  wallet_address: optionalText
    .refine((text) => text === '' || /^0x[0-9a-fA-F]{40}$/.test(text), 'is not 0x and 40 hexadecimal digits')
    .describe('Wallet of the user; only for registration. Empty: one is made up and remembered.'),
  request_delay: seconds.default(1).describe('Seconds between two fetches of one node while tasks come.'),
  prover_workers: count.max(1024).default(1).describe('How many proofs are made at once.'),
  task_queue_capacity: count.default(8).describe('How many tasks may wait, over all nodes.'),
  batch_size: count.default(4).describe('How many tasks one fetch asks for at the most.'),
  max_404s_before_giving_up: count
    .default(5)
    .describe('Empty answers in a row before a node pauses; the pause grows, and heals with the next task.'),
  task_fetch_interval: seconds.default(10).describe('Seconds before a node asks again after an empty answer.'),
  queue_log_interval: seconds.min(1).default(30).describe('Seconds between two queue lines in the log.'),
  orchestrator_url: url
    .default('http://127.0.0.1:8787')
    // Finished proofs are kept under it, so that two ways of writing it must not differ.
    .transform((text) => text.replace(/\/+$/, ''))
    .describe('Where tasks come from.'),
  protocol: z
    .enum(['connect', 'nexus-v3'])
    .default('connect')
    .describe("How the orchestrator is spoken to: this project's Connect service, or the Nexus v3 REST protocol."),
  nexus_programs: z
    .record(z.string(), z.string().min(1))
    .default({})
    .describe('Nexus v3 only: path of the ELF file for each program id, beside the built-in fib_input_initial.'),
  telemetry: z
    .boolean()
    .default(false)
    .describe(
      'Nexus v3 only: tells the server, with each proof, how much memory this process uses and the machine has.',
    ),
  isolation: z
    .enum(['worker', 'process', 'in-process'])
    .default('worker')
    .describe('What a proof is made in: a worker thread, a native process, or (for debugging) this very thread.'),
  engine_module: optionalText.describe(
    'Path of the .wasm file of another engine (docs/engines.md); its JavaScript is beside it. Empty: our own.',
  ),
  engine_command: z
    .array(z.string().min(1))
    .default([])
    .describe('Only for isolation "process": the command of a native engine (docs/engines.md). Empty: our own.'),
  max_difficulty: z.enum(DIFFICULTIES).default('EXTRA_LARGE_5').describe('The hardest tasks that are asked for.'),
  data_dir: optionalText.describe(
    'Where identity, registration, programs and finished proofs are kept. Empty: $XDG_DATA_HOME/nexus-prover.',
  ),
  metrics_port: z
    .int()
    .min(0)
    .max(65_535)
    .default(0)
    .describe('Port of /metrics (Prometheus), /healthz and /readyz. 0: none.'),
  metrics_host: z.string().min(1).default('127.0.0.1').describe('Address that the metrics are served on.'),
  log_file: optionalText.describe('File that the log is written to as JSON, as well as to standard output.'),
  log_file_mib: z.number().positive().default(16).describe('Size in MiB at which the log file is put aside.'),
  log_files: count.max(1000).default(5).describe('How many log files are kept, the present one included.'),
  log_level: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('The least important log line shown.'),
});

/** A checked configuration. */
export type Config = z.output<typeof configSchema>;
/** One of its keys. */
export type ConfigKey = keyof Config;

/** The keys that take effect while running, when the file changes or on SIGHUP. */
export const RELOADABLE: readonly ConfigKey[] = [
  'node_ids',
  'request_delay',
  'prover_workers',
  'task_queue_capacity',
  'batch_size',
  'max_404s_before_giving_up',
  'task_fetch_interval',
  'queue_log_interval',
  'max_difficulty',
  'log_level',
];

/** All keys. */
export const CONFIG_KEYS = Object.keys(configSchema.shape) as readonly ConfigKey[];

/** A checked configuration, and what was odd about it. */
export interface ReadConfig {
  readonly config: Config;
  readonly warnings: readonly string[];
}

/** Checks a configuration; the error names each key that is wrong. `source` says where it is from. */
export function readConfig(value: unknown, source: string): ReadConfig {
  const known = z.record(z.string(), z.unknown()).safeParse(value);
  if (!known.success) throw invalid(source, ['it is not a JSON object']);
  const checked = configSchema.safeParse(value);
  if (!checked.success) {
    throw invalid(
      source,
      checked.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
    );
  }
  const unknown = Object.keys(known.data).filter((key) => key !== '$schema' && !isConfigKey(key));
  return {
    config: checked.data,
    warnings: unknown.map((key) => `${source}: ${key} is not a known key${suggestion(key)}`),
  };
}

/** The JSON Schema of the configuration, for editors. */
export function configJsonSchema(): unknown {
  return { ...z.toJSONSchema(configSchema, { io: 'input' }), title: 'nexus-prover configuration' };
}

/** Whether a text is a key. */
export function isConfigKey(key: string): key is ConfigKey {
  return (CONFIG_KEYS as readonly string[]).includes(key);
}

function invalid(source: string, problems: readonly string[]): ProverError {
  return new ProverError('config_invalid', `${source}: ${problems.join('; ')}`, {
    remedy: 'docs/config.md describes every key.',
  });
}

function suggestion(key: string): string {
  const [nearest] = CONFIG_KEYS.map((known) => ({ known, steps: editSteps(key, known) })).sort(
    (a, b) => a.steps - b.steps,
  );
  return nearest !== undefined && nearest.steps <= 1 + key.length / 3 ? `; did you mean ${nearest.known}?` : '';
}

/** How many letters must be changed, added or removed to make one word of another. */
function editSteps(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...to].entries()) {
      const swapped = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(swapped, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
