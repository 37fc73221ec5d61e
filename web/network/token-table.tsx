// API tokens as a table, without what would let anybody use them.
import { timestampMs } from '@bufbuild/protobuf/wkt';
import { Role, type Token } from '#proto/proofnet/v1/accounts_pb.ts';
import { now } from '../state/now.ts';
import { Deed } from './deed.tsx';
import { networkTexts } from './i18n/texts.ts';
import { type Column, Ledger } from './ledger.tsx';
import { Ago, Mark, WalletName } from './names.tsx';

/** The table; `owners`: with the column that tells whose they are. */
export function TokenTable(props: {
  tokens: readonly Token[];
  revoke: (token: Token) => Promise<void>;
  owners?: boolean;
}) {
  const { tokens: text, signIn } = networkTexts.value;
  const columns: Column<Token>[] = [
    { name: text.label, cell: ({ label }) => label || <span class="soft">{text.unlabelled}</span> },
    { name: text.role, cell: ({ role }) => (role === Role.ADMIN ? signIn.admin : signIn.owner) },
    { name: text.state, cell: (token) => <TokenMark token={token} /> },
    { name: text.created, number: true, cell: ({ createdAt }) => <Ago at={createdAt} /> },
    { name: text.expires, number: true, cell: ({ expiresAt }) => <Ago at={expiresAt} otherwise={text.never} /> },
    {
      name: text.revoke,
      number: true,
      cell: (token) =>
        token.revokedAt === undefined && (
          <Deed act={() => props.revoke(token)} sure={text.revokeSure} class="quiet" testId="revoke-token">
            {text.revoke}
          </Deed>
        ),
    },
  ];
  if (props.owners) {
    columns.splice(1, 0, { name: text.user, cell: ({ walletAddress }) => <WalletName address={walletAddress} /> });
  }
  return (
    <Ledger
      label={text.title}
      rows={props.tokens}
      keyOf={({ tokenId }) => tokenId}
      testId="token-table"
      columns={columns}
    />
  );
}

function TokenMark({ token }: { token: Token }) {
  const text = networkTexts.value.tokens;
  if (token.revokedAt !== undefined) return <Mark kind="bad">{text.revoked}</Mark>;
  const over = token.expiresAt !== undefined && timestampMs(token.expiresAt) < now.value;
  return over ? <Mark kind="quiet">{text.ended}</Mark> : <Mark kind="good">{text.live}</Mark>;
}
