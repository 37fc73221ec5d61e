// Writes accepted proofs into the ledger: acceptance, credit and the end of the queued job in one transaction.
import type { Database, Queryable } from '#orchestrator/db/database.ts';
import { OrchestratorError } from '#orchestrator/errors.ts';
import type { Queue } from '#orchestrator/tasks/queue.ts';

export interface Verdict {
  taskId: string;
  nodeId: string;
  publicKey: Uint8Array;
  proofHash: string;
  signature: Uint8Array;
  proofs: { proof: Uint8Array; proofHash: string; output: Uint8Array; exitCode: number }[];
}

export interface Acceptance {
  duplicate: boolean;
  acceptedAt: Date;
  cycles: number;
}

export interface Recorder {
  /** Rejects with `already_done` when somebody else's proof, or another one, was first. */
  record(verdict: Verdict): Promise<Acceptance>;
}

/** Verdicts written in one transaction: whatever came in while the one before was being written. */
const LARGEST_GROUP = 64;

export function createRecorder(db: Database, queue: Queue): Recorder {
  let pending: { verdict: Verdict; done: PromiseWithResolvers<Acceptance> }[] = [];
  let writing = false;

  async function write(): Promise<void> {
    writing = true;
    // One turn of the event loop, in which the others that are ready can join.
    await new Promise((resolve) => setImmediate(resolve));
    while (pending.length > 0) {
      const group = pending.slice(0, LARGEST_GROUP);
      pending = pending.slice(LARGEST_GROUP);
      try {
        const outcomes = await db.transaction((tx) =>
          recordAll(
            tx,
            queue,
            group.map((entry) => entry.verdict),
          ),
        );
        group.forEach((entry, i) => {
          const outcome = outcomes[i];
          if (outcome) entry.done.resolve(outcome);
          else entry.done.reject(alreadyDone());
        });
      } catch (error) {
        for (const entry of group) entry.done.reject(error);
      }
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

export function alreadyDone(): OrchestratorError {
  return new OrchestratorError('already_done', 'the task has been proven by another submission');
}

/** What became of each verdict; undefined where another one was first. */
async function recordAll(tx: Queryable, queue: Queue, verdicts: Verdict[]): Promise<(Acceptance | undefined)[]> {
  const open = await tx.query<{ task_id: string; queue: string; estimated_cycles: string }>(
    `SELECT task_id, queue, estimated_cycles FROM tasks WHERE task_id = ANY($1::uuid[]) AND state <> 'accepted'
     ORDER BY task_id FOR UPDATE`,
    [verdicts.map((verdict) => verdict.taskId)],
  );
  const tasks = new Map(open.map((row) => [row.task_id, row]));
  const winners = new Map<string, Verdict>();
  for (const verdict of verdicts) {
    if (tasks.has(verdict.taskId) && !winners.has(verdict.taskId)) winners.set(verdict.taskId, verdict);
  }
  if (winners.size > 0) {
    await credit(tx, [...winners.values()]);
    await queue.complete(
      tx,
      [...winners.keys()].map((taskId) => ({ taskId, queue: tasks.get(taskId)?.queue ?? '' })),
    );
  }
  const recorded = await acceptances(
    tx,
    verdicts.map((verdict) => verdict.taskId),
  );
  return verdicts.map((verdict) => {
    const row = recorded.get(verdict.taskId);
    if (!row || row.nodeId !== verdict.nodeId || row.proofHash !== verdict.proofHash) return undefined;
    return { duplicate: winners.get(verdict.taskId) !== verdict, acceptedAt: row.acceptedAt, cycles: row.cycles };
  });
}

async function credit(tx: Queryable, winners: Verdict[]): Promise<void> {
  await tx.query(
    `WITH winner AS (
       SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::text[], $5::bytea[])
         AS w (task_id, node_id, public_key, proof_hash, signature)
     ), done AS (
       UPDATE tasks SET state = 'accepted' FROM winner WHERE tasks.task_id = winner.task_id
       RETURNING tasks.task_id, tasks.estimated_cycles
     ), accepted AS (
       INSERT INTO acceptances (task_id, node_id, public_key, proof_hash, signature, cycles)
       SELECT task_id, node_id, public_key, proof_hash, signature, estimated_cycles FROM winner JOIN done USING (task_id)
       RETURNING task_id, node_id, cycles
     ), ended AS (
       UPDATE leases SET ended_at = now(),
         outcome = CASE WHEN leases.node_id = accepted.node_id THEN 'accepted' ELSE 'overtaken' END
       FROM accepted WHERE leases.task_id = accepted.task_id AND leases.ended_at IS NULL
     ), credit AS (
       SELECT node_id, count(*) AS tasks, sum(cycles) AS cycles FROM accepted GROUP BY node_id ORDER BY node_id
     )
     UPDATE nodes SET accepted = nodes.accepted + credit.tasks, cycles = nodes.cycles + credit.cycles
     FROM credit WHERE nodes.node_id = credit.node_id`,
    [
      winners.map((w) => w.taskId),
      winners.map((w) => w.nodeId),
      winners.map((w) => w.publicKey),
      winners.map((w) => w.proofHash),
      winners.map((w) => w.signature),
    ],
  );
  const proofs = winners.flatMap((w) => w.proofs.map((proof, position) => ({ ...proof, position, taskId: w.taskId })));
  if (proofs.length === 0) return;
  await tx.query(
    `INSERT INTO proofs (task_id, position, proof_hash, output, exit_code, proof)
     SELECT * FROM unnest($1::uuid[], $2::integer[], $3::text[], $4::bytea[], $5::bigint[], $6::bytea[])`,
    [
      proofs.map((p) => p.taskId),
      proofs.map((p) => p.position),
      proofs.map((p) => p.proofHash),
      proofs.map((p) => p.output),
      proofs.map((p) => p.exitCode),
      proofs.map((p) => p.proof),
    ],
  );
}

interface RecordedAcceptance {
  nodeId: string;
  proofHash: string;
  acceptedAt: Date;
  cycles: number;
}

/** The acceptances there are of some tasks. */
export async function acceptances(db: Queryable, taskIds: string[]): Promise<Map<string, RecordedAcceptance>> {
  const rows = await db.query<{
    task_id: string;
    node_id: string;
    proof_hash: string;
    accepted_at: Date;
    cycles: string;
  }>('SELECT task_id, node_id, proof_hash, accepted_at, cycles FROM acceptances WHERE task_id = ANY($1::uuid[])', [
    taskIds,
  ]);
  return new Map(
    rows.map((row) => [
      row.task_id,
      { nodeId: row.node_id, proofHash: row.proof_hash, acceptedAt: row.accepted_at, cycles: Number(row.cycles) },
    ]),
  );
}
