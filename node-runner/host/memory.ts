// What this process holds and what the machine, or the container, could still give.
import type { HostMemory } from '#client/pool/memory-admission.ts';

/** Memory now. */
export function nodeMemory(): HostMemory {
  return { rssBytes: process.memoryUsage.rss(), availableBytes: process.availableMemory() };
}
