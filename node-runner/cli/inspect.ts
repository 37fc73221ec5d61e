// `nexus-prover inspect`: what a run costs, component by component, as the native engine tells it.
import { Command } from 'commander';
import { ProverError } from '#client/errors.ts';
import { callEngine } from '../host/engine-command.ts';
import { privateDirectory } from '../host/private-directory.ts';
import { nativeCommand } from '../host/provers.ts';
import type { Messages } from '../lang/messages.ts';
import { readProgram } from '../orchestrators.ts';
import { givenBytes } from './bytes-option.ts';
import { configOf } from './config-options.ts';
import { answer } from './output.ts';
import { withProgram } from './prove.ts';

/** A component of a run, as the engine reports it. */
interface Component {
  readonly name: string;
  readonly rows: number;
  readonly main: number;
  readonly interaction: number;
  readonly constraints: number;
  readonly degree: number;
  readonly lookups: number;
  readonly cells: number;
}

/** The command. */
export function inspectCommand(say: Messages): Command {
  return withProgram(new Command('inspect'), say)
    .description(say.inspectHelp)
    .action(async (path: string, options: Record<string, string>) => {
      const { config } = await configOf(options);
      const directory = await privateDirectory();
      try {
        await directory.write('program', await readProgram(path));
        await directory.write('input', (await givenBytes(options.input, options.inputHex)) ?? new Uint8Array(0));
        const args = ['inspect', '--program', 'program', '--input', 'input'];
        const { lastLine } = await callEngine(nativeCommand(config), args, directory.path).result;
        const report = parsed(lastLine);
        answer(options, report, table(report));
      } finally {
        await directory.remove();
      }
    });
}

interface Report {
  readonly cycles: number;
  readonly cells: number;
  readonly airDigest: string;
  readonly components: readonly Component[];
}

function parsed(line: string): Report {
  try {
    return JSON.parse(line) as Report;
  } catch (cause) {
    throw new ProverError('engine_malformed', 'The engine does not tell what a run costs', { cause });
  }
}

function table({ cycles, cells, airDigest, components }: Report): string[] {
  const header = ['component', 'rows', 'main', 'interaction', 'constraints', 'degree', 'lookups', 'cells', 'share'];
  const rows = components.map((part) => [
    part.name,
    ...[part.rows, part.main, part.interaction, part.constraints, part.degree, part.lookups, part.cells].map(String),
    `${((100 * part.cells) / cells).toFixed(1)} %`,
  ]);
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const aligned = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  const sum = `${cycles} cycles, ${cells} cells, ${(cells / Math.max(1, cycles)).toFixed(1)} per cycle`;
  return [aligned(header), ...rows.map(aligned), sum, `AIR digest ${airDigest}`];
}
