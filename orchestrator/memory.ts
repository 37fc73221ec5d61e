// Memory given back by hand, where requests of hundreds of kilobytes come in a hundred times a second.

/**
 * Frees memory that nobody looks at any more; everything that lies in it is empty then. The collector only sees that there
 * is much of it, and goes through everything else to find what it could let go.
 */
export function release(memory: ArrayBufferLike): void {
  // What was freed is empty; Node 20 cannot free.
  if (memory instanceof ArrayBuffer && memory.byteLength > 0) memory.transfer?.(0);
}
