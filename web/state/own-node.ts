// What this browser is to the network: its node, its wallet, its receipts, the jobs it brings.

import { bytesToHex } from '@noble/hashes/utils.js';
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { BrowserHost } from '../host/browser-host.ts';
import { type JobRequest, jobOf } from './job.ts';
import { checkedReceipts } from './receipts.ts';
import { keepWallet, keptNodeId, walletOf } from './registration.ts';

/** This browser as a node. */
export class OwnNode {
  /** Known from the first start on. */
  readonly identity: ReadonlySignal<{ readonly nodeId: string; readonly publicKey: string } | undefined>;
  /** Whom accepted proofs are credited to: a wallet's address, or one that stands for it. */
  readonly wallet: ReadonlySignal<string>;
  readonly #host: BrowserHost;
  readonly #nodeId = signal<string | undefined>(undefined);
  readonly #wallet = signal('');

  constructor(host: BrowserHost) {
    this.#host = host;
    this.wallet = this.#wallet;
    this.identity = computed(() => {
      const nodeId = this.#nodeId.value;
      return nodeId === undefined ? undefined : { nodeId, publicKey: bytesToHex(host.identity.publicKey) };
    });
  }

  /** Reads what an earlier visit left. */
  async read(): Promise<void> {
    const { store, orchestratorName, identity } = this.#host;
    this.#nodeId.value = await keptNodeId(store.notes, orchestratorName);
    this.#wallet.value = await walletOf(store.notes, identity.publicKey);
  }

  /** The orchestrator knows this browser by this id. */
  registered(nodeId: string): void {
    this.#nodeId.value = nodeId;
  }

  /** Proves for another wallet from the next start on; empty: for none. */
  async setWallet(wallet: string): Promise<void> {
    await keepWallet(this.#host.store.notes, this.#host.orchestratorName, wallet);
    await this.read();
  }

  /** Fetches and checks the receipts of this node, or of another one. */
  checkReceipts(nodeId = this.#nodeId.value ?? '') {
    return checkedReceipts(this.#host, nodeId);
  }

  /** Has the network prove a program; see `jobOf`. */
  job(request: JobRequest) {
    return jobOf(this.#host.jobs, request, new AbortController().signal);
  }
}
