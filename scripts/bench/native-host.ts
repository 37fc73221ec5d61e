// Proofs by the native command, built for this machine's own vectors; a process each.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../node24.mjs';
import type { Host, Sample } from './sample.ts';

const command = join(root, 'zkvm-wasm/target/host-cpu/release/zkvm');

/** What `zkvm measure` prints. */
interface Measured {
  readonly cycles: number;
  readonly seconds: number;
  readonly processorSeconds?: number;
  readonly verifySeconds: number;
  readonly proofBytes: number;
  readonly peakBytes?: number;
  readonly phases: readonly { readonly phase: string; readonly seconds: number }[];
}

/** The host, where the command is built. */
export async function nativeHost(): Promise<Host | undefined> {
  if (!existsSync(command)) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const [elfFile, inputFile] = [join(folder, 'elf'), join(folder, 'input')];
  return {
    name: 'native',
    async prove({ elf, input }): Promise<Sample> {
      await Promise.all([writeFile(elfFile, elf), writeFile(inputFile, input)]);
      const { stdout } = await promisify(execFile)(command, ['measure', '--json', elfFile, '--input', inputFile]);
      const measured = JSON.parse(stdout) as Measured;
      const { processorSeconds } = measured;
      return {
        cycles: measured.cycles,
        proveMs: 1000 * measured.seconds,
        processorMs: processorSeconds === undefined ? undefined : 1000 * processorSeconds,
        memoryBytes: measured.peakBytes ?? 0,
        proofBytes: measured.proofBytes,
        verifyMs: 1000 * measured.verifySeconds,
        phases: Object.fromEntries(measured.phases.map(({ phase, seconds }) => [phase, 1000 * seconds])),
      };
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
