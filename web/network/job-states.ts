// What a job's counts mean in one word.

/** A job's tasks by state, and whether its owner gave it up. */
export interface JobCounts {
  readonly queued: number;
  readonly leased: number;
  readonly accepted: number;
  readonly failed: number;
  readonly cancelledAt?: unknown;
}

export type JobStanding = 'queued' | 'running' | 'done' | 'partly' | 'failed' | 'cancelled';

/** How a job stands. */
export function standingOfJob({ queued, leased, accepted, failed, cancelledAt }: JobCounts): JobStanding {
  if (queued + leased > 0) return leased > 0 || accepted > 0 ? 'running' : 'queued';
  if (failed === 0) return 'done';
  if (cancelledAt !== undefined) return 'cancelled';
  return accepted > 0 ? 'partly' : 'failed';
}

/** All tasks of a job. */
export function tasksOf({ queued, leased, accepted, failed }: JobCounts): number {
  return queued + leased + accepted + failed;
}
