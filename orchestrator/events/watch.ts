// One watcher's view of the events: an endless sequence that a slow reader cannot make grow.
import type { Events, NetworkEvent } from './events.ts';

/** A reader this far behind loses the oldest events. */
const LONGEST_BACKLOG = 256;

/** Gives events as they happen, and `undefined` after every interval in which none did; ends with the signal. */
export async function* watch(
  events: Events,
  wanted: (event: NetworkEvent) => boolean,
  intervalMs: number,
  signal: AbortSignal,
): AsyncGenerator<NetworkEvent | undefined> {
  const backlog: NetworkEvent[] = [];
  let wake = () => {};
  const unsubscribe = events.subscribe((event) => {
    if (!wanted(event)) return;
    if (backlog.push(event) > LONGEST_BACKLOG) backlog.shift();
    wake();
  });
  const onAbort = () => wake();
  signal.addEventListener('abort', onAbort);
  try {
    // At once, so that both sides know that the stream is open.
    yield undefined;
    while (!signal.aborted) {
      const next = backlog.shift();
      if (next !== undefined) {
        yield next;
        continue;
      }
      const woken = await new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => resolve(false), intervalMs);
        wake = () => {
          clearTimeout(timer);
          resolve(true);
        };
      });
      wake = () => {};
      if (!woken) yield undefined;
    }
  } finally {
    unsubscribe();
    signal.removeEventListener('abort', onAbort);
  }
}
