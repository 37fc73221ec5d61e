// The tokens of all users.
import type { Token } from '#proto/proofnet/v1/accounts_pb.ts';
import { AnsweredList } from './answered.tsx';
import { networkTexts } from './i18n/texts.ts';
import { adminService } from './services.ts';
import { TokenTable } from './token-table.tsx';
import { useListing } from './use-live.ts';

const ROWS = 50;

/** The newest first. */
export function AdminTokens() {
  const list = useListing<Token>(async (pageToken, signal) => {
    const { tokens, nextPageToken } = await adminService.listAllTokens({ pageSize: ROWS, pageToken }, { signal });
    return { rows: tokens, next: nextPageToken };
  }, '');
  return (
    <AnsweredList of={list} empty={<p class="empty soft">{networkTexts.value.tokens.empty}</p>}>
      {(tokens) => (
        <TokenTable
          owners
          tokens={tokens}
          revoke={async ({ tokenId }) => {
            await adminService.withdrawToken({ tokenId });
            list.renew();
          }}
        />
      )}
    </AnsweredList>
  );
}
