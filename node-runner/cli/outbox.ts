// `nexus-prover outbox`: looks into the outbox and its dead letters, puts them back, copies them out.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { ProverError } from '#client/errors.ts';
import { decodeFinished } from '#client/store/finished-record.ts';
import type { DeadLetter } from '#client/store/outbox.ts';
import { dataDirectory } from '../data-dir.ts';
import type { Messages } from '../lang/messages.ts';
import { fileOutbox, storedBytes } from '../store/file-outbox.ts';
import { lockFolder } from '../store/folder-lock.ts';
import { configOf, withConfigOptions } from './config-options.ts';
import { answer, hex } from './output.ts';

/** The command and its three verbs. */
export function outboxCommand(say: Messages): Command {
  const verb = (name: string, help: string): Command =>
    withConfigOptions(new Command(name), say).description(help).option('--json', say.jsonOption);
  return new Command('outbox')
    .description(say.outboxHelp)
    .helpCommand(false)
    .addCommand(
      verb('list', say.outboxListHelp).action((options) => list(options, say)),
      { isDefault: true },
    )
    .addCommand(
      verb('retry', say.outboxRetryHelp)
        .argument('[id...]')
        .action((ids, options) => retry(ids, options, say)),
    )
    .addCommand(
      verb('export', say.outboxExportHelp)
        .argument('[id...]')
        .requiredOption('--to <folder>')
        .action((ids, options) => exportTo(ids, options, say)),
    );
}

async function list(options: Record<string, never>, say: Messages): Promise<void> {
  const { dataDir, waiting, refused } = await contents(options);
  const entries = await Promise.all(
    waiting.map(async (id) => ({ id, bytes: (await storedBytes(dataDir, id)).length })),
  );
  const lines = [
    ...entries.map(({ id, bytes }) => say.outboxWaits(id, bytes)),
    ...refused.map(({ id, code, message }) => say.outboxRefused(id, code, message)),
  ];
  answer(options, { waiting: entries, refused }, lines.length > 0 ? lines : say.outboxEmpty);
}

async function retry(ids: readonly string[], options: Record<string, never>, say: Messages): Promise<void> {
  const { dataDir, outbox, refused } = await contents(options);
  const chosen = ids.length > 0 ? ids : refused.map(({ id }) => id);
  // A runner at work would not see what comes back, and would be disturbed by it.
  const unlock = await lockFolder(dataDir);
  try {
    for (const id of chosen) {
      if (!refused.some((letter) => letter.id === id)) {
        throw new ProverError('outbox_entry_missing', `There is no dead letter ${id}`);
      }
      await outbox.revive(id);
    }
  } finally {
    unlock();
  }
  answer(options, { revived: chosen }, say.outboxRevived(chosen.length));
}

/** Each entry as it is stored, which `verify` takes, and beside it each proof with what it proves. */
async function exportTo(ids: readonly string[], options: Record<string, string>, say: Messages): Promise<void> {
  const { dataDir, waiting, refused } = await contents(options);
  const chosen = ids.length > 0 ? ids : [...waiting, ...refused.map(({ id }) => id)];
  const folder = options.to ?? '';
  await mkdir(folder, { recursive: true });
  for (const id of chosen) {
    const bytes = await storedBytes(dataDir, id);
    await writeFile(join(folder, `${id}.entry`), bytes);
    const { proofs, ...task } = decodeFinished(bytes);
    const statements = proofs.map(({ proof, input, output, ...rest }, index) => {
      const name = `${id}.${index}.proof`;
      return { file: name, bytes: proof.length, inputHex: hex(input), outputHex: hex(output), ...rest };
    });
    for (const [index, { proof }] of proofs.entries()) await writeFile(join(folder, `${id}.${index}.proof`), proof);
    await writeFile(join(folder, `${id}.json`), `${JSON.stringify({ ...task, proofs: statements }, null, 2)}\n`);
  }
  answer(options as never, { exported: chosen, folder }, say.outboxExported(chosen.length, folder));
}

async function contents(options: object) {
  const { config } = await configOf(options as Record<string, unknown>);
  const dataDir = dataDirectory(config.data_dir);
  const outbox = await fileOutbox(dataDir);
  const [waiting, refused]: [readonly string[], readonly DeadLetter[]] = await Promise.all([
    outbox.list(),
    outbox.deadLetters(),
  ]);
  return { dataDir, outbox, waiting, refused };
}
