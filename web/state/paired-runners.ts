// Runners that have proven, by a code signed with their key, that the reader may watch them; and how each of them does now.
import { timestampMs } from '@bufbuild/protobuf/wkt';
import type { Client } from '@connectrpc/connect';
import { bytesToHex } from '@noble/hashes/utils.js';
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Clock } from '#client/clock.ts';
import { ProverError } from '#client/errors.ts';
import { checkClaim, checkSigned, type IsSigned, readPairing } from '#client/identity/pairing.ts';
import { codedError } from '#client/orchestrator/coded-errors.ts';
import { settings } from '#client/settings.ts';
import type { Notes } from '#client/store/notes.ts';
import type { GetNodeResponse, HeldTask as HeldMessage, NetworkService } from '#proto/proofnet/v1/network_pb.ts';
import type { ReceiptService } from '#proto/proofnet/v1/receipts_pb.ts';

const NOTE = 'paired runners';

/** A task in a runner's hands. */
export interface HeldTask {
  readonly taskId: string;
  readonly program: string;
  readonly inputs: number;
  readonly since: number;
}

/** How a runner does. */
export interface RunnerNow {
  readonly held: readonly HeldTask[];
  readonly accepted: bigint;
  readonly refused: bigint;
  readonly proofsLastHour: bigint;
  readonly cycles: bigint;
  readonly wallet: string;
  readonly disabled: boolean;
  readonly lastSeenAt: number | undefined;
}

/** Whose code was found to be true. */
export interface Pairing {
  readonly nodeId: string;
  /** In hexadecimal. */
  readonly publicKey: string;
  readonly now: RunnerNow;
}

/**
 * A paired runner. `state` is that of the last question, and what was seen before it stays; `other_key`: another key acts
 * for the node than the one that signed, so it may be in other hands.
 */
export interface PairedRunner {
  readonly nodeId: string;
  readonly name: string;
  readonly publicKey: string;
  readonly pairedAt: number;
  readonly state: 'loading' | 'known' | 'other_key' | 'unknown' | 'unreachable';
  readonly now?: RunnerNow;
}

/** What the pairings need of the page's host. */
export interface PairingHost {
  readonly network: Pick<Client<typeof NetworkService>, 'getNode'>;
  readonly receipts: Pick<Client<typeof ReceiptService>, 'getReceiptKey'>;
  readonly notes: Notes;
  readonly clock: Pick<Clock, 'now'>;
  readonly signedBy: (publicKey: Uint8Array) => Promise<IsSigned>;
}

/** The runners that this browser is paired with. */
export class PairedRunners {
  readonly list: ReadonlySignal<readonly PairedRunner[]>;
  readonly #host: PairingHost;
  readonly #list = signal<readonly PairedRunner[]>([]);

  constructor(host: PairingHost) {
    this.#host = host;
    this.list = this.#list;
  }

  /** Reads what was kept. */
  async read(): Promise<void> {
    this.#list.value = parsed(await this.#host.notes.read(NOTE));
  }

  /**
   * Checks a code, in a link or alone, against this network and the key that the orchestrator knows of the node. Rejects
   * with `pairing_malformed`, `_foreign`, `_expired`, `_unbound` or `_forged`, or with what went wrong in asking.
   */
  async check(code: string): Promise<Pairing> {
    const { network, receipts, clock, signedBy } = this.#host;
    const claim = readPairing(code);
    const options = { timeoutMs: settings.transport.timeoutMs };
    try {
      const { ed25519PublicKey: networkKey } = await receipts.getReceiptKey({}, options);
      checkClaim(claim, networkKey, clock.now());
      const answer = await network.getNode({ nodeId: claim.nodeId }, options);
      const key = answer.ed25519PublicKey;
      if (key.length === 0) throw new ProverError('pairing_unbound', 'The node has not used a key yet');
      await checkSigned(claim, networkKey, await signedBy(key));
      return { nodeId: claim.nodeId, publicKey: bytesToHex(key), now: nowOf(answer) };
    } catch (reason) {
      throw codedError(reason, clock.now());
    }
  }

  /** Remembers a pairing; again with the same node: instead of the older one. */
  async pair({ nodeId, publicKey, now }: Pairing, name: string): Promise<void> {
    const others = this.#list.peek().filter((one) => one.nodeId !== nodeId);
    const pairedAt = this.#host.clock.now();
    await this.#keep([...others, { nodeId, name, publicKey, pairedAt, state: 'known', now }]);
  }

  /** Forgets a pairing. */
  async unpair(nodeId: string): Promise<void> {
    await this.#keep(this.#list.peek().filter((one) => one.nodeId !== nodeId));
  }

  /** Asks how they do: all of them, or one. */
  async look(signal?: AbortSignal, nodeId?: string): Promise<void> {
    const asked = this.#list.peek().filter((one) => nodeId === undefined || one.nodeId === nodeId);
    await Promise.all(asked.map((one) => this.#ask(one, signal)));
  }

  async #ask({ nodeId, publicKey }: PairedRunner, signal: AbortSignal | undefined): Promise<void> {
    const options = { timeoutMs: settings.transport.timeoutMs, ...(signal && { signal }) };
    const news = await this.#host.network.getNode({ nodeId }, options).then(
      (answer): Partial<PairedRunner> => ({
        state: bytesToHex(answer.ed25519PublicKey) === publicKey ? 'known' : 'other_key',
        now: nowOf(answer),
      }),
      (error: unknown): Partial<PairedRunner> => ({
        state: codedError(error, Date.now()).code === 'unknown_node' ? 'unknown' : 'unreachable',
      }),
    );
    if (signal?.aborted) return;
    this.#list.value = this.#list.peek().map((one) => (one.nodeId === nodeId ? { ...one, ...news } : one));
  }

  async #keep(list: readonly PairedRunner[]): Promise<void> {
    this.#list.value = list;
    const kept = list.map(({ nodeId, name, publicKey, pairedAt }) => ({ nodeId, name, publicKey, pairedAt }));
    await this.#host.notes.write(NOTE, JSON.stringify({ version: 1, runners: kept }));
  }
}

function nowOf({ node, held, proofsLastHour }: GetNodeResponse): RunnerNow {
  return {
    held: held.map(heldTask),
    accepted: node?.accepted ?? 0n,
    refused: node?.refused ?? 0n,
    proofsLastHour,
    cycles: node?.cycles ?? 0n,
    wallet: node?.walletAddress ?? '',
    disabled: node?.disabledAt !== undefined,
    lastSeenAt: node?.lastSeenAt && timestampMs(node.lastSeenAt),
  };
}

function heldTask({ taskId, programName, inputs, leasedAt }: HeldMessage): HeldTask {
  return { taskId, program: programName, inputs, since: leasedAt === undefined ? 0 : timestampMs(leasedAt) };
}

function parsed(text: string | undefined): readonly PairedRunner[] {
  try {
    const { version, runners }: { version: unknown; runners: Record<string, unknown>[] } = JSON.parse(text ?? '{}');
    if (version !== 1) return [];
    return runners.map(({ nodeId, name, publicKey, pairedAt }) => ({
      nodeId: String(nodeId),
      name: String(name),
      publicKey: String(publicKey),
      pairedAt: Number(pairedAt),
      state: 'loading',
    }));
  } catch {
    return [];
  }
}
