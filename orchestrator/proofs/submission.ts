// A submission's way: shape, signature, lease, what has been before, engine, proof, ledger.
import type { Database } from '#orchestrator/db/database.ts';
import { OrchestratorError } from '#orchestrator/errors.ts';
import type { Events } from '#orchestrator/events/events.ts';
import { LARGEST_PROOF_BYTES, REFUSALS } from '#orchestrator/limits.ts';
import { nodeDisabled } from '#orchestrator/nodes/nodes.ts';
import { createRateLimit } from '#orchestrator/nodes/rate-limit.ts';
import { isSignedBy, submissionText } from '#orchestrator/nodes/signature.ts';
import { isUuid } from '#orchestrator/nodes/users.ts';
import type { Programs } from '#orchestrator/programs/programs.ts';
import type { Queue } from '#orchestrator/tasks/queue.ts';
import type { Acceptance } from './acceptance.ts';
import type { EngineArchive } from './archive.ts';
import type { Engine } from './engine.ts';
import type { ProofFiles } from './files.ts';
import type { ForeignEngine } from './foreign.ts';
import { combinedHash, isHash } from './hash.ts';
import { alreadyDone, type Recorder } from './recorder.ts';
import { recordRefusal } from './refusal.ts';

export interface Submission {
  taskId: string;
  nodeId: string;
  publicKey: Uint8Array;
  signature: Uint8Array;
  proofHash: string;
  /** One for each input of the task, in its order. */
  proofs: { proof: Uint8Array; proofHash: string; output: Uint8Array; exitCode: number }[];
  engine: { name: string; airDigest: string; profile: string };
  /** Who judges it, where that is not an engine of the network's own. */
  foreign?: ForeignEngine;
}

export interface Submissions {
  submit(submission: Submission): Promise<Acceptance>;
  /** The same for a submission whose signature and hashes were checked by the rules of another protocol. */
  submitChecked(submission: Submission): Promise<Acceptance>;
  /** Refuses and records it, if the error is about the proof. */
  refuse(submission: Pick<Submission, 'taskId' | 'nodeId' | 'proofHash'>, error: unknown): Promise<void>;
}

interface LeasedRow extends Record<string, unknown> {
  program_digest: string;
  profile: string;
  inputs: Buffer[];
  leased: boolean;
  disabled: boolean;
  /** Of the acceptance, where there is one. */
  accepted_at: Date | null;
  accepted_node: string;
  accepted_hash: string;
  accepted_cycles: string;
}

export interface SubmissionParts {
  db: Database;
  queue: Queue;
  programs: Programs;
  engine: Engine;
  /** Engines that were in use here until lately. */
  archive: EngineArchive | undefined;
  recorder: Recorder;
  files: ProofFiles;
  events: Events;
  /** Is told how long a verification took. */
  verified(seconds: number): void;
}

export function createSubmissions(parts: SubmissionParts): Submissions {
  const { db, queue, programs, engine, archive, recorder, files, events } = parts;
  const inWork = new Map<string, Promise<Acceptance>>();
  const refusals = createRateLimit(...REFUSALS);

  /** What has to come to pass for the proofs to be right. */
  async function judgeOf(submission: Submission, task: LeasedRow): Promise<() => Promise<void>> {
    const { airDigest } = submission.engine;
    const proofs = submission.proofs.map((proof, i) => ({ ...proof, input: task.inputs[i] ?? Buffer.alloc(0) }));
    const { foreign } = submission;
    if (foreign) return () => foreign.verify(proofs);
    const judge = (await archive?.find(airDigest)) ?? engine;
    checkEngine(submission, judge);
    const { profile } = task;
    const verifyingKey = await programs.verifyingKey(task.program_digest, profile, airDigest);
    return () => judge.verify({ verifyingKey, proofs, profile });
  }

  async function judge(submission: Submission, task: LeasedRow): Promise<Acceptance> {
    const { taskId, nodeId } = submission;
    try {
      const verify = await judgeOf(submission, task);
      const began = performance.now();
      await verify().finally(() => parts.verified((performance.now() - began) / 1000));
    } catch (error) {
      await refuse(submission, error);
      throw error;
    }
    const acceptance = await recordWithFiles(submission);
    if (!acceptance.duplicate) events.publish({ kind: 'proof_accepted', taskId, nodeId, cycles: acceptance.cycles });
    return acceptance;
  }

  /** Large proofs are files first; those that were not needed in the end are let go. */
  async function recordWithFiles(submission: Submission): Promise<Acceptance> {
    const proofs = await Promise.all(
      submission.proofs.map(async (proof) => ({ ...proof, file: await files.put(proof.proof) })),
    );
    const written = proofs.flatMap(({ file }) => file ?? []);
    const acceptance = await recorder.record({ ...submission, proofs }).catch(async (error) => {
      // Only then is it certain that no row names them: after any other failure the commit may have come to pass.
      if (error instanceof OrchestratorError && error.code === 'already_done') await files.remove(written);
      throw error;
    });
    if (acceptance.duplicate) await files.remove(written);
    return acceptance;
  }

  async function refuse(refused: Parameters<Submissions['refuse']>[0], error: unknown): Promise<void> {
    if (!(await recordRefusal(db, queue, refused, error))) return;
    const { taskId, nodeId } = refused;
    refusals.spend(nodeId);
    events.publish({ kind: 'proof_refused', taskId, nodeId, code: (error as OrchestratorError).code });
  }

  async function submitChecked(submission: Submission): Promise<Acceptance> {
    const { taskId, nodeId, proofHash } = submission;
    const task = await leasedTask(db, submission);
    if (task.accepted_at !== null) {
      if (task.accepted_node !== nodeId || task.accepted_hash !== proofHash) throw alreadyDone();
      return { duplicate: true, acceptedAt: task.accepted_at, cycles: Number(task.accepted_cycles) };
    }
    checkCount(submission, task);
    // The same submission twice at the same time, from a client that did not want to wait: one verification.
    const key = `${taskId} ${nodeId} ${proofHash}`;
    const running = inWork.get(key);
    if (running) return { ...(await running), duplicate: true };
    refusals.check(nodeId);
    const judged = judge(submission, task).finally(() => inWork.delete(key));
    inWork.set(key, judged);
    return judged;
  }

  return {
    refuse,
    submitChecked,
    async submit(submission) {
      checkShape(submission);
      const { taskId, publicKey, signature, proofHash } = submission;
      if (!isSignedBy(publicKey, submissionText(taskId, proofHash), signature)) {
        throw new OrchestratorError('bad_signature', 'the signature is not by this key over this task and hash');
      }
      return submitChecked(submission);
    },
  };
}

function checkShape({ taskId, proofHash, proofs }: Submission): void {
  if (!isUuid(taskId)) throw unknownTask();
  const hashes = proofs.map((proof) => proof.proofHash);
  if (!isHash(proofHash) || !hashes.every(isHash)) {
    throw new OrchestratorError('bad_request', 'a proof hash is 64 lower-case hexadecimal digits');
  }
  if (proofs.some(({ proof }) => proof.length > LARGEST_PROOF_BYTES)) {
    throw new OrchestratorError('too_large', `a proof may have ${LARGEST_PROOF_BYTES} bytes`);
  }
  if (proofHash !== (hashes.length === 1 ? hashes[0] : combinedHash(hashes))) {
    throw new OrchestratorError('hash_mismatch', 'the hash signed is not that of the proofs sent');
  }
}

function checkCount({ proofs }: Submission, { inputs }: LeasedRow): void {
  if (proofs.length !== inputs.length) {
    throw new OrchestratorError('bad_request', `the task has ${inputs.length} inputs, ${proofs.length} proofs came`);
  }
  if (proofs.some(({ proof }) => proof.length === 0)) {
    throw new OrchestratorError('proof_malformed', 'this task wants its proofs in full, one came empty');
  }
}

function checkEngine({ engine: { name, airDigest, profile } }: Submission, { description }: Engine): void {
  if (name === description.engine && airDigest === description.airDigest && description.profiles.includes(profile))
    return;
  throw new OrchestratorError('engine_mismatch', `proofs here are by ${description.engine} ${description.airDigest}`, {
    remedy: 'Update the prover, or reload its page.',
  });
}

/**
 * The task, if the node was ever handed it. A lease that has ended does not matter: a late proof counts as long as it is
 * the first.
 */
async function leasedTask(db: Database, { taskId, nodeId }: Submission): Promise<LeasedRow> {
  const [task] = await db.query<LeasedRow>(
    `SELECT program_digest, profile, inputs,
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

function unknownTask(): OrchestratorError {
  return new OrchestratorError('unknown_task', 'there is no task with this id');
}
