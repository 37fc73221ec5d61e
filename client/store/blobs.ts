// Bytes that can be fetched again if they are lost: programs by digest, verifying keys.

/** Named bytes. */
export interface Blobs {
  read(name: string): Promise<Uint8Array | undefined>;
  write(name: string, bytes: Uint8Array): Promise<void>;
  remove(name: string): Promise<void>;
}

/** Blobs that live as long as the process. */
export function memoryBlobs(): Blobs {
  const held = new Map<string, Uint8Array>();
  return {
    read: async (name) => held.get(name),
    write: async (name, bytes) => void held.set(name, bytes),
    remove: async (name) => void held.delete(name),
  };
}
