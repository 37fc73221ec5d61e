// This tab among the tabs of this browser: one proves, the others watch it.
import { type ReadonlySignal, signal } from '@preact/signals';
import { ProverError } from '#client/errors.ts';
import type { TabLock } from '../host/tab-lock.ts';
import type { ProvingSession } from './proving-session.ts';
import type { Idle, SessionView } from './session-view.ts';
import type { Wish } from './standing.ts';

/** What other tabs are shown of the one that proves. */
export type ShownView = SessionView;

/** Starts, stops and hands over. */
export class ProvingTab {
  readonly wish: ReadonlySignal<Wish>;
  readonly failure: ReadonlySignal<Idle | undefined>;
  readonly #lock: TabLock<ShownView>;
  readonly #newSession: () => ProvingSession;
  readonly #wish = signal<Wish>('off');
  readonly #failure = signal<Idle | undefined>(undefined);
  #wanted = false;
  #session: ProvingSession | undefined;
  #entered: Promise<void> | undefined;

  constructor(lock: TabLock<ShownView>, newSession: () => ProvingSession) {
    this.#lock = lock;
    this.#newSession = newSession;
    this.wish = this.#wish;
    this.failure = this.#failure;
    lock.hear((message) => {
      if (message.tell === 'make_way' && lock.held) this.pause();
    });
  }

  /** Sends what an earlier visit left in the outbox: it is finished and stored, so nobody has to ask for it. */
  deliver(): void {
    this.#enter();
  }

  /** Proves from now on; where another tab proves, as soon as that one ends. */
  start(): void {
    if (this.#wish.value === 'on' || this.#wish.value === 'starting') return;
    this.#wanted = true;
    this.#failure.value = undefined;
    if (this.#wish.value === 'watching') return;
    this.#wish.value = 'starting';
    // A delivery under way gives way; what it did not send stays in the outbox.
    this.#session?.pause();
    this.#enter();
  }

  /** As `start`, and the tab that proves is asked to make way. */
  takeOver(): void {
    this.start();
    this.#lock.tell({ tell: 'make_way' });
  }

  finish(): void {
    if (this.#wish.value === 'on') this.#wish.value = 'finishing';
    this.#session?.finish();
  }

  /** Finishes what is in the making, and resolves when this tab does nothing any more. */
  async finished(): Promise<void> {
    this.finish();
    if (this.#session !== undefined) await this.#entered;
  }

  pause(): void {
    this.#wanted = false;
    this.#session?.pause();
  }

  /** One entry after the other, so that two sessions never share the outbox. */
  #enter(): void {
    const before = this.#entered ?? Promise.resolve();
    this.#entered = before.then(() => this.#work());
  }

  async #work(): Promise<void> {
    if (!(await this.#lock.take())) {
      this.#wish.value = 'watching';
      await this.#lock.wait(new AbortController().signal);
    }
    const session = this.#newSession();
    this.#session = session;
    try {
      if (this.#wanted) {
        this.#wish.value = 'on';
        await session.prove();
        this.#wish.value = 'paused';
      } else {
        this.#wish.value = 'off';
        await session.deliver();
      }
    } catch (error) {
      const { code } = ProverError.from(error);
      this.#wish.value = code === 'aborted' ? 'paused' : 'failed';
      this.#failure.value = { code };
    } finally {
      this.#wanted = this.#wish.value === 'starting';
      this.#session = undefined;
      this.#lock.release();
    }
  }
}
