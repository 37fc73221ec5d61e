// `nexus-prover profile`: looks at a run of a program, and writes the program with fused blocks for runs like it.
import { format, parse } from 'node:path';
import { Command } from 'commander';
import type { FusionReport } from '#client/prover/messages.ts';
import type { Messages } from '../lang/messages.ts';
import { readProgram } from '../orchestrators.ts';
import { givenBytes } from './bytes-option.ts';
import { configOf } from './config-options.ts';
import { positiveCount } from './count-option.ts';
import { oneOffPool } from './one-off-pool.ts';
import { answer, write } from './output.ts';
import { withProgram } from './prove.ts';
import { table } from './table.ts';

const NOTHING = new Uint8Array(0);

/** `profile PROGRAM`: nothing is written where the program would stay the one that it is. */
export function profileCommand(say: Messages): Command {
  return withProgram(new Command('profile'), say)
    .description(say.profileHelp)
    .option('-o, --out <file>', say.fusedOption)
    .option('--columns <number>', say.columnsOption, (text: string) => positiveCount(text, say))
    .action(async (path: string, options: Record<string, string>, command: Command) => {
      const { columns } = command.opts<{ columns?: number }>();
      const { config } = await configOf(options);
      const [elf, input = NOTHING] = await Promise.all([
        readProgram(path),
        givenBytes(options.input, options.inputHex),
      ]);
      const pool = await oneOffPool(config);
      const { elf: fused, report } = await pool.ask((prover) => prover.fuse(elf, input, columns));
      const [programDigest, fusedDigest] = [
        await pool.ask((prover) => prover.digest(elf)),
        await pool.ask((prover) => prover.digest(fused)),
      ];
      const isNew = fusedDigest !== programDigest;
      const out = isNew ? (options.out ?? besides(path)) : null;
      if (out !== null) await write(out, fused);
      const next = isNew ? [say.fusedDigest(fusedDigest), say.fusedNext(out ?? '')] : [say.fusedSame];
      answer(options, { programDigest, fusedDigest, out, ...report }, [
        ...blocksOf(report),
        report.blocks.length > 0 ? say.fusion(report) : say.fusionNone(report.steps),
        say.digest(programDigest),
        ...next,
      ]);
    });
}

/** `fib.elf` gives `fib.fused.elf`, in the same folder. */
function besides(path: string): string {
  const { dir, name } = parse(path);
  return format({ dir, name, ext: '.fused.elf' });
}

function blocksOf({ blocks }: FusionReport): string[] {
  if (blocks.length === 0) return [];
  const rows = blocks.map(({ start, instructions }) => [
    `0x${start.toString(16).padStart(8, '0')}`,
    String(instructions),
  ]);
  return table(['start', 'instructions'], rows);
}
