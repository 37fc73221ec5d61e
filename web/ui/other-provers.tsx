// The reader's other provers: how each of them does, and the form that adds one.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { count } from '../i18n/format.ts';
import { language, texts } from '../i18n/language.ts';
import { now } from '../state/now.ts';
import type { OtherProver } from '../state/other-provers.ts';
import type { Page } from '../state/page.ts';
import { addressOf } from '../state/route.ts';

const EVERY_MS = 10_000;
const MINUTE_MS = 60_000;
/** After so long without a word a prover counts as quiet; the network counts its nodes the same way. */
const QUIET_MS = 5 * MINUTE_MS;

/** The list as a panel of the first screen; nothing while there is none. */
export function OthersPanel(props: { page: Page }) {
  if (props.page.others.list.value.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="others">
      <h2 id="others">{texts.value.others.title}</h2>
      <OthersList page={props.page} />
    </section>
  );
}

/** The list with the form. */
export function OthersSection(props: { page: Page }) {
  const text = texts.value.others;
  return (
    <section class="note">
      <h2>{text.title}</h2>
      <p class="soft">{text.text}</p>
      <OthersList page={props.page} forget={text.forget} />
      <WatchForm page={props.page} />
    </section>
  );
}

function OthersList(props: { page: Page; forget?: string }) {
  const { others, node } = props.page;
  useEffect(() => {
    const look = new AbortController();
    const ask = (): void => {
      if (document.visibilityState === 'visible') void others.look(look.signal);
    };
    ask();
    const timer = setInterval(ask, EVERY_MS);
    return () => {
      clearInterval(timer);
      look.abort();
    };
  }, [others]);
  return (
    <ul class="others">
      {others.list.value.map((one) => (
        <li key={one.nodeId} data-testid="other-prover" data-state={one.state}>
          <span class="other-name">
            <a href={addressOf({ screen: 'node', nodeId: one.nodeId })}>{one.name || one.nodeId}</a>
            {one.name !== '' && <span class="mono soft small"> {one.nodeId}</span>}
          </span>
          <Standing of={one} wallet={node.wallet.value} />
          {props.forget !== undefined && (
            <button type="button" onClick={() => void others.forget(one.nodeId)}>
              {props.forget}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

function Standing(props: { of: OtherProver; wallet: string }) {
  const { state, seen } = props.of;
  const text = texts.value.others;
  const say = language.value;
  if (state === 'unknown') return <span class="refused">{text.unknown}</span>;
  if (seen === undefined)
    return <span class="soft">{texts.value.network[state === 'loading' ? 'loading' : 'unreachable']}</span>;
  const quietMs = seen.lastSeenAt === undefined ? undefined : now.value - seen.lastSeenAt;
  const said = seen.disabled
    ? text.disabled
    : quietMs === undefined
      ? text.never
      : quietMs < QUIET_MS
        ? text.active
        : text.quiet(Math.floor(quietMs / MINUTE_MS));
  return (
    <span class="other-standing">
      <span class={said === text.active ? 'accepted' : seen.disabled ? 'refused' : 'soft'}>{said}</span>{' '}
      <span class="number">{text.accepted(count(seen.accepted, say), count(seen.cycles, say))}</span>
      {seen.wallet.toLowerCase() === props.wallet.toLowerCase() && (
        <span class="soft small block">{text.sameWallet}</span>
      )}
      {state === 'unreachable' && <span class="caution small block">{text.unreachable}</span>}
    </span>
  );
}

function WatchForm(props: { page: Page }) {
  const text = texts.value.others;
  const nodeId = useSignal('');
  const name = useSignal('');
  const watch = async (event: Event): Promise<void> => {
    event.preventDefault();
    const chosen = nodeId.value.trim();
    if (!/^\d+$/.test(chosen)) return;
    const called = name.value.trim();
    // Emptied before the answer: what is typed while it is on its way belongs to the next one.
    nodeId.value = '';
    name.value = '';
    await props.page.others.watch(chosen, called);
  };
  return (
    <form class="watch-form" onSubmit={(event) => void watch(event)}>
      <label class="field">
        <span>{text.nodeId}</span>
        <input
          type="text"
          class="mono"
          inputMode="numeric"
          pattern="\s*[0-9]+\s*"
          required
          autocomplete="off"
          data-testid="watch-node"
          value={nodeId.value}
          onInput={(event) => {
            nodeId.value = event.currentTarget.value;
          }}
        />
      </label>
      <label class="field">
        <span>{text.name}</span>
        <input
          type="text"
          maxLength={40}
          autocomplete="off"
          title={text.nameHint}
          data-testid="watch-name"
          value={name.value}
          onInput={(event) => {
            name.value = event.currentTarget.value;
          }}
        />
      </label>
      <button type="submit" data-testid="watch">
        {text.watch}
      </button>
    </form>
  );
}
