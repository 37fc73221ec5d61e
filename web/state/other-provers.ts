// The reader's other provers, runners or browsers, watched by their node numbers: what the orchestrator tells of each.
import { timestampMs } from '@bufbuild/protobuf/wkt';
import type { Client } from '@connectrpc/connect';
import { type ReadonlySignal, signal } from '@preact/signals';
import { codedError } from '#client/orchestrator/coded-errors.ts';
import { settings } from '#client/settings.ts';
import type { Notes } from '#client/store/notes.ts';
import type { NetworkService, Node } from '#proto/proofnet/v1/network_pb.ts';

const NOTE = 'other provers';

/** What is known of one. */
export interface Seen {
  readonly accepted: bigint;
  readonly cycles: bigint;
  readonly leased: number;
  readonly wallet: string;
  readonly disabled: boolean;
  readonly lastSeenAt: number | undefined;
}

/** One of them. `state` is that of the last question; what was seen before it stays. */
export interface OtherProver {
  readonly nodeId: string;
  readonly name: string;
  readonly state: 'loading' | 'known' | 'unknown' | 'unreachable';
  readonly seen?: Seen;
}

/** The list, kept in this browser. */
export class OtherProvers {
  readonly list: ReadonlySignal<readonly OtherProver[]>;
  readonly #service: Pick<Client<typeof NetworkService>, 'getNode'>;
  readonly #notes: Notes;
  readonly #list = signal<readonly OtherProver[]>([]);

  constructor(service: Pick<Client<typeof NetworkService>, 'getNode'>, notes: Notes) {
    this.#service = service;
    this.#notes = notes;
    this.list = this.#list;
  }

  /** Reads the list that was kept. */
  async read(): Promise<void> {
    this.#list.value = parsed(await this.#notes.read(NOTE));
  }

  /** Adds one, or gives one another name. */
  async watch(nodeId: string, name: string): Promise<void> {
    const others = this.#list.peek().filter((one) => one.nodeId !== nodeId);
    await this.#keep([...others, { nodeId, name, state: 'loading' }]);
    await this.look();
  }

  /** Takes one off the list. */
  async forget(nodeId: string): Promise<void> {
    await this.#keep(this.#list.peek().filter((one) => one.nodeId !== nodeId));
  }

  /** Asks the orchestrator about all of them. */
  async look(signal?: AbortSignal): Promise<void> {
    await Promise.all(this.#list.peek().map((one) => this.#ask(one.nodeId, signal)));
  }

  async #ask(nodeId: string, signal: AbortSignal | undefined): Promise<void> {
    const options = { timeoutMs: settings.transport.timeoutMs, ...(signal && { signal }) };
    const news = await this.#service.getNode({ nodeId }, options).then(
      ({ node }): Partial<OtherProver> =>
        node === undefined ? { state: 'unknown' } : { state: 'known', seen: seenOf(node) },
      (error: unknown): Partial<OtherProver> => ({
        state: codedError(error, Date.now()).code === 'unknown_node' ? 'unknown' : 'unreachable',
      }),
    );
    if (signal?.aborted) return;
    this.#list.value = this.#list.peek().map((one) => (one.nodeId === nodeId ? { ...one, ...news } : one));
  }

  async #keep(list: readonly OtherProver[]): Promise<void> {
    this.#list.value = list;
    await this.#notes.write(NOTE, JSON.stringify(list.map(({ nodeId, name }) => ({ nodeId, name }))));
  }
}

function seenOf({ accepted, cycles, leased, walletAddress, disabledAt, lastSeenAt }: Node): Seen {
  return {
    accepted,
    cycles,
    leased,
    wallet: walletAddress,
    disabled: disabledAt !== undefined,
    lastSeenAt: lastSeenAt && timestampMs(lastSeenAt),
  };
}

function parsed(text: string | undefined): readonly OtherProver[] {
  try {
    const kept: unknown = JSON.parse(text ?? '[]');
    if (!Array.isArray(kept)) return [];
    return kept.map(({ nodeId, name }) => ({ nodeId: String(nodeId), name: String(name), state: 'loading' }));
  } catch {
    return [];
  }
}
