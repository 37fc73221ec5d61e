// What lies in the outbox, for people who look: each entry with the orchestrator that it is for.
import type { DeadLetter } from '#client/store/outbox.ts';
import type { Messages } from '../lang/messages.ts';
import { fileOutbox } from './file-outbox.ts';

/** A proof that waits. */
export interface WaitingEntry {
  readonly id: string;
  readonly bytes: number;
  /** Empty where the entry cannot be read. */
  readonly orchestrator: string;
  readonly taskId: string;
}

/** Reads all of it. */
export async function outboxContents(dataDir: string) {
  const outbox = await fileOutbox(dataDir);
  const entries: WaitingEntry[] = [];
  for (const id of await outbox.list()) {
    const entry = await outbox.read(id).catch(() => undefined);
    const bytes = (entry?.proofs ?? []).reduce((sum, { proof }) => sum + proof.length, 0);
    entries.push({ id, bytes, orchestrator: entry?.orchestrator ?? '', taskId: entry?.taskId ?? '' });
  }
  const refused: readonly DeadLetter[] = await outbox.deadLetters();
  return { outbox, entries, refused };
}

/** A line for each other orchestrator that entries are for, with what to do. */
export function elsewhereLines(entries: readonly WaitingEntry[], here: string, say: Messages): string[] {
  const others = entries.filter(({ orchestrator }) => orchestrator !== here && orchestrator !== '');
  const byOrchestrator = [...Map.groupBy(others, ({ orchestrator }) => orchestrator)];
  return byOrchestrator.map(([url, list]) => say.outboxElsewhere(list.length, url, here));
}
