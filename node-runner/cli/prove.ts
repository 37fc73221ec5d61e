// `nexus-prover prove`, `execute`: one run of one program.
import { Command } from 'commander';
import type { Messages } from '../lang/messages.ts';
import { readProgram } from '../orchestrators.ts';
import { givenBytes } from './bytes-option.ts';
import { configOf, withConfigOptions } from './config-options.ts';
import { oneOffPool } from './one-off-pool.ts';
import { answer, hex, write } from './output.ts';

const NOTHING = new Uint8Array(0);

/** `prove PROGRAM`: writes the proof and tells what it proves. */
export function proveCommand(say: Messages): Command {
  return withProgram(new Command('prove'), say)
    .description(say.proveHelp)
    .option('--profile <name>', say.profileOption, 'standard')
    .option('-o, --out <file>', say.proofOption, 'proof.bin')
    .action(async (path: string, options: Record<string, string>) => {
      const { config } = await configOf(options);
      const [elf, input = NOTHING] = await Promise.all([
        readProgram(path),
        givenBytes(options.input, options.inputHex),
      ]);
      const pool = await oneOffPool(config);
      const programDigest = await pool.ask((prover) => prover.digest(elf));
      const profile = options.profile ?? '';
      const run = await pool.prove({ taskId: path, elf, programDigest, input, profile, verifyingKey: NOTHING });
      const out = options.out ?? '';
      await write(out, run.proof);
      const { cycles, exitCode, bits, proof } = run;
      const ms = Math.round(run.proveMs);
      const outputHex = hex(run.output);
      const facts = {
        programDigest,
        profile,
        inputHex: hex(input),
        outputHex,
        exitCode,
        cycles,
        proveMs: ms,
        bits,
        proof: out,
      };
      answer(options, { ...facts, proofBytes: proof.length }, [
        say.proven(cycles, ms, proof.length, out),
        say.digest(programDigest),
        say.output(outputHex),
        say.executed(cycles, exitCode),
        say.bits(profile, bits),
      ]);
    });
}

/** `execute PROGRAM`. */
export function executeCommand(say: Messages): Command {
  return withProgram(new Command('execute'), say)
    .description(say.executeHelp)
    .action(async (path: string, options: Record<string, string>) => {
      const { config } = await configOf(options);
      const [elf, input = NOTHING] = await Promise.all([
        readProgram(path),
        givenBytes(options.input, options.inputHex),
      ]);
      const pool = await oneOffPool(config);
      const { cycles, exitCode, output, log } = await pool.ask((prover) => prover.execute(elf, input));
      const outputHex = hex(output);
      const lines = [say.executed(cycles, exitCode), say.output(outputHex), ...(log === '' ? [] : [log])];
      answer(options, { cycles, exitCode, outputHex, log }, lines);
    });
}

/** The program argument and its input. */
export function withProgram(command: Command, say: Messages): Command {
  return withConfigOptions(command, say)
    .argument('<program>', say.programArgument)
    .option('--input <file>', say.inputOption)
    .option('--input-hex <hex>', say.inputHexOption)
    .option('--json', say.jsonOption);
}
