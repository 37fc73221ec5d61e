// Memory given back by hand, where requests of hundreds of kilobytes come in a hundred times a second.

/**
 * Frees what lies behind bytes that nobody looks at any more; they are empty then. The collector only sees that there is
 * much of it, and goes through everything else to find what it could let go. Bytes that share their memory are left.
 */
export function release({ buffer, byteLength }: Uint8Array): void {
  // Absent in Node 20.
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer?.(0);
}
