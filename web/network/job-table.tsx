// Jobs as a table: each with its program, how far it is, and when it was submitted.
import type { Job } from '#proto/proofnet/v1/jobs_pb.ts';
import { count } from '../i18n/format.ts';
import { language } from '../i18n/language.ts';
import { addressOf } from '../state/route.ts';
import { networkTexts } from './i18n/texts.ts';
import { JobMark, JobProgress } from './job-standing.tsx';
import { type Column, Ledger } from './ledger.tsx';
import { Ago } from './names.tsx';

/** The table; `owners`: with the column that tells whose they are. */
export function JobTable(props: { jobs: readonly Job[]; owners?: boolean }) {
  const text = networkTexts.value.jobs;
  const say = language.value;
  const columns: Column<Job>[] = [
    {
      name: text.program,
      cell: ({ jobId, programName }) => (
        <>
          <a href={addressOf({ screen: 'job', jobId })}>{programName || text.unnamed}</a>{' '}
          <span class="mono soft small">{jobId.slice(-8)}</span>
        </>
      ),
    },
    { name: text.state, cell: (job) => <JobMark job={job} /> },
    { name: text.progress, cell: (job) => <JobProgress job={job} /> },
    { name: text.inputs, number: true, cell: ({ inputs }) => count(inputs, say) },
    { name: text.created, number: true, cell: ({ createdAt }) => <Ago at={createdAt} /> },
  ];
  if (props.owners) {
    columns.splice(1, 0, {
      name: text.owner,
      cell: ({ ownerId }) => (
        <span class="mono" title={ownerId}>
          {ownerId.slice(0, 8)}
        </span>
      ),
    });
  }
  return (
    <Ledger label={text.title} rows={props.jobs} keyOf={({ jobId }) => jobId} testId="job-table" columns={columns} />
  );
}
