// One job as it goes on: how far it is, its tasks with every attempt, its dead letters, its results.
import type { Job } from '#proto/proofnet/v1/jobs_pb.ts';
import { TaskType } from '#proto/proofnet/v1/orchestrator_pb.ts';
import { count } from '../i18n/format.ts';
import { language } from '../i18n/language.ts';
import { now } from '../state/now.ts';
import { addressOf } from '../state/route.ts';
import { Icon } from '../ui/icon.tsx';
import { saveBundle } from '../ui/save-bundle.ts';
import { Answered } from './answered.tsx';
import { Deed } from './deed.tsx';
import { networkTexts } from './i18n/texts.ts';
import { isOver, JobMark, JobProgress } from './job-standing.tsx';
import { JobTasks } from './job-tasks.tsx';
import type { LiveAnswer } from './live-answer.ts';
import { Moment } from './names.tsx';
import { jobService } from './services.ts';
import { useLive } from './use-live.ts';

/** The job by its id. The orchestrator streams its state until nothing of it is open. */
export function JobScreen(props: { jobId: string }) {
  const { jobId } = props;
  const text = networkTexts.value.job;
  const live = useLive<Job>(async function* (signal) {
    for await (const { job } of jobService.watchJob({ jobId }, { signal })) if (job !== undefined) yield job;
  }, jobId);
  return (
    <article class="stack" data-testid="job-page">
      <p>
        <a class="back" href={addressOf({ screen: 'jobs' })}>
          <Icon name="back" />
          {text.back}
        </a>
      </p>
      <Answered of={live}>{(job) => <Shown job={job} live={live} />}</Answered>
    </article>
  );
}

function Shown(props: { job: Job; live: LiveAnswer<Job> }) {
  const { job, live } = props;
  const text = networkTexts.value;
  const say = language.value;
  return (
    <>
      <div>
        <h1 class="page-title">{job.programName || text.jobs.unnamed}</h1>
        <p role="status">
          <JobMark job={job} />
        </p>
      </div>
      <JobProgress job={job} />
      <dl class="counters">
        {(['queued', 'leased', 'accepted', 'failed'] as const).map((state) => (
          <div
            key={state}
            class={job[state] > 0 ? ({ accepted: 'accepted', failed: 'refused' } as Record<string, string>)[state] : ''}
          >
            <dt>{text.job[state]}</dt>
            <dd data-testid={`job-${state}`}>{count(job[state], say)}</dd>
          </div>
        ))}
      </dl>
      <Actions job={job} live={live} />
      <div class="wide-stack">
        <JobTasks job={job} />
        <Facts job={job} />
      </div>
    </>
  );
}

function Actions(props: { job: Job; live: LiveAnswer<Job> }) {
  const { job, live } = props;
  const text = networkTexts.value.job;
  const { jobId } = job;
  const open = job.queued + job.leased > 0;
  const retry = async (): Promise<void> => {
    await jobService.retryJob({ jobId });
    live.again();
  };
  const cancel = async (): Promise<void> => {
    const answer = await jobService.cancelJob({ jobId });
    if (answer.job !== undefined) live.show(answer.job);
  };
  return (
    <>
      <div class="actions">
        <Deed
          act={() => saveBundle(job)}
          done={text.downloaded}
          class="primary"
          testId="download-bundle"
          disabled={job.accepted === 0}
        >
          <Icon name="download" />
          {text.download}
        </Deed>
        {job.failed > 0 && !isOver(job, now.value) && (
          <Deed act={retry} done={text.retried} testId="retry-job">
            {text.retry(job.failed)}
          </Deed>
        )}
        {open && (
          <Deed act={cancel} sure={text.cancelSure} testId="cancel-job">
            {text.cancel}
          </Deed>
        )}
      </div>
      <p class="soft small">
        {text.bundleHint} {open && text.live}
      </p>
    </>
  );
}

function Facts({ job }: { job: Job }) {
  const { job: text, jobs, newJob } = networkTexts.value;
  const say = language.value;
  return (
    <dl class="facts wide-facts">
      <div>
        <dt>{text.id}</dt>
        <dd>
          <code class="hash">{job.jobId}</code>
        </dd>
      </div>
      <div>
        <dt>{text.digest}</dt>
        <dd>
          <code class="hash">{job.programDigest}</code>
        </dd>
      </div>
      <div>
        <dt>{text.profile}</dt>
        <dd class="mono">{job.profile}</dd>
      </div>
      <div>
        <dt>{jobs.inputs}</dt>
        <dd class="number">{count(job.inputs, say)}</dd>
      </div>
      <div>
        <dt>{text.redundancy}</dt>
        <dd class="number">{count(job.redundancy, say)}</dd>
      </div>
      <div>
        <dt>{text.perTask}</dt>
        <dd class="number">{count(Math.max(1, job.inputsPerTask), say)}</dd>
      </div>
      <div>
        <dt>{text.wanted}</dt>
        <dd>{job.taskType === TaskType.ALL_PROOF_HASHES ? newJob.hashes : newJob.fullProofs}</dd>
      </div>
      <div>
        <dt>{text.created}</dt>
        <dd>
          <Moment at={job.createdAt} />
        </dd>
      </div>
      <div>
        <dt>{text.deadline}</dt>
        <dd>
          <Moment at={job.deadline} otherwise={text.none} />
        </dd>
      </div>
      {job.cancelledAt !== undefined && (
        <div>
          <dt>{text.cancelledAt}</dt>
          <dd>
            <Moment at={job.cancelledAt} />
          </dd>
        </div>
      )}
    </dl>
  );
}
