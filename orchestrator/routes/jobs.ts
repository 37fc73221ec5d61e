// The Connect service for people who bring programs and jobs.

import { setTimeout as delay } from 'node:timers/promises';
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { ConnectRouter, HandlerContext } from '@connectrpc/connect';
import { OrchestratorError } from '#orchestrator/errors.ts';
import { checkCycles, estimatedCycles } from '#orchestrator/jobs/estimate.ts';
import { cancelJob, createJob, type Job, jobById, jobsPage, retryJob } from '#orchestrator/jobs/jobs.ts';
import { type JobTask, tasksOfJob } from '#orchestrator/jobs/tasks.ts';
import { INPUTS_PER_JOB, INPUTS_PER_TASK, LARGEST_REDUNDANCY } from '#orchestrator/limits.ts';
import type { Network } from '#orchestrator/network.ts';
import { type Bearer, bearerOf } from '#orchestrator/nodes/tokens.ts';
import { audit } from '#orchestrator/operations/audit.ts';
import { ALL_PROOF_HASHES, PROOF_REQUIRED } from '#orchestrator/tasks/queue.ts';
import { JobService, TaskState } from '#proto/proofnet/v1/jobs_pb.ts';
import type { TaskDifficulty, TaskType } from '#proto/proofnet/v1/orchestrator_pb.ts';
import { nextPageToken, pageSizeOf } from './pages.ts';

const WATCH_EVERY_MS = 1_000;
/** What is told again after so long although nothing has changed: proxies end streams that say nothing. */
const TELL_AGAIN_MS = 15_000;

const STATES = {
  queued: TaskState.QUEUED,
  leased: TaskState.LEASED,
  accepted: TaskState.ACCEPTED,
  failed: TaskState.FAILED,
} as const;

/** The state of a request's filter; undefined for all. */
function stateOf(wanted: TaskState): JobTask['state'] | undefined {
  return (Object.keys(STATES) as JobTask['state'][]).find((name) => STATES[name] === wanted);
}

export function jobRoutes(network: Network): (router: ConnectRouter) => void {
  const { db, queue, engine, programs } = network;
  const bearer = (context: HandlerContext): Promise<Bearer> => bearerOf(db, context.requestHeader.get('authorization'));

  return (router) =>
    router.service(JobService, {
      async uploadProgram({ name, elf }, context) {
        const owner = await bearer(context);
        if (!/^[\w .-]{1,100}$/.test(name)) {
          throw new OrchestratorError(
            'bad_request',
            'a name has 1 to 100 letters, digits, blanks, dots, dashes or underscores',
          );
        }
        const programDigest = await programs.register(name, elf, network.profile);
        await audit(db, owner.userId, 'program_uploaded', programDigest);
        return { programDigest };
      },

      async createJob(request, context) {
        const owner = await bearer(context);
        const { inputs, programDigest } = request;
        const redundancy = request.redundancy || 1;
        const profile = request.profile || network.profile;
        const inputsPerTask = request.inputsPerTask || 1;
        const taskType = request.taskType === 0 ? PROOF_REQUIRED : request.taskType - 1;
        checkKind(taskType, inputsPerTask);
        checkSize(inputs, redundancy, engine.description.limits.inputBytes);
        const { elf } = await programs.get(programDigest);
        await programs.verifyingKey(programDigest, profile);
        const cycles = Number(request.estimatedCycles) || (await estimatedCycles(engine, elf, inputs));
        checkCycles(cycles, engine);
        const deadline = request.deadline && timestampDate(request.deadline);
        const failureLimit = request.failureLimit || undefined;
        const job = {
          programDigest,
          profile,
          inputs,
          redundancy,
          inputsPerTask,
          taskType,
          cycles,
          deadline,
          failureLimit,
        };
        const created = await createJob(db, queue, owner, job);
        await audit(db, owner.userId, 'job_created', created.jobId);
        return { job: jobMessage(created) };
      },

      async getJob({ jobId }, context) {
        return { job: jobMessage(await jobById(db, await bearer(context), jobId)) };
      },

      async listJobs({ pageSize, pageToken }, context) {
        const size = pageSizeOf(pageSize);
        const jobs = await jobsPage(db, (await bearer(context)).userId, size, pageToken);
        return { jobs: jobs.map(jobMessage), nextPageToken: nextPageToken(jobs, size, (job) => job.jobId) };
      },

      async listJobTasks({ jobId, pageSize, pageToken, state }, context) {
        await jobById(db, await bearer(context), jobId);
        const size = pageSizeOf(pageSize);
        const [, position = '-1', copy = '0'] = /^(\d{1,9})-(\d{1,9})$/.exec(pageToken) ?? [];
        const after = { position: Number(position), copy: Number(copy) };
        const tasks = await tasksOfJob(db, jobId, size, after, stateOf(state));
        return {
          tasks: tasks.map(taskMessage),
          nextPageToken: nextPageToken(tasks, size, (task) => `${task.position}-${task.copy}`),
        };
      },

      async retryJob({ jobId }, context) {
        const owner = await bearer(context);
        const job = await retryJob(db, queue, owner, jobId);
        await audit(db, owner.userId, 'job_retried', jobId);
        return { job: jobMessage(job) };
      },

      async cancelJob({ jobId }, context) {
        const owner = await bearer(context);
        const job = await cancelJob(db, queue, owner, jobId);
        await audit(db, owner.userId, 'job_cancelled', jobId);
        return { job: jobMessage(job) };
      },

      async *watchJob({ jobId }, context) {
        const owner = await bearer(context);
        let told = '';
        let toldAt = 0;
        while (!context.signal.aborted) {
          const job = await jobById(db, owner, jobId);
          const now = JSON.stringify(job);
          if (now !== told || performance.now() - toldAt > TELL_AGAIN_MS) {
            yield { job: jobMessage(job) };
            told = now;
            toldAt = performance.now();
          }
          if (job.queued + job.leased === 0) return;
          await delay(WATCH_EVERY_MS, undefined, { signal: context.signal }).catch(() => {});
        }
      },
    });
}

function checkKind(taskType: number, inputsPerTask: number): void {
  if (taskType !== PROOF_REQUIRED && taskType !== ALL_PROOF_HASHES) {
    throw new OrchestratorError('bad_request', 'a job wants its proofs in full, or all of their hashes');
  }
  if (inputsPerTask > INPUTS_PER_TASK) {
    throw new OrchestratorError('bad_request', `a task may have ${INPUTS_PER_TASK} inputs`);
  }
}

function checkSize(inputs: Uint8Array[], redundancy: number, inputBytes: number): void {
  if (inputs.length === 0) throw new OrchestratorError('bad_request', 'a job has at least one input');
  if (inputs.length * redundancy > INPUTS_PER_JOB) {
    throw new OrchestratorError('too_large', `a job may have ${INPUTS_PER_JOB} tasks`, {
      remedy: 'Split it into several jobs.',
    });
  }
  if (redundancy > LARGEST_REDUNDANCY)
    throw new OrchestratorError('bad_request', `redundancy is at most ${LARGEST_REDUNDANCY}`);
  if (inputs.some((input) => input.length > inputBytes)) {
    throw new OrchestratorError('too_large', `an input may have ${inputBytes} bytes`);
  }
}

function taskMessage({ acceptedAt, attempts, ...task }: JobTask) {
  return {
    ...task,
    state: STATES[task.state],
    difficulty: (task.difficulty + 1) as TaskDifficulty,
    cycles: BigInt(task.cycles),
    ...(acceptedAt && { acceptedAt: timestampFromDate(acceptedAt) }),
    attempts: attempts.map(({ leasedAt, endedAt, ...attempt }) => ({
      ...attempt,
      leasedAt: timestampFromDate(leasedAt),
      ...(endedAt && { endedAt: timestampFromDate(endedAt) }),
    })),
  };
}

export function jobMessage(job: Job) {
  const { createdAt, deadline, cancelledAt, ...rest } = job;
  return {
    ...rest,
    taskType: (job.taskType + 1) as TaskType,
    createdAt: timestampFromDate(createdAt),
    ...(deadline && { deadline: timestampFromDate(deadline) }),
    ...(cancelledAt && { cancelledAt: timestampFromDate(cancelledAt) }),
  };
}
