// The log: lines for people on a terminal, JSON for machines otherwise.
import pino, { type Logger } from 'pino';
import pretty from 'pino-pretty';

export type Log = Logger;

/** Where lines go and which ones. */
export interface LogOptions {
  readonly level: string;
  /** Whether a person reads it. */
  readonly terminal: boolean;
  readonly colour: boolean;
}

/** Opens the log on standard output; written at once, so that nothing is lost when the process ends. */
export function openLog({ level, terminal, colour }: LogOptions): Log {
  const stream = terminal
    ? pretty({ destination: 1, sync: true, colorize: colour, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' })
    : pino.destination({ dest: 1, sync: true });
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, stream);
}
