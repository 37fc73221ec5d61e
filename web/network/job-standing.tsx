// How a job stands: one word, and a bar of its tasks by state.
import { timestampMs } from '@bufbuild/protobuf/wkt';
import type { Job } from '#proto/proofnet/v1/jobs_pb.ts';
import { count } from '../i18n/format.ts';
import { language } from '../i18n/language.ts';
import { networkTexts } from './i18n/texts.ts';
import { type JobStanding, standingOfJob, tasksOf } from './job-states.ts';
import { Mark } from './names.tsx';

const KINDS: Record<JobStanding, 'working' | 'good' | 'bad' | 'quiet'> = {
  queued: 'quiet',
  running: 'working',
  done: 'good',
  partly: 'bad',
  failed: 'bad',
  cancelled: 'quiet',
};

/** The word, with its lamp. */
export function JobMark(props: { job: Job }) {
  const standing = standingOfJob(props.job);
  return <Mark kind={KINDS[standing]}>{networkTexts.value.jobState[standing]}</Mark>;
}

/** The bar, with how many are proven in words. */
export function JobProgress(props: { job: Job }) {
  const { job } = props;
  const text = networkTexts.value.job;
  const say = language.value;
  const all = tasksOf(job);
  return (
    <span class="job-progress">
      <span class="job-bar" aria-hidden="true">
        {(['accepted', 'leased', 'failed'] as const).map((state) => (
          <i key={state} class={state} style={{ width: `${(job[state] / Math.max(1, all)) * 100}%` }} />
        ))}
      </span>
      <span class="small number">{text.of(count(job.accepted, say), count(all, say))}</span>
    </span>
  );
}

/** Whether the job's time is over. */
export function isOver(job: Job, now: number): boolean {
  return job.cancelledAt !== undefined || (job.deadline !== undefined && timestampMs(job.deadline) < now);
}
