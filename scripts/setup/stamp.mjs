// Tells by content, not by date, whether what a step makes is current.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../node24.mjs';

const folder = join(root, '.cache', 'stamps');
/** What commands leave beside the sources. */
const made = new Set(['node_modules', 'target', '.DS_Store']);

/**
 * A step that is current as long as neither its inputs nor its outputs have changed since it ran.
 * @param {string} name
 * @param {{ what: string, needs: string[], inputs: string[], outputs: string[],
 *   run: import('./main.mjs').Step['run'] }} step
 * @returns {import('./main.mjs').Step}
 */
export function byContent(name, { what, needs, inputs, outputs, run }) {
  const file = join(folder, name);
  const sources = () => digest(inputs, outputs);
  const stamp = () => `${sources()} ${digest(outputs)}\n`;
  return {
    what,
    needs,
    current: () => existing(outputs) && read(file) === stamp(),
    async run(shell) {
      const before = sources();
      await run(shell);
      mkdirSync(folder, { recursive: true });
      // A source edited while the step ran leaves the stamp of the older source: the next set-up runs the step again.
      writeFileSync(file, `${before} ${digest(outputs)}\n`);
    },
  };
}

/** @param {string[]} paths */
const existing = (paths) => paths.every((path) => statSync(join(root, path), { throwIfNoEntry: false }));

/**
 * A hash of all files at or below the paths, without those below other paths.
 * @param {string[]} paths @param {string[]} [without]
 */
function digest(paths, without = []) {
  const hash = createHash('sha256');
  for (const path of paths.flatMap(files)) {
    if (without.some((folder) => path.startsWith(`${folder}/`))) continue;
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/**
 * All files at or below a path, in a fixed order.
 * @param {string} path
 * @returns {string[]}
 */
function files(path) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  if (!stat) return [];
  if (!stat.isDirectory()) return [path];
  const names = readdirSync(join(root, path)).filter((name) => !made.has(name));
  return names.sort().flatMap((name) => files(`${path}/${name}`));
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
