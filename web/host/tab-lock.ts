// One tab proves: whoever holds the browser's lock. The others watch, and may ask for it.

const LOCK = 'nexus-prover';
const CHANNEL = 'nexus-prover';

/** What tabs tell each other. */
export type TabMessage<View> =
  | { readonly tell: 'view'; readonly view: View }
  /** To the tab that proves: stop, another takes over. */
  | { readonly tell: 'make_way' };

/** This tab's part in the agreement. Where the browser has no locks, every tab believes itself alone. */
export class TabLock<View> {
  readonly #channel = new BroadcastChannel(CHANNEL);
  #release: (() => void) | undefined;

  /** Whether this tab holds the lock. */
  get held(): boolean {
    return this.#release !== undefined;
  }

  /** Takes the lock if it is free; false: another tab has it. */
  take(): Promise<boolean> {
    return this.#request({ ifAvailable: true });
  }

  /** Waits for the lock, however long the other tab keeps it; false: the signal was aborted before. */
  wait(signal: AbortSignal): Promise<boolean> {
    return this.#request({ signal });
  }

  /** Gives the lock to whoever waits for it. */
  release(): void {
    this.#release?.();
    this.#release = undefined;
  }

  /** Tells the other tabs. */
  tell(message: TabMessage<View>): void {
    this.#channel.postMessage(message);
  }

  /** Hears the other tabs. */
  hear(listener: (message: TabMessage<View>) => void): void {
    this.#channel.addEventListener('message', ({ data }: MessageEvent<TabMessage<View>>) => listener(data));
  }

  #request(options: LockOptions): Promise<boolean> {
    if (this.held) return Promise.resolve(true);
    if (navigator.locks === undefined) {
      this.#release = () => {};
      return Promise.resolve(true);
    }
    const { promise, resolve } = Promise.withResolvers<boolean>();
    navigator.locks
      .request(LOCK, options, (lock) => {
        if (lock === null) return resolve(false);
        return new Promise<void>((release) => {
          this.#release = release;
          resolve(true);
        });
      })
      .catch(() => resolve(false));
    return promise;
  }
}
