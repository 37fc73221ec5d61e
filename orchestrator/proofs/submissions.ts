// A submission's way: shape, signature, lease, what has been before, engine, proof, ledger.
import type { Database } from '#orchestrator/db/database.ts';
import { OrchestratorError } from '#orchestrator/errors.ts';
import type { Events } from '#orchestrator/events/events.ts';
import { REFUSALS } from '#orchestrator/limits.ts';
import { createRateLimit } from '#orchestrator/nodes/rate-limit.ts';
import { isSignedBy, submissionText } from '#orchestrator/nodes/signature.ts';
import { isUuid } from '#orchestrator/nodes/users.ts';
import type { Programs } from '#orchestrator/programs/programs.ts';
import { PROOF_REQUIRED, type Queue } from '#orchestrator/tasks/queue.ts';
import type { Acceptance, Verdict } from './acceptance.ts';
import type { EngineArchive } from './archive.ts';
import { type AuditedClaim, claimOf, recordClaim } from './claims.ts';
import type { Engine } from './engine.ts';
import type { ProofFiles } from './files.ts';
import { type LeasedTask, leasedTask, unknownTask } from './leased-task.ts';
import { alreadyDone, type Recorder } from './recorder.ts';
import { recordRefusal } from './refusal.ts';
import { checkCount, checkShape, checkSizes, type Submission } from './submission.ts';

export interface Submissions {
  submit(submission: Submission): Promise<Outcome>;
  /** Takes the proofs that an audit asked for. */
  submitAudit(audit: AuditAnswer): Promise<Acceptance>;
  /** The same for a submission whose signature and hashes were checked by the rules of another protocol. */
  submitChecked(submission: Submission): Promise<Acceptance>;
  /** Refuses and records it, if the error is about the proof. */
  refuse(submission: Pick<Submission, 'taskId' | 'nodeId' | 'proofHash'>, error: unknown): Promise<void>;
}

/** Accepted, or, where the task wants hashes, still to be audited. */
export type Outcome = { acceptance: Acceptance } | { audit: { positions: number[]; expiresAt: Date } };

export interface AuditAnswer {
  taskId: string;
  nodeId: string;
  proofs: { position: number; proof: Uint8Array }[];
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
  async function judgeOf(submission: Submission, task: LeasedTask): Promise<() => Promise<void>> {
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

  async function judge(submission: Submission, task: LeasedTask): Promise<Acceptance> {
    try {
      const verify = await judgeOf(submission, task);
      const began = performance.now();
      await verify().finally(() => parts.verified((performance.now() - began) / 1000));
    } catch (error) {
      await refuse(submission, error);
      throw error;
    }
    return recordWithFiles(submission);
  }

  /** Writes down what a node claims of a task that wants hashes. */
  async function claim(submission: Submission, task: LeasedTask): Promise<Outcome> {
    const { proofs } = submission;
    if (proofs.length !== task.inputs.length || proofs.some(({ proof }) => proof.length > 0)) {
      throw new OrchestratorError('bad_request', 'this task wants the hash of each of its proofs, and no proof');
    }
    checkEngine(submission, engine);
    refusals.check(submission.nodeId);
    return { audit: await db.transaction((tx) => recordClaim(tx, submission)) };
  }

  /** Verifies the sample, against the hashes that were signed before it was drawn, and only then accepts the whole. */
  async function judgeAudit({ taskId, nodeId, proofs }: AuditAnswer, task: LeasedTask): Promise<Acceptance> {
    const claimed = await claimOf(db, taskId, nodeId);
    if (proofs.map(({ position }) => position).join() !== claimed.positions.join()) {
      throw new OrchestratorError('bad_request', `the audit asks for the proofs ${claimed.positions.join(', ')}`);
    }
    checkSizes(proofs);
    const seen = new Map(proofs.map(({ position, proof }) => [position, proof]));
    try {
      const verifyingKey = await programs.verifyingKey(task.program_digest, task.profile);
      const toVerify = claimed.positions.map((position) => {
        const { proofHash, output, exitCode } = claimed.proofs[position] as AuditedClaim['proofs'][number];
        const input = task.inputs[position] ?? Buffer.alloc(0);
        return { proof: seen.get(position) ?? new Uint8Array(), proofHash, output, exitCode, input };
      });
      await engine.verify({ verifyingKey, proofs: toVerify, profile: task.profile });
    } catch (error) {
      await refuse(claimed, error);
      throw error;
    }
    const all = claimed.proofs.map((proof, position) => ({ ...proof, proof: seen.get(position) }));
    return recordWithFiles({ ...claimed, proofs: all });
  }

  /** Large proofs are files first; those that were not needed in the end are let go. */
  async function recordWithFiles(judged: Verdict): Promise<Acceptance> {
    const verdict = withoutRequest(judged);
    const take = verdict.proofs.length === 1 ? 'take' : undefined;
    const proofs = await Promise.all(
      verdict.proofs.map(async ({ proof, ...rest }) => {
        const file = proof && (await files.put(proof, take));
        return file === undefined ? { ...rest, proof, file } : { ...rest, proof: undefined, file };
      }),
    );
    const written = proofs.flatMap(({ file }) => file ?? []);
    const acceptance = await recorder.record({ ...verdict, proofs }).catch(async (error) => {
      // Only then is it certain that no row names them: after any other failure the commit may have come to pass.
      if (error instanceof OrchestratorError && error.code === 'already_done') await files.remove(written);
      throw error;
    });
    const { taskId, nodeId } = verdict;
    if (acceptance.duplicate) await files.remove(written);
    else events.publish({ kind: 'proof_accepted', taskId, nodeId, cycles: acceptance.cycles });
    return acceptance;
  }

  async function refuse(refused: Parameters<Submissions['refuse']>[0], error: unknown): Promise<void> {
    if (!(await recordRefusal(db, queue, refused, error))) return;
    const { taskId, nodeId } = refused;
    refusals.spend(nodeId);
    events.publish({ kind: 'proof_refused', taskId, nodeId, code: (error as OrchestratorError).code });
  }

  /** What was accepted of the task before, if it was just this; refuses if it was something else. */
  function acceptedBefore(task: LeasedTask, nodeId: string, proofHash: string | undefined): Acceptance | undefined {
    if (task.accepted_at === null) return undefined;
    const same = proofHash === undefined || task.accepted_hash === proofHash;
    if (task.accepted_node !== nodeId || !same) throw alreadyDone();
    return { duplicate: true, acceptedAt: task.accepted_at, cycles: Number(task.accepted_cycles) };
  }

  /** The same thing twice at the same time, from a client that did not want to wait: one verification. */
  async function once(key: string, work: () => Promise<Acceptance>): Promise<Acceptance> {
    const running = inWork.get(key);
    if (running) return { ...(await running), duplicate: true };
    const judged = work().finally(() => inWork.delete(key));
    inWork.set(key, judged);
    return judged;
  }

  async function submitTo(submission: Submission, task: LeasedTask): Promise<Acceptance> {
    const { taskId, nodeId, proofHash } = submission;
    checkCount(submission, task);
    return once(`${taskId} ${nodeId} ${proofHash}`, () => {
      refusals.check(nodeId);
      return judge(submission, task);
    });
  }

  async function submitChecked(submission: Submission): Promise<Acceptance> {
    const task = await leasedTask(db, submission);
    const before = acceptedBefore(task, submission.nodeId, submission.proofHash);
    return before ?? submitTo(submission, task);
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
      const task = await leasedTask(db, submission);
      const before = acceptedBefore(task, submission.nodeId, submission.proofHash);
      if (before) return { acceptance: before };
      if (task.task_type !== PROOF_REQUIRED) return claim(submission, task);
      return { acceptance: await submitTo(submission, task) };
    },
    async submitAudit(answer) {
      const { taskId, nodeId } = answer;
      if (!isUuid(taskId)) throw unknownTask();
      const task = await leasedTask(db, answer);
      const before = acceptedBefore(task, nodeId, undefined);
      if (before) return before;
      return once(`${taskId} ${nodeId} audit`, async () => {
        refusals.check(nodeId);
        return judgeAudit(answer, task);
      });
    },
  };
}

/** All fields of a request lie in one piece of memory: what is small gets its own, so that a proof may take the piece. */
function withoutRequest({ taskId, nodeId, publicKey, proofHash, signature, proofs }: Verdict): Verdict {
  return {
    taskId,
    nodeId,
    publicKey: new Uint8Array(publicKey),
    proofHash,
    signature: new Uint8Array(signature),
    proofs: proofs.map((proof) => ({ ...proof, output: new Uint8Array(proof.output) })),
  };
}

function checkEngine({ engine: { name, airDigest, profile } }: Submission, { description }: Engine): void {
  if (name === description.engine && airDigest === description.airDigest && description.profiles.includes(profile))
    return;
  throw new OrchestratorError('engine_mismatch', `proofs here are by ${description.engine} ${description.airDigest}`, {
    remedy: 'Update the prover, or reload its page.',
  });
}
