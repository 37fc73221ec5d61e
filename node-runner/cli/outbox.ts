// `nexus-prover outbox`: looks into the outbox and its dead letters, puts them back, copies them out, re-addresses them.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { readConfig } from '#client/config.ts';
import { ProverError } from '#client/errors.ts';
import { decodeFinished } from '#client/store/finished-record.ts';
import { dataDirectory } from '../data-dir.ts';
import type { Messages } from '../lang/messages.ts';
import { storedBytes } from '../store/file-outbox.ts';
import { lockFolder } from '../store/folder-lock.ts';
import { elsewhereLines, outboxContents } from '../store/outbox-contents.ts';
import { configOf, withConfigOptions } from './config-options.ts';
import { answer, hex } from './output.ts';

/** The command and its verbs. */
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
      verb('move', say.outboxMoveHelp)
        .argument('[id...]')
        .requiredOption('--to <url>', say.outboxMoveToOption)
        .action((ids, options) => move(ids, options, say)),
    )
    .addCommand(
      verb('drop', say.outboxDropHelp)
        .argument('<id...>')
        .action((ids, options) => drop(ids, options, say)),
    )
    .addCommand(
      verb('export', say.outboxExportHelp)
        .argument('[id...]')
        .requiredOption('--to <folder>')
        .action((ids, options) => exportTo(ids, options, say)),
    );
}

async function list(options: Record<string, never>, say: Messages): Promise<void> {
  const { config, entries, refused } = await contents(options);
  const here = config.orchestrator_url;
  const lines = [
    ...entries.map(({ id, bytes, orchestrator }) =>
      say.outboxWaits(id, bytes, orchestrator === here ? '' : say.outboxFor(orchestrator)),
    ),
    ...refused.map(({ id, code, message }) => say.outboxRefused(id, code, message)),
    ...elsewhereLines(entries, here, say),
  ];
  const waiting = entries.map((entry) => ({
    ...entry,
    ...(entry.orchestrator !== here && {
      code: entry.orchestrator === '' ? 'outbox_entry_corrupt' : 'other_orchestrator',
    }),
  }));
  answer(options, { waiting, refused }, lines.length > 0 ? lines : say.outboxEmpty);
}

async function retry(ids: readonly string[], options: Record<string, never>, say: Messages): Promise<void> {
  const revived = await changed(options, async ({ outbox, refused }) => {
    const chosen = ids.length > 0 ? ids : refused.map(({ id }) => id);
    mustHold(chosen, refused);
    for (const id of chosen) await outbox.revive(id);
    return chosen;
  });
  answer(options, { revived }, say.outboxRevived(revived.length));
}

/** Re-addresses entries: a server that moved has its proofs still. */
async function move(ids: readonly string[], options: Record<string, string>, say: Messages): Promise<void> {
  const url = readConfig({ orchestrator_url: options.to }, '--to').config.orchestrator_url;
  const moved = await changed(options, async ({ outbox, entries }) => {
    mustHold(ids, entries);
    const others = entries.filter(({ orchestrator }) => orchestrator !== url && orchestrator !== '');
    const chosen = ids.length > 0 ? ids : others.map(({ id }) => id);
    // An entry's name says nothing of its orchestrator, so that this replaces it.
    for (const id of chosen) await outbox.put({ ...(await outbox.read(id)), orchestrator: url });
    return chosen;
  });
  answer(options as never, { moved, orchestrator: url }, say.outboxMoved(moved.length, url));
}

async function drop(ids: readonly string[], options: Record<string, never>, say: Messages): Promise<void> {
  await changed(options, async ({ outbox, entries }) => {
    mustHold(ids, entries);
    const reason = { code: 'dropped_by_operator', message: say.outboxDroppedReason, at: Date.now() };
    for (const id of ids) await outbox.bury({ id, ...reason });
  });
  answer(options, { dropped: ids }, say.outboxDropped(ids.length));
}

/** Changes the outbox while no runner is at work: it would not see what changes, and would be disturbed by it. */
async function changed<T>(
  options: object,
  work: (found: Awaited<ReturnType<typeof contents>>) => Promise<T>,
): Promise<T> {
  const { config } = await configOf(options as Record<string, unknown>);
  const unlock = await lockFolder(dataDirectory(config.data_dir));
  try {
    return await work(await contents(options));
  } finally {
    unlock();
  }
}

function mustHold(ids: readonly string[], held: readonly { readonly id: string }[]): void {
  const missing = ids.find((wanted) => !held.some(({ id }) => id === wanted));
  if (missing !== undefined) throw new ProverError('outbox_entry_missing', `There is no ${missing} here`);
}

/** Each entry as it is stored, which `verify` takes, and beside it each proof with what it proves. */
async function exportTo(ids: readonly string[], options: Record<string, string>, say: Messages): Promise<void> {
  const { dataDir, entries, refused } = await contents(options);
  const chosen = ids.length > 0 ? ids : [...entries, ...refused].map(({ id }) => id);
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
  return { config, dataDir, ...(await outboxContents(dataDir)) };
}
