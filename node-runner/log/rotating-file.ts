// A log file that is put aside when it has grown, and of which only so many are kept.
import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import pino from 'pino';

/** A stream for the log that rotates: `file`, `file.1` (the newest put aside), `file.2`, … */
export function rotatingFile(path: string, mostBytes: number, files: number): { write(line: string): void } {
  mkdirSync(dirname(path), { recursive: true });
  const stream = pino.destination({ dest: path, sync: true, append: true });
  let size = sizeOf(path);
  return {
    write: (line) => {
      if (size > 0 && size + line.length > mostBytes) {
        rotate(path, files);
        stream.reopen();
        size = 0;
      }
      size += Buffer.byteLength(line);
      stream.write(line);
    },
  };
}

function rotate(path: string, files: number): void {
  const aside = (index: number): string => (index === 0 ? path : `${path}.${index}`);
  rmSync(aside(files - 1), { force: true });
  for (let index = files - 2; index >= 0; index -= 1) {
    try {
      renameSync(aside(index), aside(index + 1));
    } catch {}
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
