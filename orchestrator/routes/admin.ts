// The Connect service for administrators.
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { ConnectRouter, HandlerContext } from '@connectrpc/connect';
import { OrchestratorError } from '#orchestrator/errors.ts';
import { jobsPage } from '#orchestrator/jobs/jobs.ts';
import type { Network } from '#orchestrator/network.ts';
import { releaseKey } from '#orchestrator/nodes/keys.ts';
import { nodeById, nodesPage, setDisabled } from '#orchestrator/nodes/nodes.ts';
import {
  administratorOf,
  createToken,
  describeToken,
  revokeTokenById,
  tokensPage,
} from '#orchestrator/nodes/tokens.ts';
import { isUuid, usersPage } from '#orchestrator/nodes/users.ts';
import { audit, auditEntries } from '#orchestrator/operations/audit.ts';
import { setSwitch } from '#orchestrator/operations/switches.ts';
import { programsPage } from '#orchestrator/programs/list.ts';
import { Role } from '#proto/proofnet/v1/accounts_pb.ts';
import { AdminService } from '#proto/proofnet/v1/admin_pb.ts';
import { tokenMessage } from './accounts.ts';
import { jobMessage } from './jobs.ts';
import { nextPageToken, numberOf, pageSizeOf } from './pages.ts';
import { nodeMessage } from './wire.ts';

export function adminRoutes({ db }: Network): (router: ConnectRouter) => void {
  const administrator = async (context: HandlerContext) =>
    (await administratorOf(db, context.requestHeader.get('authorization'))).userId;

  return (router) =>
    router.service(AdminService, {
      async listUsers({ pageSize, pageToken, walletAddress }, context) {
        await administrator(context);
        const size = pageSizeOf(pageSize);
        const users = await usersPage(db, walletAddress || undefined, size, pageToken);
        return {
          users: users.map(({ wallet, createdAt, walletProvenAt, accepted, cycles, ...user }) => ({
            ...user,
            walletAddress: wallet,
            createdAt: timestampFromDate(createdAt),
            ...(walletProvenAt && { walletProvenAt: timestampFromDate(walletProvenAt) }),
            accepted: BigInt(accepted),
            cycles: BigInt(cycles),
          })),
          nextPageToken: nextPageToken(users, size, (user) => user.userId),
        };
      },

      async listNodes({ pageSize, pageToken, userId }, context) {
        await administrator(context);
        if (userId !== '' && !isUuid(userId))
          throw new OrchestratorError('unknown_user', 'there is no user with this id');
        const size = pageSizeOf(pageSize);
        const nodes = await nodesPage(db, userId || undefined, size, numberOf(pageToken));
        return { nodes: nodes.map(nodeMessage), nextPageToken: nextPageToken(nodes, size, (node) => node.nodeId) };
      },

      async setNodeDisabled({ nodeId, disabled }, context) {
        const actor = await administrator(context);
        const node = await setDisabled(db, nodeId, disabled);
        await audit(db, actor, disabled ? 'node_disabled' : 'node_enabled', node.nodeId);
        return { node: nodeMessage(node) };
      },

      async releaseNodeKey({ nodeId }, context) {
        const actor = await administrator(context);
        const node = await nodeById(db, nodeId);
        await releaseKey(db, node.nodeId);
        await audit(db, actor, 'key_released', node.nodeId);
        return {};
      },

      async listPrograms({ pageSize, pageToken }, context) {
        await administrator(context);
        const size = pageSizeOf(pageSize);
        const programs = await programsPage(db, size, pageToken);
        return {
          programs: programs.map(({ createdAt, elfBytes, ...program }) => ({
            ...program,
            elfBytes: BigInt(elfBytes),
            createdAt: timestampFromDate(createdAt),
          })),
          nextPageToken: nextPageToken(programs, size, (program) => program.programDigest),
        };
      },

      async listAllJobs({ pageSize, pageToken }, context) {
        await administrator(context);
        const size = pageSizeOf(pageSize);
        const jobs = await jobsPage(db, undefined, size, pageToken);
        return { jobs: jobs.map(jobMessage), nextPageToken: nextPageToken(jobs, size, (job) => job.jobId) };
      },

      async listAllTokens({ pageSize, pageToken }, context) {
        await administrator(context);
        const size = pageSizeOf(pageSize);
        const tokens = await tokensPage(db, undefined, size, numberOf(pageToken));
        return {
          tokens: tokens.map(tokenMessage),
          nextPageToken: nextPageToken(tokens, size, (token) => token.tokenId),
        };
      },

      async grantToken({ userId, role, label }, context) {
        const actor = await administrator(context);
        if (role === Role.UNSPECIFIED) throw new OrchestratorError('bad_request', 'role is missing');
        const named = role === Role.ADMIN ? 'admin' : 'owner';
        const token = await createToken(db, userId, named, label);
        await audit(db, actor, 'token_created', `${named} ${userId}`);
        return { token, description: tokenMessage(await describeToken(db, token)) };
      },

      async withdrawToken({ tokenId }, context) {
        const actor = await administrator(context);
        await revokeTokenById(db, tokenId);
        await audit(db, actor, 'token_revoked', tokenId);
        return {};
      },

      async listAuditEntries({ pageSize, pageToken }, context) {
        await administrator(context);
        const size = pageSizeOf(pageSize);
        const entries = await auditEntries(db, size, numberOf(pageToken));
        return {
          entries: entries.map(({ at, auditId: _, ...entry }) => ({ ...entry, at: timestampFromDate(at) })),
          nextPageToken: nextPageToken(entries, size, (entry) => entry.auditId),
        };
      },

      async setDraining({ draining }, context) {
        const actor = await administrator(context);
        await setSwitch(db, 'draining', draining);
        await audit(db, actor, draining ? 'draining_started' : 'draining_ended', 'network');
        return {};
      },
    });
}
