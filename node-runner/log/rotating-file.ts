// A log file that is put aside when it has grown, and of which only so many are kept.
import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import pino from 'pino';
import { ProverError } from '#client/errors.ts';

/**
 * A stream for the log that rotates: `file`, `file.1` (the newest put aside), `file.2`, … Throws `config_log_unwritable` where
 * it cannot be opened; a disk that is full later costs lines, never the process.
 */
export function rotatingFile(path: string, mostBytes: number, files: number): { write(line: string): void } {
  const stream = opened(path);
  stream.on('error', () => {});
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

function opened(path: string) {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return pino.destination({ dest: path, sync: true, append: true });
  } catch (error) {
    const { message } = error as Error;
    const remedy = 'Choose another log_file, or check its owner.';
    throw new ProverError('config_log_unwritable', `log_file: ${message}`, { cause: error, remedy });
  }
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
