// Accepting proofs: the statements that write acceptances, proofs, credit, receipts and the end of leases and jobs.
import type { Queryable } from '#orchestrator/db/database.ts';
import { type ReceiptClaim, receiptHash, receiptText, type Signer } from '#orchestrator/receipts/receipt.ts';
import type { Queue } from '#orchestrator/tasks/queue.ts';

/** A submission that was found right. */
export interface Verdict {
  taskId: string;
  nodeId: string;
  publicKey: Uint8Array;
  proofHash: string;
  signature: Uint8Array;
  proofs: {
    /** Absent where it was claimed and not in the sample of the audit. */
    proof: Uint8Array | undefined;
    proofHash: string;
    output: Uint8Array;
    exitCode: number;
    /** Where the bytes lie, if they are not for the database. */
    file?: string | undefined;
  }[];
}

export interface Acceptance {
  duplicate: boolean;
  acceptedAt: Date;
  cycles: number;
}

/** Writes verdicts in the caller's transaction. What became of each; undefined where another one was first. */
export async function acceptAll(
  tx: Queryable,
  queue: Queue,
  signer: Signer,
  verdicts: Verdict[],
): Promise<(Acceptance | undefined)[]> {
  const taskIds = verdicts.map((verdict) => verdict.taskId);
  const open = await tx.prepared<{ task_id: string; queue: string; estimated_cycles: string }>(
    `SELECT task_id, queue, estimated_cycles FROM tasks WHERE task_id = ANY($1::uuid[]) AND state <> 'accepted'
     ORDER BY task_id FOR UPDATE`,
    [taskIds],
  );
  const tasks = new Map(open.map((row) => [row.task_id, row]));
  const winners = new Map<string, Verdict>();
  for (const verdict of verdicts) {
    if (tasks.has(verdict.taskId) && !winners.has(verdict.taskId)) winners.set(verdict.taskId, verdict);
  }
  if (winners.size > 0) {
    const cyclesOf = (taskId: string) => Number(tasks.get(taskId)?.estimated_cycles);
    const receipts = await nextReceipts(tx, [...winners.values()], cyclesOf);
    await credit(tx, signer, [...winners.values()], receipts);
    await keepProofs(tx, [...winners.values()]);
    await queue.complete(
      tx,
      [...winners.keys()].map((taskId) => ({ taskId, queue: tasks.get(taskId)?.queue ?? '' })),
    );
  }
  const recorded = await acceptancesOf(tx, taskIds);
  return verdicts.map((verdict) => {
    const row = recorded.get(verdict.taskId);
    if (!row || row.nodeId !== verdict.nodeId || row.proofHash !== verdict.proofHash) return undefined;
    return { duplicate: winners.get(verdict.taskId) !== verdict, acceptedAt: row.acceptedAt, cycles: row.cycles };
  });
}

/** The next receipts of the winners' nodes, which stay locked until the end of the transaction. */
async function nextReceipts(
  tx: Queryable,
  winners: Verdict[],
  cyclesOf: (taskId: string) => number,
): Promise<ReceiptClaim[]> {
  const rows = await tx.prepared<{ node_id: string; accepted: string; receipt_head: string; now: Date }>(
    `SELECT node_id, accepted, receipt_head, date_trunc('milliseconds', clock_timestamp()) AS now FROM nodes
     WHERE node_id = ANY($1::bigint[]) ORDER BY node_id FOR UPDATE`,
    [winners.map((winner) => winner.nodeId)],
  );
  const heads = new Map(
    rows.map((row) => [row.node_id, { number: Number(row.accepted), hash: row.receipt_head, at: row.now }]),
  );
  return winners.map(({ taskId, nodeId, proofHash }) => {
    const head = heads.get(nodeId);
    if (!head) throw new Error(`node ${nodeId} of a verdict is not in the ledger`);
    const claim = {
      nodeId,
      number: head.number + 1,
      taskId,
      proofHash,
      cycles: cyclesOf(taskId),
      acceptedAt: head.at,
      previousHash: head.hash,
    };
    heads.set(nodeId, { number: claim.number, hash: receiptHash(receiptText(claim)), at: head.at });
    return claim;
  });
}

async function credit(tx: Queryable, signer: Signer, winners: Verdict[], receipts: ReceiptClaim[]): Promise<void> {
  const rows = winners.map((winner, i) => {
    const claim = receipts[i] as ReceiptClaim;
    const text = receiptText(claim);
    return { winner, claim, hash: receiptHash(text), signature: signer.sign(text) };
  });
  await tx.prepared(
    `WITH accepted AS (
       INSERT INTO acceptances (task_id, node_id, public_key, proof_hash, signature, cycles, accepted_at,
                                receipt_number, receipt_previous, receipt_hash, receipt_signature)
       SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::text[], $5::bytea[], $6::bigint[],
                            $7::timestamptz[], $8::bigint[], $9::text[], $10::text[], $11::bytea[])
       RETURNING task_id, node_id, cycles, receipt_number, receipt_hash
     ), done AS (
       UPDATE tasks SET state = 'accepted' FROM accepted WHERE tasks.task_id = accepted.task_id
     ), ended AS (
       UPDATE leases SET ended_at = now(),
         outcome = CASE WHEN leases.node_id = accepted.node_id THEN 'accepted' ELSE 'overtaken' END
       FROM accepted WHERE leases.task_id = accepted.task_id AND leases.ended_at IS NULL
     ), credit AS (
       SELECT node_id, count(*) AS tasks, sum(cycles) AS cycles,
         (array_agg(receipt_hash ORDER BY receipt_number DESC))[1] AS head
       FROM accepted GROUP BY node_id
     )
     UPDATE nodes SET accepted = nodes.accepted + credit.tasks, cycles = nodes.cycles + credit.cycles,
       receipt_head = credit.head
     FROM credit WHERE nodes.node_id = credit.node_id`,
    [
      rows.map(({ winner }) => winner.taskId),
      rows.map(({ winner }) => winner.nodeId),
      rows.map(({ winner }) => winner.publicKey),
      rows.map(({ winner }) => winner.proofHash),
      rows.map(({ winner }) => winner.signature),
      rows.map(({ claim }) => claim.cycles),
      rows.map(({ claim }) => claim.acceptedAt),
      rows.map(({ claim }) => claim.number),
      rows.map(({ claim }) => claim.previousHash),
      rows.map(({ hash }) => hash),
      rows.map(({ signature }) => signature),
    ],
  );
}

async function keepProofs(tx: Queryable, winners: Verdict[]): Promise<void> {
  const proofs = winners.flatMap((winner) =>
    winner.proofs.map((proof, position) => ({ ...proof, position, taskId: winner.taskId })),
  );
  await tx.prepared(
    `INSERT INTO proofs (task_id, position, proof_hash, output, exit_code, proof, file)
     SELECT * FROM unnest($1::uuid[], $2::integer[], $3::text[], $4::bytea[], $5::bigint[], $6::bytea[], $7::text[])`,
    [
      proofs.map((p) => p.taskId),
      proofs.map((p) => p.position),
      proofs.map((p) => p.proofHash),
      proofs.map((p) => p.output),
      proofs.map((p) => p.exitCode),
      proofs.map((p) => (p.file === undefined ? (p.proof ?? null) : null)),
      proofs.map((p) => p.file ?? null),
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
async function acceptancesOf(db: Queryable, taskIds: string[]): Promise<Map<string, RecordedAcceptance>> {
  const rows = await db.prepared<{
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
