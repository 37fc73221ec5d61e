// Shows a screen to those who may see it, and to all others how to sign in.
import type { ComponentChildren } from 'preact';
import { token } from '../state/session.ts';
import { Answered } from './answered.tsx';
import { networkTexts } from './i18n/texts.ts';
import { once } from './live-answer.ts';
import { WalletName } from './names.tsx';
import { askHolder } from './services.ts';
import { SignIn } from './sign-in.tsx';
import { SignOut } from './sign-out.tsx';
import { useLive } from './use-live.ts';

/** The screen under a line that says who is signed in. */
export function SignedIn(props: { for: 'jobs' | 'admin'; children: () => ComponentChildren }) {
  const shown = token.value;
  if (shown === undefined) return <SignIn for={props.for} />;
  return <Known key={shown} {...props} />;
}

function Known(props: { for: 'jobs' | 'admin'; children: () => ComponentChildren }) {
  const text = networkTexts.value.signIn;
  const live = useLive(once(askHolder), '');
  return (
    <Answered of={live}>
      {({ walletAddress, admin }) => (
        <>
          <div class="signed-in small" data-testid="signed-in" data-role={admin ? 'admin' : 'owner'}>
            <span class="soft">{text.as}</span> <WalletName address={walletAddress} />{' '}
            <span class="chip">{admin ? text.admin : text.owner}</span>
            <SignOut />
          </div>
          {props.for === 'admin' && !admin ? (
            <div class="screen">
              <h1>{networkTexts.value.admin.title}</h1>
              <p class="caution" data-testid="not-admin">
                {text.notAdmin}
              </p>
            </div>
          ) : (
            props.children()
          )}
        </>
      )}
    </Answered>
  );
}
