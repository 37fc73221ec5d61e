// The orchestrator's services as these pages use them, with the token of the one who is signed in.
import { createClient, type Interceptor } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-web';
import { codedError } from '#client/orchestrator/coded-errors.ts';
import { AccountService, Role } from '#proto/proofnet/v1/accounts_pb.ts';
import { AdminService } from '#proto/proofnet/v1/admin_pb.ts';
import { JobService } from '#proto/proofnet/v1/jobs_pb.ts';
import { NetworkService } from '#proto/proofnet/v1/network_pb.ts';
import { ReceiptService } from '#proto/proofnet/v1/receipts_pb.ts';
import { authorization } from '../state/job.ts';
import { dropToken, type Holder, knowHolder, token } from '../state/session.ts';

/** A token that the orchestrator does not know any more is dropped, so that every screen offers to sign in again. */
const showToken: Interceptor = (next) => async (request) => {
  const shown = token.peek();
  if (shown === undefined) return next(request);
  request.header.set('authorization', authorization(shown).authorization);
  try {
    return await next(request);
  } catch (reason) {
    if (codedError(reason, Date.now()).code === 'unauthenticated' && token.peek() === shown) dropToken('expired');
    throw reason;
  }
};

const transport = createConnectTransport({
  baseUrl: location.origin,
  useBinaryFormat: true,
  interceptors: [showToken],
});

export const networkService = createClient(NetworkService, transport);
export const receiptService = createClient(ReceiptService, transport);
export const accountService = createClient(AccountService, transport);
export const jobService = createClient(JobService, transport);
export const adminService = createClient(AdminService, transport);

/** Asks whose the token is; rejects with a code where it is nobody's. */
export async function askHolder(): Promise<Holder> {
  const { account } = await accountService.getAccount({});
  const { userId = '', walletAddress = '', role, nodeIds = [] } = account ?? {};
  const found = { userId, walletAddress, admin: role === Role.ADMIN, nodeIds };
  knowHolder(found);
  return found;
}
