// Pairs this browser with a runner: the code out of a link or pasted, what the check said, and the runners there are.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ProverError } from '#client/errors.ts';
import { texts } from '../i18n/language.ts';
import type { Page } from '../state/page.ts';
import type { Pairing } from '../state/paired-runners.ts';
import { addressOf } from '../state/route.ts';
import { Icon } from './icon.tsx';
import { RunnersList } from './paired-runners.tsx';

const COMMAND = 'npx nexus-prover pair';

type Check =
  | { readonly at: 'none' | 'checking' }
  | { readonly at: 'proven'; readonly pairing: Pairing }
  | { readonly at: 'refused'; readonly code: string };

/** `code` is what the address brought; empty: nothing. */
export function PairScreen(props: { page: Page; code: string }) {
  const { page } = props;
  const text = texts.value.pairing;
  const typed = useSignal('');
  const check = useSignal<Check>({ at: 'none' });
  const look = async (code: string): Promise<void> => {
    check.value = { at: 'checking' };
    try {
      check.value = { at: 'proven', pairing: await page.runners.check(code) };
    } catch (reason) {
      check.value = { at: 'refused', code: ProverError.from(reason).code };
    }
  };
  useEffect(() => {
    if (props.code === '') return;
    // Out of the history at once, where it would be found when it is of no use any more.
    history.replaceState(null, '', addressOf({ screen: 'pair', code: '' }));
    void look(props.code);
  }, [props.code]);
  const now = check.value;
  return (
    <section class="screen" data-testid="pairing" data-at={now.at} data-code={now.at === 'refused' ? now.code : ''}>
      <p>
        <a class="back" href={addressOf({ screen: 'settings' })}>
          <Icon name="back" />
          {texts.value.settings.title}
        </a>
      </p>
      <h1>{text.screen}</h1>
      <p class="lead soft">{text.text}</p>
      {now.at === 'proven' ? (
        <Proven
          page={page}
          pairing={now.pairing}
          paired={() => {
            check.value = { at: 'none' };
          }}
        />
      ) : (
        <>
          <p class="soft">{text.how}</p>
          <pre class="command mono">{COMMAND}</pre>
          <form
            class="watch-form"
            onSubmit={(event) => {
              event.preventDefault();
              void look(typed.value);
              typed.value = '';
            }}
          >
            <label class="field">
              <span>{text.code}</span>
              <input
                type="text"
                class="mono"
                required
                autocomplete="off"
                spellcheck={false}
                data-testid="pair-code"
                value={typed.value}
                onInput={(event) => {
                  typed.value = event.currentTarget.value;
                }}
              />
            </label>
            <button type="submit" data-testid="check-code">
              {text.check}
            </button>
          </form>
        </>
      )}
      <div role="status">
        {now.at === 'checking' && <p class="soft">{text.checking}</p>}
        {now.at === 'refused' && (
          <p class="warning">
            {refusalText(now.code)} <span class="mono soft small block">{now.code}</span>
          </p>
        )}
      </div>
      <section class="note">
        <h2>{text.title}</h2>
        <RunnersList page={page} unpair={text.unpair} />
      </section>
    </section>
  );
}

function Proven(props: { page: Page; pairing: Pairing; paired: () => void }) {
  const { pairing } = props;
  const text = texts.value.pairing;
  const name = useSignal('');
  const pair = async (event: Event): Promise<void> => {
    event.preventDefault();
    await props.page.runners.pair(pairing, name.value.trim());
    props.paired();
  };
  return (
    <form class="pairing-proven" onSubmit={(event) => void pair(event)}>
      <p class="accepted">
        <Icon name="check" /> {text.proven(pairing.nodeId)}
      </p>
      <p class="soft small">{text.provenText}</p>
      <dl class="facts">
        <div>
          <dt>{text.key}</dt>
          <dd class="mono hash">{pairing.publicKey}</dd>
        </div>
        <div>
          <dt>{text.wallet}</dt>
          <dd class="mono hash">{pairing.now.wallet}</dd>
        </div>
      </dl>
      <label class="field">
        <span>{text.name}</span>
        <input
          type="text"
          maxLength={40}
          autocomplete="off"
          data-testid="pair-name"
          value={name.value}
          onInput={(event) => {
            name.value = event.currentTarget.value;
          }}
        />
        <span class="soft small">{texts.value.others.nameHint}</span>
      </label>
      <div class="actions">
        <button type="submit" class="primary" data-testid="pair">
          {text.pair}
        </button>
      </div>
    </form>
  );
}

function refusalText(code: string): string {
  const text = texts.value.pairing;
  return text.refusal[code as keyof typeof text.refusal] ?? text.failed(code);
}
