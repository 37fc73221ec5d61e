// The task that a submission is for, as the ledger has it.
import type { Queryable } from '#orchestrator/db/database.ts';
import { OrchestratorError } from '#orchestrator/errors.ts';
import { nodeDisabled } from '#orchestrator/nodes/nodes.ts';

export interface LeasedTask extends Record<string, unknown> {
  program_digest: string;
  profile: string;
  task_type: number;
  inputs: Buffer[];
  leased: boolean;
  disabled: boolean;
  /** Of the acceptance, where there is one. */
  accepted_at: Date | null;
  accepted_node: string;
  accepted_hash: string;
  accepted_cycles: string;
}

/**
 * The task, if the node was ever handed it. A lease that has ended does not matter: a late proof counts as long as it is
 * the first.
 */
export async function leasedTask(
  db: Queryable,
  { taskId, nodeId }: { taskId: string; nodeId: string },
): Promise<LeasedTask> {
  const [task] = await db.prepared<LeasedTask>(
    `SELECT program_digest, profile, task_type, inputs,
       EXISTS (SELECT 1 FROM leases l WHERE l.task_id = t.task_id AND l.node_id = $2) AS leased,
       (SELECT disabled_at IS NOT NULL FROM nodes WHERE node_id = $2) AS disabled,
       a.node_id AS accepted_node, a.proof_hash AS accepted_hash, a.accepted_at, a.cycles AS accepted_cycles
     FROM tasks t LEFT JOIN acceptances a USING (task_id) WHERE task_id = $1`,
    [taskId, nodeId],
  );
  if (!task) throw unknownTask();
  if (task.disabled) throw nodeDisabled();
  if (task.leased) return task;
  throw new OrchestratorError('lease_lost', 'this task was never handed to this node', {
    remedy: 'Submit only what this node has fetched.',
  });
}

export function unknownTask(): OrchestratorError {
  return new OrchestratorError('unknown_task', 'there is no task with this id');
}
