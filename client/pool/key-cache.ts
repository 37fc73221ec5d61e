// Proving keys that outlive their workers: the least recently used are forgotten first.

/** Bytes by key id (`<program digest>/<height>`), at most so many in all. */
export class KeyCache {
  readonly #most: number;
  readonly #keys = new Map<string, Uint8Array>();
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#most = mostBytes;
  }

  /** The key used last for a program: its next run most often has the same height. Empty if there is none. */
  latest(programDigest: string): { readonly id: string; readonly key: Uint8Array } | undefined {
    const ids = [...this.#keys.keys()].filter((id) => id.startsWith(`${programDigest}/`));
    const id = ids.at(-1);
    const key = id === undefined ? undefined : this.#keys.get(id);
    return id === undefined || key === undefined ? undefined : { id, key };
  }

  /** Keeps a key, or only marks it as used where the job made none. */
  used(id: string, made: Uint8Array): void {
    const key = made.length > 0 ? made : this.#keys.get(id);
    if (key === undefined || key.length > this.#most) return;
    this.forget(id);
    this.#keys.set(id, key);
    this.#bytes += key.length;
    for (const oldest of this.#keys.keys()) {
      if (this.#bytes <= this.#most) break;
      this.forget(oldest);
    }
  }

  /** Drops a key, for example because a proof made with it did not verify. */
  forget(id: string): void {
    this.#bytes -= this.#keys.get(id)?.length ?? 0;
    this.#keys.delete(id);
  }

  get bytes(): number {
    return this.#bytes;
  }
}
