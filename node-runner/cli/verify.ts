// `nexus-prover verify`, `key`: checks without a server.
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { ProverError } from '#client/errors.ts';
import type { VerifyJob } from '#client/prover/messages.ts';
import { decodeFinished } from '#client/store/finished-record.ts';
import type { Messages } from '../lang/messages.ts';
import { readProgram } from '../orchestrators.ts';
import { readBundle } from './bundle.ts';
import { givenBytes } from './bytes-option.ts';
import { configOf, withConfigOptions } from './config-options.ts';
import { oneOffPool } from './one-off-pool.ts';
import { answer, hex, write } from './output.ts';

const NOTHING = new Uint8Array(0);

/** What a proof must prove. */
type Expectation = Pick<VerifyJob, 'proof' | 'input' | 'output' | 'exitCode'>;

/** `verify PROOF --program ELF …`: accepts with 0, refuses with 1 and the rule. */
export function verifyCommand(say: Messages): Command {
  return withConfigOptions(new Command('verify'), say)
    .description(say.verifyHelp)
    .argument('<proof>', say.proofArgument)
    .option('--program <file>', say.verifyProgramOption)
    .option('--input <file>', say.inputOption)
    .option('--input-hex <hex>', say.inputHexOption)
    .option('--output <file>', say.outputOption)
    .option('--output-hex <hex>', say.outputHexOption)
    .option('--exit-code <number>', say.exitCodeOption, '0')
    .option('--profile <name>', say.profileOption, 'standard')
    .option('--json', say.jsonOption)
    .action(async (path: string, options: Record<string, string>) => {
      const { config } = await configOf(options);
      const { elf, expectations } = await claimsOf(path, options);
      const pool = await oneOffPool(config);
      const programDigest = await pool.ask((prover) => prover.digest(elf));
      const profile = options.profile ?? '';
      const verifyingKey = await pool.ask((prover) => prover.key(elf, profile));
      const proofs = [];
      for (const expected of expectations) {
        const job: VerifyJob = { version: 1, elf, profile, verifyingKey, ...expected };
        const bits = await pool.ask((prover) => prover.verify(job));
        proofs.push({
          inputHex: hex(expected.input),
          outputHex: hex(expected.output),
          exitCode: expected.exitCode,
          bits,
        });
      }
      answer(options, { accepted: true, programDigest, profile, proofs }, [
        say.accepted(proofs.length),
        say.digest(programDigest),
        ...proofs.flatMap(({ outputHex, bits }) => [say.output(outputHex), say.bits(profile, bits)]),
      ]);
    });
}

/** A program and what its proofs must prove. */
interface Claims {
  readonly elf: Uint8Array;
  readonly expectations: readonly Expectation[];
}

/**
 * An outbox entry and a bundle say themselves what their proofs must prove, and a bundle brings its program, whose digest
 * is printed. A bare proof needs all of it said: there is no check without an expectation.
 */
async function claimsOf(path: string, options: Record<string, string>): Promise<Claims> {
  const bytes = new Uint8Array(await readFile(path).catch(unreadable(path)));
  const isEntry = Buffer.from(bytes.subarray(0, 4)).toString() === 'PNFT';
  if (options.program === undefined) {
    if (isEntry) throw new ProverError('config_invalid', 'An entry of the outbox needs its --program');
    const { header, results } = await readBundle(bytes);
    return { elf: header.elf, expectations: results };
  }
  const elf = await readProgram(options.program);
  if (isEntry) return { elf, expectations: decodeFinished(bytes).proofs };
  const input = (await givenBytes(options.input, options.inputHex)) ?? NOTHING;
  const output = await givenBytes(options.output, options.outputHex);
  if (output === undefined) {
    throw new ProverError('config_invalid', 'A proof is checked against an expected output: --output or --output-hex');
  }
  return { elf, expectations: [{ proof: bytes, input, output, exitCode: Number(options.exitCode) }] };
}

/** `key PROGRAM`: rebuilds the verifying key. */
export function keyCommand(say: Messages): Command {
  return withConfigOptions(new Command('key'), say)
    .description(say.keyHelp)
    .argument('<program>', say.programArgument)
    .option('--profile <name>', say.profileOption, 'standard')
    .option('-o, --out <file>', say.keyOption)
    .option('--compare <file>', say.compareOption)
    .option('--json', say.jsonOption)
    .action(async (path: string, options: Record<string, string>) => {
      const { config } = await configOf(options);
      const elf = await readProgram(path);
      const pool = await oneOffPool(config);
      const { name, airDigest } = await pool.ask((prover) => prover.describe());
      const programDigest = await pool.ask((prover) => prover.digest(elf));
      const key = await pool.ask((prover) => prover.key(elf, options.profile ?? ''));
      if (options.out !== undefined) await write(options.out, key);
      const other = await givenBytes(options.compare, undefined);
      const same = other && Buffer.from(other).equals(key);
      if (same === false) process.exitCode = 1;
      const facts = {
        engine: name,
        airDigest,
        programDigest,
        keyBytes: key.length,
        ...(same !== undefined && { same }),
      };
      const compared = same === undefined ? [] : [same ? say.keyMatches : say.keyDiffers];
      answer(options, facts, [
        say.engineLine(name, airDigest),
        say.digest(programDigest),
        say.keyBytes(key.length),
        ...compared,
      ]);
    });
}

function unreadable(path: string): (cause: Error) => never {
  return (cause) => {
    throw new ProverError('file_not_found', `${path}: ${cause.message}`, { cause });
  };
}
