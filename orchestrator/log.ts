// What the orchestrator writes down: one JSON object a line.
import { type Logger, pino } from 'pino';

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

/** A log that writes to standard error, so that standard output stays free for results. */
export function createLog(level: string): Log {
  return pino({ name: 'orchestrator', level, base: { pid: process.pid } }, pino.destination(2));
}
