// Gathers verdicts and writes them in groups: acceptance, credit and the end of the job are one transaction each time.
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '#orchestrator/db/database.ts';
import { OrchestratorError } from '#orchestrator/errors.ts';
import type { Signer } from '#orchestrator/receipts/receipt.ts';
import type { Queue } from '#orchestrator/tasks/queue.ts';
import { type Acceptance, acceptAll, type Verdict } from './acceptance.ts';

export interface Recorder {
  /** Rejects with `already_done` when somebody else's proof, or another one, was first. */
  record(verdict: Verdict): Promise<Acceptance>;
}

interface Pending {
  verdict: Verdict;
  done: PromiseWithResolvers<Acceptance>;
}

/** Verdicts written in one transaction: whatever came in while the one before was being written. */
const LARGEST_GROUP = 256;

/**
 * A transaction costs as much as verifying a proof, whatever the number of its verdicts: with fewer than this it waits a
 * moment for others, which nobody notices who has waited for a verification.
 */
const WORTH_A_TRANSACTION = 32;
const GATHERING_MS = 100;

/** Proofs in the database of one group: beyond that a transaction is long for its bytes, and not for its number. */
const LARGEST_GROUP_BYTES = 16 * 1024 * 1024;

export function createRecorder(db: Database, queue: Queue, signer: Signer): Recorder {
  let pending: Pending[] = [];
  let writing = false;

  async function writeGroup(group: Pending[]): Promise<void> {
    try {
      const verdicts = group.map((entry) => entry.verdict);
      const outcomes = await db.transaction((tx) => acceptAll(tx, queue, signer, verdicts));
      group.forEach((entry, i) => {
        const outcome = outcomes[i];
        if (outcome) entry.done.resolve(outcome);
        else entry.done.reject(alreadyDone());
      });
    } catch (error) {
      const away = error instanceof OrchestratorError && error.code === 'unavailable';
      if (away || group.length === 1) {
        for (const entry of group) entry.done.reject(error);
        return;
      }
      // One of them cannot be written: the others do not suffer for it.
      for (const entry of group) await writeGroup([entry]);
    }
  }

  async function write(): Promise<void> {
    writing = true;
    while (pending.length > 0) {
      if (pending.length < WORTH_A_TRANSACTION) await delay(GATHERING_MS);
      const size = groupSize(pending);
      const group = pending.slice(0, size);
      pending = pending.slice(size);
      await writeGroup(group);
    }
    writing = false;
  }

  return {
    record(verdict) {
      const done = Promise.withResolvers<Acceptance>();
      pending.push({ verdict, done });
      if (!writing) void write();
      return done.promise;
    },
  };
}

/** How many of those that wait are written together. */
function groupSize(pending: Pending[]): number {
  let bytes = 0;
  const end = pending.findIndex(({ verdict }) => {
    bytes += verdict.proofs.reduce((sum, { proof, file }) => sum + (file === undefined ? (proof?.length ?? 0) : 0), 0);
    return bytes > LARGEST_GROUP_BYTES;
  });
  return Math.min(LARGEST_GROUP, end === -1 ? pending.length : Math.max(1, end));
}

export function alreadyDone(): OrchestratorError {
  return new OrchestratorError('already_done', 'the task has been proven by another submission');
}
