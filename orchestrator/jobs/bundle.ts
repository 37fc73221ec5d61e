// A job's results as one file that can be checked without this server.
import { create } from '@bufbuild/protobuf';
import { sizeDelimitedEncode } from '@bufbuild/protobuf/wire';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { Queryable } from '#orchestrator/db/database.ts';
import type { Program } from '#orchestrator/programs/programs.ts';
import type { ProofFiles } from '#orchestrator/proofs/files.ts';
import type { EngineDescription } from '#orchestrator/proofs/verifier-messages.ts';
import { type BundlePart, BundlePartSchema } from '#proto/proofnet/v1/jobs_pb.ts';
import type { Job } from './jobs.ts';

/** Proofs read from the database at a time. */
const AT_ONCE = 16;

/** The parts of the bundle, each already with its length before it. */
export async function* bundleOf(
  db: Queryable,
  files: ProofFiles,
  job: Job,
  program: Program,
  engine: EngineDescription,
): AsyncGenerator<Uint8Array> {
  const part = (content: BundlePart['part']) =>
    sizeDelimitedEncode(BundlePartSchema, create(BundlePartSchema, { part: content }));
  yield part({
    case: 'header',
    value: {
      $typeName: 'proofnet.v1.BundleHeader',
      version: 1,
      jobId: job.jobId,
      engine: {
        $typeName: 'proofnet.v1.Engine',
        name: engine.engine,
        airDigest: engine.airDigest,
        profile: job.profile,
      },
      programDigest: job.programDigest,
      programName: program.name,
      elf: program.elf,
      inputs: job.inputs,
      createdAt: timestampFromDate(job.createdAt),
    },
  });
  let after = { position: -1, copy: 0, proof: 0 };
  for (;;) {
    const rows = await db.query<Record<string, Buffer> & { task: number; position: number; copy: number }>(
      `SELECT t.position AS task, t.copy, p.position, t.inputs[p.position + 1] AS input, p.output, p.exit_code, p.proof, p.file, p.proof_hash, a.node_id
       FROM tasks t JOIN acceptances a USING (task_id) JOIN proofs p USING (task_id)
       WHERE t.job_id = $1 AND (t.position, t.copy, p.position) > ($2, $3, $4)
       ORDER BY t.position, t.copy, p.position LIMIT ${AT_ONCE}`,
      [job.jobId, after.position, after.copy, after.proof],
    );
    for (const row of rows) {
      yield part({
        case: 'result',
        value: {
          $typeName: 'proofnet.v1.BundleResult',
          position: row.task * job.inputsPerTask + row.position,
          copy: row.copy,
          input: row.input ?? new Uint8Array(),
          output: row.output ?? new Uint8Array(),
          exitCode: Number(row.exit_code),
          proof: row.file ? await files.read(String(row.file)) : (row.proof ?? new Uint8Array()),
          proofHash: String(row.proof_hash),
          nodeId: String(row.node_id),
        },
      });
      after = { position: row.task, copy: row.copy, proof: row.position };
    }
    if (rows.length < AT_ONCE) return;
  }
}
