// The Connect service through which people say who they are.
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { ConnectRouter, HandlerContext } from '@connectrpc/connect';
import { OrchestratorError } from '#orchestrator/errors.ts';
import type { Network } from '#orchestrator/network.ts';
import { nodesOfUser } from '#orchestrator/nodes/nodes.ts';
import { createSignInMessage, signIn } from '#orchestrator/nodes/sign-in.ts';
import {
  bearerOf,
  createToken,
  describeToken,
  type Role,
  revokeBearer,
  revokeTokenById,
  type TokenDescription,
  tokensPage,
} from '#orchestrator/nodes/tokens.ts';
import { userById } from '#orchestrator/nodes/users.ts';
import { audit } from '#orchestrator/operations/audit.ts';
import { AccountService, Role as RoleMessage } from '#proto/proofnet/v1/accounts_pb.ts';
import { addressOf } from './caller.ts';
import { nextPageToken, numberOf, pageSizeOf } from './pages.ts';

const ROLES = { owner: RoleMessage.OWNER, admin: RoleMessage.ADMIN } as const;

export function accountRoutes(network: Network): (router: ConnectRouter) => void {
  const { db, registrations, origins } = network;
  const bearer = (context: HandlerContext) => bearerOf(db, context.requestHeader.get('authorization'));

  async function account(userId: string, role: Role) {
    const { wallet, walletProvenAt } = await userById(db, userId);
    const nodes = await nodesOfUser(db, userId);
    return {
      userId,
      walletAddress: wallet,
      role: ROLES[role],
      ...(walletProvenAt && { walletProvenAt: timestampFromDate(walletProvenAt) }),
      nodeIds: nodes.map(({ nodeId }) => nodeId),
    };
  }

  return (router) =>
    router.service(AccountService, {
      async createSignInMessage({ walletAddress, origin, chainId }, { values }) {
        registrations.take(addressOf(values));
        const own = origins.own(origin);
        if (!own) {
          throw new OrchestratorError('forbidden', 'this network does not belong to that address', {
            remedy: 'The operator names the addresses of the network with --public-url and --allow-origin.',
          });
        }
        return { message: await createSignInMessage(db, walletAddress, own, chainId || 1n) };
      },

      async signIn({ message, signature }, { values }) {
        registrations.take(addressOf(values));
        const { token, user, expiresAt } = await signIn(db, message, signature);
        return { token, expiresAt: timestampFromDate(expiresAt), account: await account(user.userId, 'owner') };
      },

      async getAccount(_, context) {
        const { userId, role } = await bearer(context);
        return { account: await account(userId, role) };
      },

      async createToken({ label }, context) {
        const { userId } = await bearer(context);
        const token = await createToken(db, userId, 'owner', label);
        const description = await describeToken(db, token);
        await audit(db, userId, 'token_created', `owner ${userId}`);
        return { token, description: tokenMessage(description) };
      },

      async listTokens({ pageSize, pageToken }, context) {
        const { userId } = await bearer(context);
        const size = pageSizeOf(pageSize);
        const tokens = await tokensPage(db, userId, size, numberOf(pageToken));
        return {
          tokens: tokens.map(tokenMessage),
          nextPageToken: nextPageToken(tokens, size, (token) => token.tokenId),
        };
      },

      async revokeToken({ tokenId }, context) {
        const { userId } = await bearer(context);
        await revokeTokenById(db, tokenId, userId);
        await audit(db, userId, 'token_revoked', tokenId);
        return {};
      },

      async signOut(_, context) {
        const authorization = context.requestHeader.get('authorization');
        const { userId } = await bearerOf(db, authorization);
        const tokenId = await revokeBearer(db, authorization);
        await audit(db, userId, 'token_revoked', tokenId);
        return {};
      },
    });
}

export function tokenMessage({ wallet, role, createdAt, expiresAt, revokedAt, ...rest }: TokenDescription) {
  return {
    ...rest,
    walletAddress: wallet,
    role: ROLES[role],
    createdAt: timestampFromDate(createdAt),
    ...(expiresAt && { expiresAt: timestampFromDate(expiresAt) }),
    ...(revokedAt && { revokedAt: timestampFromDate(revokedAt) }),
  };
}
