// One set-up at a time in a clone: a second one waits for the first.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { root } from '../node24.mjs';

const folder = join(root, '.cache');
const file = join(folder, 'setup.lock');

/**
 * Takes the lock and gives the function that frees it.
 * @param {(text: string) => void} say
 */
export async function lock(say) {
  mkdirSync(folder, { recursive: true });
  for (let told = false; !take(); told = true) {
    if (!told) say(`waiting for another set-up of this folder (process ${holder()})`);
    await wait(500);
  }
  const free = () => rmSync(file, { force: true });
  process.on('exit', free);
  return () => {
    process.off('exit', free);
    free();
  };
}

function take() {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    if (!alive(holder())) rmSync(file, { force: true });
    return false;
  }
}

function holder() {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
}

/** @param {number} pid */
function alive(pid) {
  // Created and not yet written, or just freed: look again.
  if (pid === 0) return true;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
