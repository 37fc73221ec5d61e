// The log: lines for people on a terminal, JSON for machines otherwise, and into a file that rotates.
import pino, { type Logger, type StreamEntry } from 'pino';
import pretty from 'pino-pretty';
import { rotatingFile } from './rotating-file.ts';

export type Log = Logger;

/** Where lines go and which ones. */
export interface LogOptions {
  readonly level: string;
  /** How standard output gets them; `none` while a dashboard has it. */
  readonly output: 'pretty' | 'json' | 'none';
  readonly colour: boolean;
  readonly file?: { readonly path: string; readonly mostBytes: number; readonly files: number } | undefined;
}

/** Opens the log. Lines are written at once, so that nothing is lost when the process ends. */
export function openLog({ level, output, colour, file }: LogOptions): Log {
  const streams: StreamEntry<string>[] = [];
  // Each stream gets everything; the level is the logger's own, which may change while running.
  const add = (stream: { write(line: string): void }): void => void streams.push({ level: 'trace', stream });
  if (output === 'pretty') {
    add(
      pretty({ destination: 1, sync: true, colorize: colour, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' }),
    );
  }
  if (output === 'json') add(pino.destination({ dest: 1, sync: true }));
  if (file) add(rotatingFile(file.path, file.mostBytes, file.files));
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.multistream(streams));
}
