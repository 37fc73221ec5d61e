// What goes on around the page: the line, and whether it is seen.
import { signal } from '@preact/signals';

/** Whether the device has a line at all. */
export const online = signal(true);

if (typeof window !== 'undefined') {
  const read = (): void => {
    online.value = navigator.onLine;
  };
  addEventListener('online', read);
  addEventListener('offline', read);
  read();
}

/** Runs `work` whenever the page comes into view; its signal is aborted when the page is hidden. */
export function whileSeen(work: (seen: AbortSignal) => void): void {
  let seen: AbortController | undefined;
  const follow = (): void => {
    seen?.abort();
    seen = document.visibilityState === 'visible' ? new AbortController() : undefined;
    if (seen !== undefined) work(seen.signal);
  };
  document.addEventListener('visibilitychange', follow);
  follow();
}
