// The way out: a token that was made for this tab ends on the server; one that was typed in does if the reader says so.
import { codedError } from '#client/orchestrator/coded-errors.ts';
import { settings } from '#client/settings.ts';
import { dropToken, tokenOfTab } from '../state/session.ts';
import { Deed } from './deed.tsx';
import { networkTexts } from './i18n/texts.ts';
import { accountService } from './services.ts';

/** One button, or two. */
export function SignOut() {
  const text = networkTexts.value.signIn;
  return (
    <span class="actions sign-out">
      {tokenOfTab.value ? (
        <Deed class="quiet" testId="sign-out" act={revoke}>
          {text.out}
        </Deed>
      ) : (
        <>
          <Deed class="quiet" testId="revoke-own" sure={text.revokeSure} act={revoke}>
            {text.revoke}
          </Deed>
          <button type="button" class="quiet" data-testid="sign-out" onClick={() => dropToken()}>
            {text.out}
          </button>
        </>
      )}
    </span>
  );
}

/** The tab forgets the token whatever the orchestrator says. */
async function revoke(): Promise<void> {
  const revoked = await accountService.signOut({}, { timeoutMs: settings.transport.timeoutMs }).then(
    () => true,
    // Not known any more: then there is nothing left to revoke.
    (reason: unknown) => codedError(reason, Date.now()).code === 'unauthenticated',
  );
  dropToken(revoked ? undefined : 'not revoked');
}
