// What the screens read and command: one interface, so that screens know nothing of hosts, stores or connections.
import type { ReadonlySignal } from '@preact/signals';
import type { SecurityBits } from '#client/prover/messages.ts';
import type { JobRequest, JobState } from './job.ts';
import type { KeptProof } from './kept-proof.ts';
import type { LocalProver } from './local-prover.ts';
import type { NetworkView } from './network-view.ts';
import type { ChainEnd } from './receipt-chain.ts';
import type { SessionView } from './session-view.ts';
import type { Settings } from './settings.ts';
import type { Standing } from './standing.ts';

/** What the browser promises about the data kept here. */
export type Storage = 'persistent' | 'evictable' | 'none';

/** The page's state and commands. */
export interface Page {
  readonly cores: number;
  readonly view: ReadonlySignal<SessionView>;
  readonly standing: ReadonlySignal<Standing>;
  readonly network: ReadonlySignal<NetworkView>;
  /** Hashes of the proofs accepted from this browser, the newest first. */
  readonly accepted: ReadonlySignal<readonly string[]>;
  readonly proofs: ReadonlySignal<readonly KeptProof[]>;
  /** Proofs in the outbox. */
  readonly waiting: ReadonlySignal<number>;
  readonly storage: ReadonlySignal<Storage>;
  readonly settings: ReadonlySignal<Settings>;
  readonly workers: ReadonlySignal<number>;
  readonly identity: ReadonlySignal<{ readonly nodeId: string; readonly publicKey: string } | undefined>;
  /** Whom accepted proofs are credited to: a wallet's address, or one that stands for it. */
  readonly wallet: ReadonlySignal<string>;
  /** Proves for another wallet from the next start on; empty: for none. */
  setWallet(wallet: string): Promise<void>;
  readonly local: LocalProver;
  /** The bytes of a proof, as long as they are kept. */
  proofBytes(hash: string): Promise<Uint8Array | undefined>;
  /** Verifies a kept proof in this tab; rejects with the code of what is wrong. */
  verify(proof: KeptProof): Promise<{ readonly ms: number; readonly bits: SecurityBits }>;
  /** Fetches and checks the receipts of this browser's node. */
  checkReceipts(): Promise<ChainEnd>;
  /** Has the network prove a program; see `jobOf`. */
  job(request: JobRequest): AsyncIterable<JobState>;
  /** Remembers a proof that the reader made for themselves. */
  keep(proof: KeptProof, bytes: Uint8Array, elf: Uint8Array): Promise<void>;
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
  /** Asks the browser to keep the data. */
  askPersistence(): Promise<void>;
}
