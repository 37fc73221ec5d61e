// Drafts as files: the task of each, and beside it one file for each proof.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ProverError } from '#client/errors.ts';
import { settings } from '#client/settings.ts';
import {
  type DraftTask,
  decodeDraftProof,
  decodeDraftTask,
  encodeDraftProof,
  encodeDraftTask,
} from '#client/store/draft-record.ts';
import { type Draft, type Drafts, draftName } from '#client/store/drafts.ts';
import { openFolder, removeDurably, writeDurably } from './durable-file.ts';

const TASK = '.task';
const NOTHING = new Uint8Array(0);

/** Opens the drafts in a folder of the data directory. */
export async function fileDrafts(dataDir: string, mostBytes: number = settings.drafts.mostBytes): Promise<Drafts> {
  const folder = join(dataDir, 'drafts');
  await openFolder(folder);
  const taskPath = (name: string): string => join(folder, name + TASK);
  const proofPath = (name: string, index: number): string => join(folder, `${name}.${index}.proof`);
  const sizes = new Map<string, number>();
  for (const file of await readdir(folder)) {
    const { size } = (await stat(join(folder, file)).catch(() => undefined)) ?? { size: 0 };
    sizes.set(join(folder, file), size);
  }

  const write = async (path: string, bytes: Uint8Array): Promise<void> => {
    const held = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    if (held + bytes.length > mostBytes) {
      throw new ProverError('drafts_full', `Unfinished tasks may take ${mostBytes} bytes, and do`);
    }
    await writeDurably(path, bytes);
    sizes.set(path, bytes.length);
  };
  const remove = async (path: string): Promise<void> => {
    await removeDurably(path);
    sizes.delete(path);
  };
  const drop = async (name: string): Promise<void> => {
    const proofs = [...sizes.keys()].filter((path) => path.startsWith(join(folder, `${name}.`)));
    // The task last: while it is there a later run finds the rest.
    for (const path of proofs.filter((path) => path !== taskPath(name))) await remove(path);
    await remove(taskPath(name));
  };

  return {
    keep: async ({ proofs, ...draft }) => {
      const name = draftName(draft.task.id);
      const newest = proofs.at(-1);
      if (newest === undefined) return;
      if (!sizes.has(taskPath(name))) await write(taskPath(name), encodeDraftTask(draft));
      await write(proofPath(name, proofs.length - 1), encodeDraftProof(newest));
    },
    list: async () => {
      const drafts = [];
      for (const name of new Set((await readdir(folder)).map(nameIn))) {
        const draft = await readDraft(taskPath(name), (index) => proofPath(name, index));
        if (draft !== undefined) drafts.push(draft);
        else await drop(name);
      }
      return drafts;
    },
    drop: (taskId) => drop(draftName(taskId)),
  };
}

/** The draft that a file belongs to. */
function nameIn(file: string): string {
  return file.replace(/(\.task|\.\d+\.proof)$/, '');
}

/** A draft with the proofs up to the first that cannot be read; undefined where the task itself cannot. */
async function readDraft(path: string, proofPath: (index: number) => string): Promise<Draft | undefined> {
  let draft: DraftTask;
  const proofs = [];
  try {
    draft = decodeDraftTask(await readFile(path));
  } catch {
    return undefined;
  }
  for (let index = 0; index < draft.task.inputs.length; index += 1) {
    const proof = await readFile(proofPath(index))
      .then(decodeDraftProof)
      .catch(() => undefined);
    // A file that an earlier task of this id has left is none of this one's.
    if (proof === undefined || !Buffer.from(proof.input).equals(draft.task.inputs[index] ?? NOTHING)) break;
    proofs.push(proof);
  }
  return { ...draft, proofs };
}
