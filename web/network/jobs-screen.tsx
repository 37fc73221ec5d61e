// The jobs of the one who is signed in, and the tokens with which programs submit more.
import type { Job } from '#proto/proofnet/v1/jobs_pb.ts';
import { addressOf } from '../state/route.ts';
import { AnsweredList } from './answered.tsx';
import { networkTexts } from './i18n/texts.ts';
import { JobTable } from './job-table.tsx';
import { OwnTokens } from './own-tokens.tsx';
import { jobService } from './services.ts';
import { useListing } from './use-live.ts';

const EVERY_MS = 5_000;
const ROWS = 25;

/** The newest first. */
export function JobsScreen() {
  const text = networkTexts.value.jobs;
  const list = useListing<Job>(
    async (pageToken, signal) => {
      const { jobs, nextPageToken } = await jobService.listJobs({ pageSize: ROWS, pageToken }, { signal });
      return { rows: jobs, next: nextPageToken };
    },
    '',
    EVERY_MS,
  );
  return (
    <div class="stack" data-testid="jobs">
      <div class="title-row">
        <h1 class="page-title">{text.title}</h1>
        <a class="button primary" data-testid="new-job" href={addressOf({ screen: 'new-job' })}>
          {text.create}
        </a>
      </div>
      <AnsweredList
        of={list}
        empty={
          <div class="empty">
            <p>{text.empty}</p>
            <p class="soft">{text.emptyText}</p>
          </div>
        }
      >
        {(jobs) => <JobTable jobs={jobs} />}
      </AnsweredList>
      <OwnTokens />
    </div>
  );
}
