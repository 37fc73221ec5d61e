// `nexus-prover inspect`: what the proof of a run is made of and costs, component by component, as the engine tells it.
import { Command } from 'commander';
import type { Config } from '#client/config.ts';
import { ProverError } from '#client/errors.ts';
import { callEngine } from '../host/engine-command.ts';
import { privateDirectory } from '../host/private-directory.ts';
import { nativeCommand } from '../host/provers.ts';
import type { Messages } from '../lang/messages.ts';
import { readProgram } from '../orchestrators.ts';
import { givenBytes } from './bytes-option.ts';
import { configOf } from './config-options.ts';
import { engineHere } from './engine-here.ts';
import { answer } from './output.ts';
import { withProgram } from './prove.ts';
import { table } from './table.ts';

const NOTHING = new Uint8Array(0);

/** A component of a run, as the engine reports it. */
interface Component {
  readonly name: string;
  readonly rows: number;
  readonly room: number;
  readonly columns: { readonly fixed: number; readonly main: number; readonly interaction: number };
  readonly constraints: readonly unknown[];
  readonly lookups: Readonly<Record<string, number>>;
  readonly cells: number;
  readonly cellShare: number;
}

/** What an engine reports. */
interface Report {
  readonly programDigest: string;
  readonly cycles: number;
  readonly exitCode: number;
  readonly height: number;
  readonly cells: number;
  readonly cellsPerCycle: number;
  readonly proofBytes: number;
  readonly components: readonly Component[];
}

/** The command. */
export function inspectCommand(say: Messages): Command {
  return withProgram(new Command('inspect'), say)
    .description(say.inspectHelp)
    .action(async (path: string, options: Record<string, string>) => {
      const { config } = await configOf(options);
      const elf = await readProgram(path);
      const input = (await givenBytes(options.input, options.inputHex)) ?? NOTHING;
      const report = parsed(await (config.isolation === 'process' ? byCommand : byModule)(config, elf, input));
      answer(options, report, [...costs(report), say.inspected(report), say.digest(report.programDigest)]);
    });
}

async function byModule(config: Config, elf: Uint8Array, input: Uint8Array): Promise<string> {
  const engine = await engineHere(config);
  if (engine.inspect === undefined)
    throw new ProverError('unimplemented', 'This engine does not tell what a run costs');
  try {
    return engine.inspect(elf, input);
  } catch (error) {
    throw ProverError.from(error, (error as { code?: string }).code ?? 'engine_failed');
  }
}

async function byCommand(config: Config, elf: Uint8Array, input: Uint8Array): Promise<string> {
  const directory = await privateDirectory();
  try {
    await directory.write('program', elf);
    await directory.write('input', input);
    const args = ['inspect', '--program', 'program', '--input', 'input', '--json'];
    return (await callEngine(nativeCommand(config), args, directory.path).result).lastLine;
  } finally {
    await directory.remove();
  }
}

function parsed(line: string): Report {
  try {
    return JSON.parse(line) as Report;
  } catch (cause) {
    throw new ProverError('engine_malformed', 'The engine does not tell what a run costs', { cause });
  }
}

function costs({ components }: Report): string[] {
  const header = [
    'component',
    'rows',
    'of',
    'fixed',
    'main',
    'interaction',
    'constraints',
    'lookups',
    'cells',
    'share',
  ];
  const rows = components.map(({ name, rows, room, columns, constraints, lookups, cells, cellShare }) => [
    name,
    ...[rows, room, columns.fixed, columns.main, columns.interaction, constraints.length, sum(lookups), cells].map(
      String,
    ),
    `${(100 * cellShare).toFixed(1)} %`,
  ]);
  return table(header, rows);
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((all, count) => all + count, 0);
}
