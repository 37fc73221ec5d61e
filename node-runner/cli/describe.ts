// `nexus-prover describe`: what the engine is, and what its proofs are made of.
import { Command } from 'commander';
import type { Messages } from '../lang/messages.ts';
import { configOf, withConfigOptions } from './config-options.ts';
import { engineHere } from './engine-here.ts';
import { answer } from './output.ts';
import { table } from './table.ts';

/** A component, as the engine reports it. */
interface Component {
  readonly name: string;
  readonly columns: { readonly fixed: number; readonly main: number; readonly interaction: number };
  readonly constraints: readonly { readonly degree: number }[];
  readonly lookups: Readonly<Record<string, number>>;
}

/** The command. */
export function describeCommand(say: Messages): Command {
  return withConfigOptions(new Command('describe'), say)
    .description(say.describeHelp)
    .option('--json', say.jsonOption)
    .action(async (options: Record<string, string>) => {
      const { config } = await configOf(options);
      const engine = await engineHere(config);
      const facts = JSON.parse(engine.describe()) as Record<string, unknown>;
      const components = JSON.parse(engine.components?.() ?? '[]') as readonly Component[];
      const lines = Object.entries(facts).map(([name, value]) => `${name}: ${told(value)}`);
      answer(options, { ...facts, components }, [
        ...lines,
        ...(components.length > 0 ? ['', ...parts(components)] : []),
      ]);
    });
}

function parts(components: readonly Component[]): string[] {
  const header = ['component', 'fixed', 'main', 'interaction', 'constraints', 'degree', 'lookups'];
  const rows = components.map(({ name, columns, constraints, lookups }) => [
    name,
    ...[columns.fixed, columns.main, columns.interaction, constraints.length].map(String),
    String(Math.max(0, ...constraints.map(({ degree }) => degree))),
    Object.entries(lookups)
      .map(([relation, count]) => `${relation} ${count}`)
      .join(', '),
  ]);
  return table(header, rows);
}

function told(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([name, part]) => `${name} ${part}`)
      .join(', ');
  return String(value);
}
