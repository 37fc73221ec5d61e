// Notices that the configuration's file has changed, or that SIGHUP asks to read it again.
import { watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Editors write in several steps; the last one counts. */
const SETTLED_MS = 200;

/** Calls `changed` until the result is called. */
export function watchConfig(path: string | undefined, changed: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(changed, SETTLED_MS);
  };
  // The folder, because editors and configuration managers replace the file.
  const watcher = path === undefined ? undefined : watch(dirname(path), { persistent: false });
  watcher?.on('change', (_, name) => void (name === basename(path ?? '') && soon()));
  // A file system that cannot be watched leaves SIGHUP.
  watcher?.on('error', () => watcher.close());
  process.on('SIGHUP', soon);
  return () => {
    clearTimeout(timer);
    watcher?.close();
    process.off('SIGHUP', soon);
  };
}
