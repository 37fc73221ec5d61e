// The reader's own API tokens: for programs that submit jobs in their name.
import type { Token } from '#proto/proofnet/v1/accounts_pb.ts';
import { AnsweredList } from './answered.tsx';
import { networkTexts } from './i18n/texts.ts';
import { NewToken } from './new-token.tsx';
import { accountService } from './services.ts';
import { TokenTable } from './token-table.tsx';
import { useListing } from './use-live.ts';

const ROWS = 20;

/** Folded, because most people submit jobs on the page. */
export function OwnTokens() {
  const text = networkTexts.value.tokens;
  const list = useListing<Token>(async (pageToken, signal) => {
    const { tokens, nextPageToken } = await accountService.listTokens({ pageSize: ROWS, pageToken }, { signal });
    return { rows: tokens, next: nextPageToken };
  }, '');
  return (
    <details class="own-tokens" data-testid="own-tokens">
      <summary>{text.title}</summary>
      <div class="stack">
        <p class="soft">{text.text}</p>
        <NewToken
          make={async (label) => (await accountService.createToken({ label })).token}
          made={() => list.renew()}
          button={text.create}
        />
        <AnsweredList of={list} empty={<p class="soft">{text.empty}</p>}>
          {(tokens) => (
            <TokenTable
              tokens={tokens}
              revoke={async ({ tokenId }) => {
                await accountService.revokeToken({ tokenId });
                list.renew();
              }}
            />
          )}
        </AnsweredList>
      </div>
    </details>
  );
}
