// Whom accepted proofs are credited to.
import { useSignal } from '@preact/signals';
import { askWallet, hasWallet } from '../host/wallet.ts';
import { texts } from '../i18n/language.ts';
import type { Page } from '../state/page.ts';
import { isWallet } from '../state/registration.ts';

/** The address now, and a field for another one. */
export function WalletField(props: { page: Page }) {
  const { page } = props;
  const text = texts.value.wallet;
  const typed = useSignal('');
  const wrong = typed.value !== '' && !isWallet(typed.value);
  const take = async (wallet: string): Promise<void> => {
    await page.node.setWallet(wallet);
    typed.value = '';
  };
  return (
    <>
      <p class="mono hash" data-testid="wallet">
        {page.node.wallet.value}
      </p>
      <label class="field">
        <span>{text.other}</span>
        <input
          type="text"
          class="mono"
          autocomplete="off"
          spellcheck={false}
          placeholder="0x"
          aria-invalid={wrong}
          aria-describedby="wallet-hint"
          data-testid="set-wallet"
          value={typed.value}
          onInput={(event) => {
            typed.value = event.currentTarget.value.trim();
          }}
        />
      </label>
      <p id="wallet-hint" class={wrong ? 'refused small' : 'soft small'}>
        {wrong ? text.wrong : text.hint}
      </p>
      <div class="actions">
        <button type="button" disabled={typed.value === '' || wrong} onClick={() => void take(typed.value)}>
          {text.use}
        </button>
        {hasWallet() && (
          <button type="button" onClick={async () => take((await askWallet()) ?? '')}>
            {text.ask}
          </button>
        )}
      </div>
    </>
  );
}
