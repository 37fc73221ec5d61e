// A user who has programs proven: the jobs of an orchestrator, with a token for them.
import { randomBytes, randomUUID } from 'node:crypto';
import { type Client, createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { openDatabase } from '#orchestrator/db/database.ts';
import { silent } from '#orchestrator/fixtures/network.ts';
import { createToken } from '#orchestrator/nodes/tokens.ts';
import { registerUser } from '#orchestrator/nodes/users.ts';
import { JobService } from '#proto/proofnet/v1/jobs_pb.ts';

/** What an owner calls, and what to call it with. */
export interface JobOwner {
  readonly jobs: Client<typeof JobService>;
  readonly headers: Readonly<Record<string, string>>;
}

/** Registers an owner in the orchestrator's own database. */
export async function jobOwner({ url, dataDir }: { url: string; dataDir: string }): Promise<JobOwner> {
  const db = openDatabase({ host: `${dataDir}/postgres/run`, user: 'nexus', database: 'postgres' }, silent);
  const { userId } = await registerUser(db, randomUUID(), `0x${randomBytes(20).toString('hex')}`);
  const headers = { authorization: `Bearer ${await createToken(db, userId, 'owner', '')}` };
  await db.close();
  return { jobs: createClient(JobService, createConnectTransport({ baseUrl: url, httpVersion: '1.1' })), headers };
}
