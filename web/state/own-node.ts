// What this browser is to the network: its node, its wallet, its receipts, the jobs it brings.

import { bytesToHex } from '@noble/hashes/utils.js';
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { ProverError } from '#client/errors.ts';
import { identityFromSeed } from '#client/identity/identity.ts';
import { codedError } from '#client/orchestrator/coded-errors.ts';
import type { BrowserHost } from '../host/browser-host.ts';
import { keepSecret } from '../host/browser-identity.ts';
import { type JobRequest, jobOf } from './job.ts';
import { decodeBackup, encodeBackup, replacementText } from './key-backup.ts';
import type { LocalProver } from './local-prover.ts';
import { checkedReceipts } from './receipts.ts';
import { keepNodeId, keepWallet, keptNodeId, walletOf } from './registration.ts';

const NAME_NOTE = 'node name';

/** This browser as a node. */
export class OwnNode {
  /** Known from the first start on. */
  readonly identity: ReadonlySignal<{ readonly nodeId: string; readonly publicKey: string } | undefined>;
  /** Whom accepted proofs are credited to: a wallet's address, or one that stands for it. */
  readonly wallet: ReadonlySignal<string>;
  /** How the reader calls this node; nobody else is told. */
  readonly name: ReadonlySignal<string>;
  readonly #host: BrowserHost;
  readonly #local: Pick<LocalProver, 'digest'>;
  readonly #nodeId = signal<string | undefined>(undefined);
  readonly #wallet = signal('');
  readonly #name = signal('');

  constructor(host: BrowserHost, local: Pick<LocalProver, 'digest'>) {
    this.#host = host;
    this.#local = local;
    this.wallet = this.#wallet;
    this.name = this.#name;
    this.identity = computed(() => {
      const nodeId = this.#nodeId.value;
      return nodeId === undefined ? undefined : { nodeId, publicKey: bytesToHex(host.identity.publicKey) };
    });
  }

  /** Whether a script could read the key: then the browser has no Ed25519 of its own. */
  get keyReadable(): boolean {
    return this.#host.identity.readable;
  }

  /** Reads what an earlier visit left. */
  async read(): Promise<void> {
    const { store, orchestratorName, identity } = this.#host;
    this.#nodeId.value = await keptNodeId(store.notes, orchestratorName);
    this.#wallet.value = await walletOf(store.notes, identity.publicKey);
    this.#name.value = (await store.notes.read(NAME_NOTE)) ?? '';
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

  /** A name for the reader's own use. */
  async setName(name: string): Promise<void> {
    this.#name.value = name;
    await this.#host.store.notes.write(NAME_NOTE, name);
  }

  /**
   * Hands the node over to a new key, of which `save` gets a backup before anything else happens: whatever fails later,
   * no key is in use that exists nowhere else.
   */
  async changeKey(passphrase: string, save: (backup: Uint8Array) => void): Promise<void> {
    const { identity, service, store, orchestratorName: orchestrator } = this.#host;
    const secret = crypto.getRandomValues(new Uint8Array(32));
    const nodeId = this.#nodeId.value ?? '';
    save(await encodeBackup({ orchestrator, nodeId, wallet: this.#wallet.value, secret }, passphrase));
    const newPublicKey = identityFromSeed(secret).publicKey;
    if (nodeId !== '') {
      const signature = await identity.sign(replacementText(nodeId, newPublicKey));
      const ed25519PublicKey = identity.publicKey;
      await service.replaceKey({ nodeId, ed25519PublicKey, newPublicKey, signature }).catch((error: unknown) => {
        throw codedError(error, Date.now());
      });
    }
    await keepSecret(store, secret);
  }

  /** Becomes the node of a backup, from the next loading of the page on. */
  async restore(file: Uint8Array, passphrase = ''): Promise<void> {
    const { store, orchestratorName } = this.#host;
    const { orchestrator, nodeId, wallet, secret } = await decodeBackup(file, passphrase);
    if (orchestrator !== orchestratorName) throw new ProverError('backup_elsewhere', orchestrator);
    await keepWallet(store.notes, orchestrator, wallet);
    await keepNodeId(store.notes, orchestrator, nodeId);
    await keepSecret(store, secret);
  }

  /** Fetches and checks the receipts of this node, or of another one. */
  checkReceipts(nodeId = this.#nodeId.value ?? '') {
    return checkedReceipts(this.#host, nodeId);
  }

  /** Has the network prove a program; see `jobOf`. */
  job(request: JobRequest) {
    const digest = (elf: Uint8Array): Promise<string> => this.#local.digest(elf);
    return jobOf({ service: this.#host.jobs, digest }, request, new AbortController().signal);
  }
}
