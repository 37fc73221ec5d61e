// What the screens read and command: interfaces, so that screens know nothing of hosts, stores or connections.
import type { ReadonlySignal } from '@preact/signals';
import type { LocalProver } from './local-prover.ts';
import type { NetworkView } from './network-view.ts';
import type { OtherProvers } from './other-provers.ts';
import type { OwnNode } from './own-node.ts';
import type { PairedRunners } from './paired-runners.ts';
import type { Results } from './results.ts';
import type { SessionView } from './session-view.ts';
import type { Settings } from './settings.ts';
import type { Standing } from './standing.ts';

/** The public side of a class. */
type Face<T> = { readonly [Member in keyof T]: T[Member] };

/** The page's state and commands. */
export interface Page {
  readonly cores: number;
  readonly view: ReadonlySignal<SessionView>;
  readonly standing: ReadonlySignal<Standing>;
  readonly network: ReadonlySignal<NetworkView>;
  readonly settings: ReadonlySignal<Settings>;
  readonly workers: ReadonlySignal<number>;
  /** What this browser keeps. */
  readonly results: Pick<
    Face<Results>,
    'proofs' | 'accepted' | 'waiting' | 'storage' | 'verify' | 'file' | 'receive' | 'keep' | 'askPersistence'
  >;
  /** What this browser is to the network. */
  readonly node: Pick<
    Face<OwnNode>,
    | 'identity'
    | 'keyReadable'
    | 'wallet'
    | 'name'
    | 'setWallet'
    | 'setName'
    | 'changeKey'
    | 'restore'
    | 'checkReceipts'
    | 'job'
  >;
  /** The reader's runners, which have proven that they are. */
  readonly runners: Pick<Face<PairedRunners>, 'list' | 'check' | 'pair' | 'unpair' | 'look'>;
  /** Other nodes that the reader watches. */
  readonly others: Pick<Face<OtherProvers>, 'list' | 'watch' | 'forget' | 'look'>;
  /** Proving without the network. */
  readonly local: Face<LocalProver>;
  start(): void;
  /** Gives up the proofs in the making and hands their tasks back. */
  pause(): void;
  /** Takes no more tasks and stops when the present ones are done. */
  finish(): void;
  /** Has the tab that proves stop, and proves here. */
  takeOver(): void;
  /** Loads the newer version once no proof is in the making; proving goes on after it. */
  update(): Promise<void>;
  setWorkers(workers: number): void;
  change(settings: Partial<Settings>): void;
  /** Asks for the permission first, where the browser wants that. */
  setIdleOnly(idleOnly: boolean): Promise<void>;
}
