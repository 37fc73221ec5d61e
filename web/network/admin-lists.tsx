// What an administrator looks at: all jobs, all programs, and who changed what.
import type { AuditEntry, Program } from '#proto/proofnet/v1/admin_pb.ts';
import type { Job } from '#proto/proofnet/v1/jobs_pb.ts';
import { bytes, count, shortHash } from '../i18n/format.ts';
import { language } from '../i18n/language.ts';
import { AnsweredList } from './answered.tsx';
import { networkTexts } from './i18n/texts.ts';
import { JobTable } from './job-table.tsx';
import { Ledger } from './ledger.tsx';
import { Ago, Moment } from './names.tsx';
import { adminService } from './services.ts';
import { useListing } from './use-live.ts';

const EVERY_MS = 10_000;
const ROWS = 50;

/** The jobs of all owners. */
export function AdminJobs() {
  const list = useListing<Job>(
    async (pageToken, signal) => {
      const { jobs, nextPageToken } = await adminService.listAllJobs({ pageSize: ROWS, pageToken }, { signal });
      return { rows: jobs, next: nextPageToken };
    },
    '',
    EVERY_MS,
  );
  return (
    <AnsweredList of={list} empty={<p class="empty soft">{networkTexts.value.admin.noJobs}</p>}>
      {(jobs) => <JobTable jobs={jobs} owners />}
    </AnsweredList>
  );
}

/** The programs that tasks may run. */
export function AdminPrograms() {
  const text = networkTexts.value.admin;
  const say = language.value;
  const list = useListing<Program>(async (pageToken, signal) => {
    const { programs, nextPageToken } = await adminService.listPrograms({ pageSize: ROWS, pageToken }, { signal });
    return { rows: programs, next: nextPageToken };
  }, '');
  return (
    <AnsweredList of={list} empty={<p class="empty soft">{text.noPrograms}</p>}>
      {(programs) => (
        <Ledger
          label={text.programs}
          rows={programs}
          keyOf={({ programDigest }) => programDigest}
          testId="admin-programs"
          columns={[
            { name: text.name, cell: ({ name }) => name },
            {
              name: text.digest,
              cell: ({ programDigest }) => (
                <span class="mono" title={programDigest}>
                  {shortHash(programDigest)}
                </span>
              ),
            },
            { name: text.size, number: true, cell: ({ elfBytes }) => bytes(Number(elfBytes)) },
            { name: text.jobsCount, number: true, cell: ({ jobs }) => count(jobs, say) },
            { name: text.uploaded, number: true, cell: ({ createdAt }) => <Ago at={createdAt} /> },
          ]}
        />
      )}
    </AnsweredList>
  );
}

/** Every change, the newest first. */
export function AuditLog() {
  const { admin: text, auditAction } = networkTexts.value;
  const list = useListing<AuditEntry>(
    async (pageToken, signal) => {
      const { entries, nextPageToken } = await adminService.listAuditEntries({ pageSize: ROWS, pageToken }, { signal });
      return { rows: entries, next: nextPageToken };
    },
    '',
    EVERY_MS,
  );
  return (
    <AnsweredList of={list} empty={<p class="empty soft">{text.noEntries}</p>}>
      {(entries) => (
        <Ledger
          label={text.audit}
          rows={entries}
          keyOf={({ at, action, subject }) => `${at?.seconds} ${at?.nanos} ${action} ${subject}`}
          testId="audit"
          columns={[
            { name: text.at, cell: ({ at }) => <Moment at={at} /> },
            { name: text.actor, cell: ({ actor }) => (actor === 'operator' ? text.operator : <Id id={actor} />) },
            { name: text.action, cell: ({ action }) => auditAction[action as keyof typeof auditAction] ?? action },
            { name: text.subject, cell: ({ subject }) => <Id id={subject} /> },
          ]}
        />
      )}
    </AnsweredList>
  );
}

/** Ids are of many kinds, some with a word before them; long ones are cut, and whole on demand. */
function Id(props: { id: string }) {
  return (
    <span class="mono" title={props.id}>
      {props.id.split(' ').map(shortHash).join(' ')}
    </span>
  );
}
