// The tasks of a job, each with its attempts; those that were given up are its dead letters.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type Job, type JobTask, type TaskAttempt, TaskState } from '#proto/proofnet/v1/jobs_pb.ts';
import { count } from '../i18n/format.ts';
import { language } from '../i18n/language.ts';
import { AnsweredList } from './answered.tsx';
import { Choice } from './choice.tsx';
import { networkTexts } from './i18n/texts.ts';
import { Ledger } from './ledger.tsx';
import { Ago, Mark, NodeLink } from './names.tsx';
import { jobService } from './services.ts';
import { useListing } from './use-live.ts';

const ROWS = 50;

const FILTERS = {
  all: TaskState.UNSPECIFIED,
  queued: TaskState.QUEUED,
  leased: TaskState.LEASED,
  accepted: TaskState.ACCEPTED,
  deadLetters: TaskState.FAILED,
} as const;
type Filter = keyof typeof FILTERS;

/** The table with its filter; it follows the job's counts. */
export function JobTasks(props: { job: Job }) {
  const { jobId, queued, leased, accepted, failed } = props.job;
  const text = networkTexts.value.job;
  const filter = useSignal<Filter>('all');
  const list = useListing<JobTask>(async (pageToken, signal) => {
    const state = FILTERS[filter.peek()];
    const { tasks, nextPageToken } = await jobService.listJobTasks(
      { jobId, pageSize: ROWS, pageToken, state },
      { signal },
    );
    return { rows: tasks, next: nextPageToken };
  }, `${jobId} ${filter.value}`);
  useEffect(() => void list.live.soon(), [list, queued, leased, accepted, failed]);
  const options: readonly (readonly [Filter, string])[] = [
    ['all', text.all],
    ['queued', text.queued],
    ['leased', text.leased],
    ['accepted', text.accepted],
    ['deadLetters', failed > 0 ? `${text.deadLetters} ${failed}` : text.deadLetters],
  ];
  return (
    <section class="panel" aria-labelledby="tasks" data-testid="tasks">
      <div class="chart-head">
        <h2 id="tasks">{text.tasks}</h2>
        <Choice
          name="task-filter"
          label={text.filter}
          options={options}
          chosen={filter.value}
          choose={(chosen) => {
            filter.value = chosen;
          }}
        />
      </div>
      <AnsweredList
        of={list}
        empty={<p class="soft">{filter.value === 'deadLetters' ? text.noDeadLetters : text.noTasks}</p>}
      >
        {(tasks) => <Tasks tasks={tasks} />}
      </AnsweredList>
    </section>
  );
}

function Tasks(props: { tasks: readonly JobTask[] }) {
  const text = networkTexts.value.job;
  const say = language.value;
  return (
    <Ledger
      label={text.tasks}
      rows={props.tasks}
      keyOf={({ taskId }) => taskId}
      testId="task-table"
      columns={[
        {
          name: text.input,
          cell: ({ position, copy }) => (
            <span class="number">
              #{position + 1} {copy > 0 && <span class="soft small">{text.copy(copy + 1)}</span>}
            </span>
          ),
        },
        { name: text.state, cell: ({ state }) => <TaskMark state={state} /> },
        { name: text.attempts, cell: (task) => <Attempts task={task} /> },
        { name: text.failures, number: true, cell: ({ failures }) => count(failures, say) },
        { name: text.cycles, number: true, cell: ({ cycles }) => (cycles > 0n ? count(cycles, say) : '–') },
      ]}
    />
  );
}

function TaskMark(props: { state: TaskState }) {
  const text = networkTexts.value.job;
  switch (props.state) {
    case TaskState.LEASED:
      return <Mark kind="working">{text.leased}</Mark>;
    case TaskState.ACCEPTED:
      return <Mark kind="good">{text.accepted}</Mark>;
    case TaskState.FAILED:
      return <Mark kind="bad">{text.failed}</Mark>;
    default:
      return <Mark kind="quiet">{text.queued}</Mark>;
  }
}

/** One attempt stands as it is; several fold. */
function Attempts(props: { task: JobTask }) {
  const { attempts } = props.task;
  const text = networkTexts.value.job;
  const [last] = attempts;
  if (last === undefined) return <span class="soft">{text.noAttempts}</span>;
  if (attempts.length === 1) return <Attempt attempt={last} />;
  return (
    <details class="attempts">
      <summary>
        {text.attemptsOf(attempts.length)} · {outcomeName(last)}
      </summary>
      <ol>
        {attempts.map((attempt) => (
          <li key={`${attempt.leasedAt?.seconds} ${attempt.leasedAt?.nanos}`}>
            <Attempt attempt={attempt} />
          </li>
        ))}
      </ol>
    </details>
  );
}

function Attempt(props: { attempt: TaskAttempt }) {
  const { nodeId, leasedAt, endedAt, outcome, code } = props.attempt;
  const { latest } = networkTexts.value;
  return (
    <span class="small">
      {latest.node('').trim()} <NodeLink id={nodeId} /> ·{' '}
      <span class={outcome === 'refused' ? 'refused' : ''}>{outcomeName(props.attempt)}</span>{' '}
      {code !== '' && <span class="mono refused">{code}</span>}{' '}
      <span class="soft">
        <Ago at={endedAt ?? leasedAt} />
      </span>
    </span>
  );
}

/** How an attempt ended, or that it goes on. */
function outcomeName({ outcome }: TaskAttempt): string {
  const { outcome: names, job } = networkTexts.value;
  return names[outcome as keyof typeof names] ?? job.going;
}
