// Keys that were found to act for their nodes a moment ago, so that not every call has to ask the ledger again.

/** A key that was replaced at another server still acts for so long here. */
const BELIEVED_MS = 10_000;
const MOST_NODES = 100_000;

export interface RecentKeys {
  has(nodeId: string, publicKey: Uint8Array): boolean;
  add(nodeId: string, publicKey: Uint8Array): void;
  forget(nodeId: string): void;
}

export function createRecentKeys(now: () => number = Date.now): RecentKeys {
  const keys = new Map<string, { publicKey: Uint8Array; until: number }>();
  return {
    has(nodeId, publicKey) {
      const known = keys.get(nodeId);
      return known !== undefined && known.until > now() && Buffer.from(known.publicKey).equals(publicKey);
    },
    add(nodeId, publicKey) {
      if (keys.size >= MOST_NODES) keys.clear();
      // A copy: what came in a request is a piece of the whole of it, which is a proof's.
      keys.set(nodeId, { publicKey: new Uint8Array(publicKey), until: now() + BELIEVED_MS });
    },
    forget: (nodeId) => void keys.delete(nodeId),
  };
}
