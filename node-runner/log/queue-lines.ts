// The line that says at an interval how things stand.
import type { PipelineStatus } from '#client/pipeline/pipeline.ts';
import type { Summary } from '../summary.ts';
import type { Log } from './log.ts';

const MIB = 1024 * 1024;

/** Writes the line every so many seconds until `end`. */
export function queueLines(log: Log, summary: Summary, status: () => PipelineStatus, seconds: number) {
  const write = (): void => {
    const { idle, ...numbers } = status();
    const rssBytes = process.memoryUsage.rss();
    const { accepted, refused, peakWasmBytes } = summary;
    const text =
      `queue ${numbers.queued}/${numbers.capacity}, proving ${numbers.proving}/${numbers.workers}, ` +
      `outbox ${numbers.outbox}, accepted ${accepted}, refused ${refused}, RSS ${Math.round(rssBytes / MIB)} MiB`;
    log.info({ event: 'queue', ...numbers, accepted, refused, rssBytes, peakWasmBytes, idle: idle?.code }, text);
  };
  let timer = setInterval(write, seconds * 1000);
  return {
    every: (changed: number): void => {
      clearInterval(timer);
      timer = setInterval(write, changed * 1000);
    },
    end: (): void => clearInterval(timer),
  };
}
