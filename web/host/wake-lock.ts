// Keeps the screen awake while it is wanted. Browsers drop the lock whenever the page is hidden.

/** Keeps the screen awake from now on, or lets it sleep. */
export class WakeLock {
  #wanted = false;
  #lock: WakeLockSentinel | undefined;

  constructor() {
    document.addEventListener('visibilitychange', () => void this.#follow());
  }

  want(wanted: boolean): void {
    this.#wanted = wanted;
    void this.#follow();
  }

  async #follow(): Promise<void> {
    const now = this.#wanted && document.visibilityState === 'visible';
    if (!now) {
      await this.#lock?.release();
      this.#lock = undefined;
    } else if (this.#lock === undefined || this.#lock.released) {
      // Refused on a low battery: the device knows better.
      this.#lock = await navigator.wakeLock?.request('screen').catch(() => undefined);
    }
  }
}
