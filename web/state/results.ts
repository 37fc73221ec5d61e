// What this browser keeps, as the screens show it: proofs, the outbox, and what the browser promises about both.
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { ProverError } from '#client/errors.ts';
import { proofHash } from '#client/identity/hashes.ts';
import type { Outbox } from '#client/store/outbox.ts';
import type { BrowserHost } from '../host/browser-host.ts';
import type { KeptProof } from './kept-proof.ts';
import type { LocalProver } from './local-prover.ts';
import { watchedOutbox } from './outbox-watch.ts';
import { decodeProofFile, encodeProofFile } from './proof-file.ts';

/** Records that the screens know of: a week of ordinary proving. */
const KNOWN = 3000;
/** Read again at every change; more never change at once. */
const NEWEST = 32;

/** What the browser promises about the data kept here. */
export type Storage = 'persistent' | 'evictable' | 'none';

/** Read again whenever the outbox changes, so that the page shows what is stored and not what it believes is stored. */
export class Results {
  /** The outbox to use: each of its changes is seen here. */
  readonly outbox: Outbox;
  readonly proofs: ReadonlySignal<readonly KeptProof[]>;
  readonly accepted: ReadonlySignal<readonly string[]>;
  readonly waiting: ReadonlySignal<number>;
  readonly storage: ReadonlySignal<Storage>;
  readonly #host: BrowserHost;
  readonly #local: LocalProver;
  readonly #proofs = signal<readonly KeptProof[]>([]);
  readonly #waiting = signal(0);
  readonly #storage = signal<Storage>('evictable');

  constructor(host: BrowserHost, local: LocalProver) {
    this.#host = host;
    this.#local = local;
    this.outbox = watchedOutbox(host.store.outbox, () => void this.read());
    this.proofs = this.#proofs;
    this.waiting = this.#waiting;
    this.storage = this.#storage;
    this.accepted = computed(() =>
      this.#proofs.value.filter(({ result }) => result === 'accepted').map(({ hash }) => hash),
    );
  }

  /** Reads the store. */
  async read(): Promise<void> {
    const { outbox, proofs, durable } = this.#host.store;
    const known = this.#proofs.peek();
    const [ids, newest] = await Promise.all([outbox.list(), proofs.list(known.length === 0 ? KNOWN : NEWEST)]);
    this.#waiting.value = ids.length;
    this.#proofs.value = withNewest(this.#proofs.peek(), newest).slice(0, KNOWN);
    if (!durable) this.#storage.value = 'none';
    else this.#storage.value = (await navigator.storage?.persisted?.()) ? 'persistent' : 'evictable';
  }

  async askPersistence(): Promise<void> {
    await navigator.storage?.persist?.();
    await this.read();
  }

  /** Verifies a kept proof in this tab, with the program kept here or asked for. */
  async verify(record: KeptProof) {
    const { profile, input, output, exitCode } = record;
    return this.#local.verify({ ...(await this.#whole(record)), profile, input, output, exitCode });
  }

  /** A kept proof as a file that anyone can check. */
  async file(record: KeptProof): Promise<Uint8Array> {
    const { proof, elf } = await this.#whole(record);
    return encodeProofFile(record, proof, elf);
  }

  /**
   * Checks a proof that came as a file, and keeps it; gives its hash. Rejects with the verifier's code, or with
   * `another_proof` where a hash was expected and the file holds a proof of another.
   */
  async receive(file: Uint8Array, expected?: string): Promise<string> {
    const { proof, elf, profile, input, output, exitCode } = await decodeProofFile(file);
    const hash = proofHash(proof);
    if (expected !== undefined && hash !== expected) throw new ProverError('another_proof', `The file holds ${hash}`);
    const { bits } = await this.#local.verify({ proof, elf, profile, input, output, exitCode });
    // A file may call its program anything: the digest is made from the program itself.
    const programDigest = await this.#local.digest(elf);
    // What this browser made or received before, it knows better than any file.
    if (this.#proofs.peek().some((known) => known.hash === hash)) return hash;
    const facts = { programDigest, profile, input, output, exitCode, bits };
    const made = { version: 1, taskId: '', cycles: 0, proveMs: 0, result: 'received', finishedAt: Date.now() } as const;
    await this.keep({ ...made, ...facts, hash, proofBytes: proof.length }, proof, elf);
    return hash;
  }

  async #whole({ hash, programDigest }: KeptProof): Promise<{ proof: Uint8Array; elf: Uint8Array }> {
    const { store, orchestrator } = this.#host;
    const proof = await store.proofs.bytes(hash);
    if (proof === undefined) throw new ProverError('proof_not_kept', 'The bytes of this proof are not kept any more');
    const kept = await store.programs.read(`${programDigest}.elf`);
    return { proof, elf: kept ?? (await orchestrator.program(programDigest)).elf };
  }

  /** Remembers a proof that the reader made for themselves. */
  async keep(record: KeptProof, bytes: Uint8Array, elf: Uint8Array): Promise<void> {
    const { store } = this.#host;
    await store.programs.write(`${record.programDigest}.elf`, elf);
    await store.proofs.keep(record, bytes);
    await this.read();
  }
}

/** Records with the newest of them read again; a record that was known may have changed. */
export function withNewest(known: readonly KeptProof[], newest: readonly KeptProof[]): readonly KeptProof[] {
  const again = new Set(newest.map(({ hash }) => hash));
  return [...newest, ...known.filter(({ hash }) => !again.has(hash))].sort((a, b) => b.finishedAt - a.finishedAt);
}
