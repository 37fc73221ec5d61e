// The page at work: holds what the screens show and carries out what they command.

import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { BrowserHost } from '../host/browser-host.ts';
import { holds, mayWatchPresence } from '../host/holds.ts';
import { signatureCheck } from '../host/signature-check.ts';
import { TabLock } from '../host/tab-lock.ts';
import { keepOnDevice, lookForUpdate, takeUpdate } from '../host/updates.ts';
import { WakeLock } from '../host/wake-lock.ts';
import { LocalProver } from './local-prover.ts';
import { NetworkWatch } from './network-watch.ts';
import { OtherProvers } from './other-provers.ts';
import { OwnNode } from './own-node.ts';
import type { Page } from './page.ts';
import { PairedRunners } from './paired-runners.ts';
import { ProvingSession } from './proving-session.ts';
import { ProvingTab } from './proving-tab.ts';
import { Results } from './results.ts';
import { afterEvent, nothingYet, type SessionView, withPlaces } from './session-view.ts';
import { type Settings, settingsFrom } from './settings.ts';
import { standingOf } from './standing.ts';
import { online, whileSeen } from './surroundings.ts';

const SETTINGS_NOTE = 'settings';
/** Set while the page is loaded again in the same tab: proving goes on by itself. */
const RESUME = 'resume';

/** A page on a host. */
export class LivePage implements Page {
  readonly cores: number;
  readonly local: LocalProver;
  readonly results: Results;
  readonly node: OwnNode;
  readonly others: OtherProvers;
  readonly runners: PairedRunners;
  readonly #host: BrowserHost;
  readonly #lock = new TabLock<SessionView>();
  readonly #network: NetworkWatch;
  readonly #tab: ProvingTab;
  readonly #hold: ReadonlySignal<string | undefined>;
  readonly #settings;
  readonly #view = signal<SessionView>(nothingYet);

  private constructor(host: BrowserHost, settings: Settings) {
    this.#host = host;
    this.cores = host.cores;
    this.#settings = signal(settings);
    this.#hold = holds(this.#settings);
    this.local = new LocalProver(host.startProver, host.clock);
    this.results = new Results(host, this.local);
    this.node = new OwnNode(host, this.local);
    this.others = new OtherProvers(host.network, host.store.notes);
    this.runners = new PairedRunners({ ...host, notes: host.store.notes, signedBy: signatureCheck });
    this.#network = new NetworkWatch(host.service, host.clock);
    this.#tab = new ProvingTab(this.#lock, () => this.#newSession());
  }

  /** A page with everything that was kept, and finished proofs on their way. */
  static async on(host: BrowserHost): Promise<LivePage> {
    const kept = await host.store.notes.read(SETTINGS_NOTE);
    const page = new LivePage(host, settingsFrom(kept, host));
    page.#view.value = { ...nothingYet, ...(await host.store.proofs.totals()) };
    await Promise.all([page.results.read(), page.node.read(), page.others.read(), page.runners.read()]);
    page.#follow();
    if (sessionStorage.getItem(RESUME) === null) page.#tab.deliver();
    else page.#tab.start();
    sessionStorage.removeItem(RESUME);
    void keepOnDevice();
    return page;
  }

  readonly workers = computed(() => this.#settings.value.workers);
  readonly standing = computed(() =>
    standingOf(this.#tab.wish.value, this.#view.value, {
      online: online.value,
      hold: this.#hold.value,
      failure: this.#tab.failure.value,
    }),
  );
  get view() {
    return this.#view;
  }
  get network() {
    return this.#network.view;
  }
  get settings() {
    return this.#settings;
  }

  start(): void {
    this.#tab.start();
    void this.results.askPersistence();
  }
  pause(): void {
    this.#tab.pause();
  }
  finish(): void {
    this.#tab.finish();
  }
  takeOver(): void {
    this.#tab.takeOver();
  }
  async update(): Promise<void> {
    if (this.#tab.wish.value === 'on') sessionStorage.setItem(RESUME, 'yes');
    await this.#tab.finished();
    await takeUpdate();
  }
  setWorkers(workers: number): void {
    this.change({ workers: Math.min(this.cores, Math.max(1, workers)) });
  }
  change(settings: Partial<Settings>): void {
    this.#settings.value = { ...this.#settings.value, ...settings };
    void this.#host.store.notes.write(SETTINGS_NOTE, JSON.stringify(this.#settings.value));
  }
  async setIdleOnly(idleOnly: boolean): Promise<void> {
    this.change({ idleOnly: idleOnly && (await mayWatchPresence()) });
  }

  #newSession(): ProvingSession {
    const settings = this.#settings;
    this.#view.value = withPlaces({ ...this.#view.value, lanes: [], idle: undefined }, settings.value.workers);
    return new ProvingSession({
      host: this.#host,
      outbox: this.results.outbox,
      emit: (event) => {
        this.#view.value = afterEvent(this.#view.value, event, this.#host.clock.now());
      },
      workers: this.workers,
      intensity: computed(() => settings.value.intensity),
      memoryBytes: computed(() => settings.value.memoryBytes),
      hold: this.#hold,
      registered: (nodeId) => this.node.registered(nodeId),
    });
  }

  /** What lasts as long as the page: places for workers, the other tabs, the screen kept awake, the network while seen. */
  #follow(): void {
    const awake = new WakeLock();
    effect(() => {
      this.#view.value = withPlaces(this.#view.peek(), this.workers.value);
    });
    effect(() => {
      const view = this.#view.value;
      if (this.#lock.held) this.#lock.tell({ tell: 'view', view });
    });
    effect(() => awake.want(this.#settings.value.keepAwake && this.standing.value.state === 'proving'));
    effect(() => {
      if (this.#view.value.idle?.code === 'engine_outdated') lookForUpdate();
    });
    this.#lock.hear((message) => {
      if (message.tell === 'view' && !this.#lock.held) this.#view.value = message.view;
    });
    addEventListener('pagehide', () => {
      // Loading the page again is no wish to stop; closing the tab ends its session storage with it.
      if (this.#tab.wish.value === 'on') sessionStorage.setItem(RESUME, 'yes');
      this.#tab.pause();
    });
    whileSeen((seen) => void this.#network.follow(seen));
  }
}
