// The way in: a wallet's signature, or a token from whoever runs the network.
import { useSignal } from '@preact/signals';
import { ProverError } from '#client/errors.ts';
import { codedError } from '#client/orchestrator/coded-errors.ts';
import { hasWallet, signWithWallet } from '../host/wallet.ts';
import { bytesOfHex } from '../state/hex.ts';
import { holdToken, tokenLeft, tokenLost } from '../state/session.ts';
import { TokenField } from '../ui/token-field.tsx';
import { ProblemText } from './answered.tsx';
import { networkTexts } from './i18n/texts.ts';
import { accountService } from './services.ts';

/** Both ways, each with what it means. */
export function SignIn(props: { for: 'jobs' | 'admin' }) {
  const { signIn: text, jobs, admin } = networkTexts.value;
  const typed = useSignal('');
  const asking = useSignal(false);
  const problem = useSignal<ProverError | undefined>(undefined);
  const askWallet = async (): Promise<void> => {
    asking.value = true;
    problem.value = undefined;
    try {
      use(await walletToken(), true);
    } catch (reason) {
      problem.value = codedError(reason, Date.now());
    } finally {
      asking.value = false;
    }
  };
  return (
    <section class="screen" data-testid="sign-in">
      <h1>{props.for === 'admin' ? admin.title : jobs.title}</h1>
      <p class="lead soft">{props.for === 'admin' ? text.adminText : text.jobsText}</p>
      {tokenLost.value && (
        <p class="caution" role="status" data-testid="token-lost">
          {text.lost}
        </p>
      )}
      {tokenLeft.value && (
        <p class="caution" role="status" data-testid="token-left">
          {text.left}
        </p>
      )}
      <form
        class="sign-in"
        onSubmit={(event) => {
          event.preventDefault();
          if (typed.value !== '') use(typed.value);
        }}
      >
        <TokenField value={typed} testId="token" />
        <div class="actions">
          <button type="submit" class="primary" data-testid="use-token" disabled={typed.value === ''}>
            {text.use}
          </button>
        </div>
      </form>
      {props.for === 'jobs' && (
        <div class="sign-in">
          <div class="actions">
            <button
              type="button"
              data-testid="use-wallet"
              disabled={!hasWallet() || asking.value}
              aria-describedby="wallet-sign-hint"
              onClick={() => void askWallet()}
            >
              {text.wallet}
            </button>
          </div>
          <p id="wallet-sign-hint" class="soft small">
            {hasWallet() ? text.walletHint : text.noWallet}
          </p>
        </div>
      )}
      {problem.value !== undefined && <ProblemText problem={problem.value} />}
    </section>
  );
}

/** The keyboard goes on at the screen that takes the place of this one. */
function use(token: string, ofTab = false): void {
  holdToken(token, ofTab);
  document.getElementById('main')?.focus({ preventScroll: true });
}

/** A token for what the wallet signs. */
async function walletToken(): Promise<string> {
  const signed = await signWithWallet(async (walletAddress, chainId) => {
    const { message } = await accountService.createSignInMessage({ walletAddress, chainId, origin: location.origin });
    return message;
  });
  const signature = signed && bytesOfHex(signed.signature);
  if (!signed || signature === undefined) throw new ProverError('wallet_refused', 'The wallet did not sign');
  return (await accountService.signIn({ message: signed.message, signature })).token;
}
