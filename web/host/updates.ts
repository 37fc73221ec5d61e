// Newer versions of the page: noticed in the background, taken when the reader says so.
import { signal } from '@preact/signals';

/** How often a page that runs for days looks for a newer version. */
const LOOK_EVERY_MS = 60 * 60_000;

/** Whether a newer version is here and waits. */
export const updateReady = signal(false);

let registration: ServiceWorkerRegistration | undefined;

/** Keeps the page on the device and watches for newer versions. Only the built page has what is needed for that. */
export async function keepOnDevice(): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  try {
    registration = await navigator.serviceWorker.register('./service-worker.js', { updateViaCache: 'none' });
  } catch {
    return; // Private windows and unsafe connections have no service workers; the page works without.
  }
  const follow = (): void => {
    updateReady.value = registration?.waiting != null && navigator.serviceWorker.controller !== null;
  };
  registration.addEventListener('updatefound', () => {
    registration?.installing?.addEventListener('statechange', follow);
  });
  follow();
  setInterval(lookForUpdate, LOOK_EVERY_MS);
}

/** Looks now, for example because the network proves with a newer engine. */
export function lookForUpdate(): void {
  void registration?.update().catch(() => {});
}

/** Loads the newer version; resolves never, because the page is loaded anew. */
export function takeUpdate(): Promise<never> {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  registration?.waiting?.postMessage('take over');
  return new Promise(() => {});
}
