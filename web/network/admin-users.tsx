// All users, and the tokens that an administrator gives them.
import { useSignal } from '@preact/signals';
import { Role } from '#proto/proofnet/v1/accounts_pb.ts';
import type { User } from '#proto/proofnet/v1/admin_pb.ts';
import { count } from '../i18n/format.ts';
import { language } from '../i18n/language.ts';
import { isWallet } from '../state/registration.ts';
import { AdminNodes } from './admin-nodes.tsx';
import { AnsweredList } from './answered.tsx';
import { Choice } from './choice.tsx';
import { networkTexts } from './i18n/texts.ts';
import { Ledger } from './ledger.tsx';
import { Ago, WalletName } from './names.tsx';
import { NewToken } from './new-token.tsx';
import { adminService } from './services.ts';
import { TextField } from './text-field.tsx';
import { useListing } from './use-live.ts';

const ROWS = 50;

/** The users, one of whom may be chosen to see their nodes and to give them a token. */
export function AdminUsers() {
  const text = networkTexts.value.admin;
  const say = language.value;
  const typed = useSignal('');
  const wallet = useSignal('');
  const chosen = useSignal<User | undefined>(undefined);
  const list = useListing<User>(async (pageToken, signal) => {
    const { users, nextPageToken } = await adminService.listUsers(
      { pageSize: ROWS, pageToken, walletAddress: wallet.peek() },
      { signal },
    );
    return { rows: users, next: nextPageToken };
  }, wallet.value);
  return (
    <>
      <form
        class="find"
        onSubmit={(event) => {
          event.preventDefault();
          if (isWallet(typed.value.trim())) wallet.value = typed.value.trim();
        }}
      >
        <TextField name="find-user" label={text.findUser} hint={text.findHint} value={typed} mono />
        <div class="actions">
          <button type="submit" disabled={!isWallet(typed.value.trim())}>
            {text.find}
          </button>
          {wallet.value !== '' && (
            <button
              type="button"
              class="quiet"
              onClick={() => {
                wallet.value = '';
                typed.value = '';
              }}
            >
              {text.all}
            </button>
          )}
        </div>
      </form>
      <AnsweredList of={list} empty={<p class="empty soft">{text.noUsers}</p>}>
        {(users) => (
          <Ledger
            label={text.users}
            rows={users}
            keyOf={({ userId }) => userId}
            testId="admin-users"
            columns={[
              { name: text.user, cell: ({ walletAddress }) => <WalletName address={walletAddress} /> },
              { name: text.registered, cell: ({ createdAt }) => <Ago at={createdAt} /> },
              {
                name: text.proven,
                cell: ({ walletProvenAt }) => <Ago at={walletProvenAt} otherwise={text.notProven} />,
              },
              { name: text.nodesCount, number: true, cell: ({ nodes }) => count(nodes, say) },
              { name: text.accepted, number: true, cell: ({ accepted }) => count(accepted, say) },
              { name: text.credit, number: true, cell: ({ cycles }) => count(cycles, say) },
              { name: text.jobsCount, number: true, cell: ({ jobs }) => count(jobs, say) },
              {
                name: text.actions,
                cell: (user) => (
                  <button
                    type="button"
                    class="quiet"
                    data-testid="choose-user"
                    aria-pressed={chosen.value?.userId === user.userId}
                    onClick={() => {
                      chosen.value = chosen.value?.userId === user.userId ? undefined : user;
                    }}
                  >
                    {text.grant}
                  </button>
                ),
              },
            ]}
          />
        )}
      </AnsweredList>
      {chosen.value !== undefined && <Chosen key={chosen.value.userId} user={chosen.value} />}
    </>
  );
}

function Chosen({ user }: { user: User }) {
  const { admin: text, signIn } = networkTexts.value;
  const role = useSignal<'owner' | 'admin'>('owner');
  const make = async (label: string): Promise<string> => {
    const roles = { owner: Role.OWNER, admin: Role.ADMIN } as const;
    return (await adminService.grantToken({ userId: user.userId, role: roles[role.peek()], label })).token;
  };
  return (
    <section class="chosen stack" aria-labelledby="chosen" data-testid="chosen-user">
      <h3 id="chosen">
        {text.grantTo('')}
        <span class="mono hash">{user.walletAddress}</span>
      </h3>
      <NewToken make={make} made={() => {}} button={text.grant}>
        <Choice
          name="role"
          label={text.role}
          options={[
            ['owner', signIn.owner],
            ['admin', signIn.admin],
          ]}
          chosen={role.value}
          choose={(picked) => {
            role.value = picked;
          }}
        />
      </NewToken>
      <h3>{text.nodesOf}</h3>
      <AdminNodes userId={user.userId} />
    </section>
  );
}
