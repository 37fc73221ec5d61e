// The time that running clocks on the page show: once a second, and only while the page is seen.
import { signal } from '@preact/signals';

/** The time, in milliseconds since the epoch. */
export const now = signal(Date.now());

/** Keeps the time; the result stops it. */
export function keepTime(): () => void {
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') now.value = Date.now();
  }, 1000);
  return () => clearInterval(timer);
}
