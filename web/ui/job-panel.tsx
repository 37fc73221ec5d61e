// Has the network prove what was dropped: an API token, one button, the job as it goes on, the results.
import { useSignal } from '@preact/signals';
import { texts } from '../i18n/language.ts';
import { authorization, type JobState } from '../state/job.ts';
import type { Page } from '../state/page.ts';
import { download } from './download.ts';
import { Icon } from './icon.tsx';

/** What to have proven; undefined: nothing is ready. */
export interface JobQuestion {
  readonly name: string;
  readonly elf: Uint8Array;
  readonly input: Uint8Array;
}

/** A folded section, because most people have no token. */
export function JobPanel(props: { page: Page; question: JobQuestion | undefined }) {
  const { page, question } = props;
  const text = texts.value.job;
  const token = useSignal('');
  const job = useSignal<JobState>({ at: 'none' });
  const open = job.value.at === 'uploading' || job.value.at === 'open';
  const submit = async (): Promise<void> => {
    if (question === undefined) return;
    const request = { ...question, token: token.value };
    for await (const state of page.node.job(request)) job.value = state;
  };
  return (
    <details class="job">
      <summary>{text.title}</summary>
      <label class="field">
        <span>{text.token}</span>
        <input
          type="text"
          class="mono"
          autocomplete="off"
          spellcheck={false}
          data-testid="job-token"
          aria-describedby="token-hint"
          value={token.value}
          onInput={(event) => {
            token.value = event.currentTarget.value;
          }}
        />
      </label>
      <p id="token-hint" class="soft small">
        {text.tokenHint}
      </p>
      <div class="actions">
        <button
          type="button"
          data-testid="submit-job"
          disabled={question === undefined || token.value === '' || open}
          onClick={submit}
        >
          {text.submit}
        </button>
        <Outcome job={job.value} token={token.value} />
      </div>
    </details>
  );
}

function Outcome(props: { job: JobState; token: string }) {
  const { job, token } = props;
  const text = texts.value.job;
  const fetchResults = async (jobId: string): Promise<void> => {
    const answer = await fetch(`/v1/jobs/${jobId}/bundle`, { headers: authorization(token) });
    if (answer.ok) download(new Uint8Array(await answer.arrayBuffer()), `${jobId}.bundle`);
  };
  return (
    <div role="status" data-testid="job" data-at={job.at}>
      {job.at === 'uploading' && text.uploading}
      {job.at === 'open' && text.open(job.proven, job.all)}
      {job.at === 'given_up' && <span class="refused">{text.givenUp}</span>}
      {job.at === 'failed' && (
        <span class="refused">
          <span class="mono">{job.code}</span> {job.message}
        </span>
      )}
      {job.at === 'done' && (
        <span class="done">
          <span class="accepted">
            <Icon name="check" /> {text.done}
          </span>
          <button type="button" onClick={() => void fetchResults(job.jobId)}>
            <Icon name="download" />
            {text.download}
          </button>
        </span>
      )}
    </div>
  );
}
