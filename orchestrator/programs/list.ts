// The programs there are, as administrators see them.
import type { Queryable } from '#orchestrator/db/database.ts';

export interface ProgramSummary {
  programDigest: string;
  name: string;
  elfBytes: number;
  createdAt: Date;
  jobs: number;
}

/** A page of programs, newest first, after the one with the digest `after`. */
export async function programsPage(db: Queryable, pageSize: number, after: string): Promise<ProgramSummary[]> {
  const rows = await db.query<Record<string, string> & { created_at: Date }>(
    `SELECT program_digest, name, octet_length(elf) AS elf_bytes, created_at,
       (SELECT count(*) FROM jobs WHERE program_digest = p.program_digest) AS jobs
     FROM programs p
     WHERE $1 = '' OR (created_at, program_digest) < (SELECT created_at, program_digest FROM programs WHERE program_digest = $1)
     ORDER BY created_at DESC, program_digest DESC LIMIT $2`,
    [after, pageSize],
  );
  return rows.map((row) => ({
    programDigest: String(row.program_digest),
    name: String(row.name),
    elfBytes: Number(row.elf_bytes),
    createdAt: row.created_at,
    jobs: Number(row.jobs),
  }));
}
