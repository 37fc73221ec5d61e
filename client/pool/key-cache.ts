// Proving keys that outlive their workers, bounded by bytes: the least recently used are forgotten first. Each is known by
// the hash of its content, and one that has changed since is forgotten instead of being posted to a worker.
import { contentHash } from './content-hash.ts';

/** What a key is for. A program has a key for each profile and each height of its runs. */
export interface KeyUse {
  readonly programDigest: string;
  readonly profile: string;
  /** Cycles of the run; 0: not known. */
  readonly cycles: number;
}

/** A key with its id, by which engines tell heights apart. */
export interface KeptKey {
  readonly id: string;
  readonly key: Uint8Array;
}

interface Entry extends KeptKey {
  readonly use: KeyUse;
  readonly hash: string;
}

/** Keys by id, at most so many bytes in all. */
export class KeyCache {
  readonly #most: number;
  /** The one used last is the last. */
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#most = mostBytes;
  }

  /** The key that most likely fits: of the run nearest in length, or the one used last where the length is not known. */
  async fitting(use: KeyUse): Promise<KeptKey | undefined> {
    const { programDigest, profile, cycles } = use;
    let best: Entry | undefined;
    for (const entry of this.#entries.values()) {
      if (entry.use.programDigest !== programDigest || entry.use.profile !== profile) continue;
      if (best === undefined || cycles === 0 || distance(entry, cycles) <= distance(best, cycles)) best = entry;
    }
    if (best === undefined || (await contentHash(best.key)) === best.hash) return best;
    this.forget(best.id);
    return undefined;
  }

  /** Keeps a key, or only marks it as used where the job made none. */
  async used(id: string, use: KeyUse, made: Uint8Array): Promise<void> {
    const before = this.#entries.get(id);
    if (made.length === 0 && before === undefined) return;
    const key = made.length > 0 ? made : (before?.key ?? made);
    if (key.length > this.#most) return;
    const hash = made.length > 0 ? await contentHash(made) : (before?.hash ?? '');
    this.forget(id);
    this.#entries.set(id, { id, key, use, hash });
    this.#bytes += key.length;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#most) break;
      this.forget(oldest);
    }
  }

  /** Drops a key, for example because a proof made with it did not verify. */
  forget(id: string): void {
    this.#bytes -= this.#entries.get(id)?.key.length ?? 0;
    this.#entries.delete(id);
  }

  get bytes(): number {
    return this.#bytes;
  }
}

/** Heights double, so it is the ratio that counts. */
function distance({ use }: Entry, cycles: number): number {
  return Math.abs(Math.log2(Math.max(1, use.cycles)) - Math.log2(cycles));
}
