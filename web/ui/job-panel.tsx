// Has the network prove what was dropped: an API token, one button, the job as it goes on, the results.
import { useSignal } from '@preact/signals';
import { ProverError } from '#client/errors.ts';
import { texts } from '../i18n/language.ts';
import type { JobState } from '../state/job.ts';
import type { Page } from '../state/page.ts';
import { addressOf } from '../state/route.ts';
import { token as heldToken, holdToken } from '../state/session.ts';
import { Icon } from './icon.tsx';
import { saveBundle } from './save-bundle.ts';
import { TokenField } from './token-field.tsx';

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
  const token = useSignal(heldToken.value ?? '');
  const job = useSignal<JobState>({ at: 'none' });
  const open = job.value.at === 'uploading' || job.value.at === 'open';
  const submit = async (): Promise<void> => {
    if (question === undefined) return;
    const request = { ...question, token: token.value };
    holdToken(request.token);
    for await (const state of page.node.job(request)) job.value = state;
  };
  return (
    <details class="job">
      <summary>{text.title}</summary>
      <TokenField value={token} testId="job-token" />
      <div class="actions">
        <button
          type="button"
          data-testid="submit-job"
          disabled={question === undefined || token.value === '' || open}
          onClick={submit}
        >
          {text.submit}
        </button>
        <Outcome
          job={job.value}
          failed={(code, message) => {
            job.value = { at: 'failed', code, message };
          }}
        />
      </div>
    </details>
  );
}

function Outcome(props: { job: JobState; failed: (code: string, message: string) => void }) {
  const { job } = props;
  const text = texts.value.job;
  const save = async (jobId: string, accepted: number): Promise<void> => {
    try {
      await saveBundle({ jobId, accepted });
    } catch (reason) {
      const { code, message } = ProverError.from(reason, 'orchestrator_unreachable');
      props.failed(code, message);
    }
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
          <button type="button" onClick={() => void save(job.jobId, job.proven)}>
            <Icon name="download" />
            {text.download}
          </button>
        </span>
      )}
      {'jobId' in job && (
        <>
          {' '}
          <a href={addressOf({ screen: 'job', jobId: job.jobId })}>{text.page}</a>
        </>
      )}
    </div>
  );
}
