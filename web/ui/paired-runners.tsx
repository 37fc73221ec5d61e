// The runners that this browser is paired with, live: each as a card that follows what its node does.
import { effect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { texts } from '../i18n/language.ts';
import type { Page } from '../state/page.ts';
import { addressOf } from '../state/route.ts';
import { RunnerCard } from './runner-card.tsx';

const EVERY_MS = 5_000;
/** Events of a busy runner come faster than anybody reads. */
const SOON_MS = 1_000;

/** The cards as a panel of the first screen; nothing while there are none. */
export function RunnersPanel(props: { page: Page }) {
  if (props.page.runners.list.value.length === 0) return null;
  return (
    <section class="panel runners-panel" aria-labelledby="runners">
      <h2 id="runners">{texts.value.pairing.title}</h2>
      <RunnersList page={props.page} />
    </section>
  );
}

/** The cards in the settings, with the way to pair another one. */
export function RunnersSection(props: { page: Page }) {
  const text = texts.value.pairing;
  return (
    <section class="note">
      <h2>{text.title}</h2>
      <p class="soft">{text.text}</p>
      <RunnersList page={props.page} unpair={text.unpair} />
      <p>
        <a class="button" href={addressOf({ screen: 'pair', code: '' })} data-testid="to-pairing">
          {text.start}
        </a>
      </p>
    </section>
  );
}

/** The cards; `unpair` is the name of the button that ends a pairing. */
export function RunnersList(props: { page: Page; unpair?: string }) {
  const { runners } = props.page;
  useEffect(() => followed(props.page), [props.page]);
  const list = runners.list.value;
  if (list.length === 0) return <p class="soft">{texts.value.pairing.none}</p>;
  return (
    <ul class="runners">
      {list.map((one) => (
        <li key={one.nodeId} class="runner" data-testid="runner" data-node={one.nodeId} data-state={one.state}>
          <RunnerCard of={one} />
          {props.unpair !== undefined && (
            <button type="button" class="quiet" data-testid="unpair" onClick={() => void runners.unpair(one.nodeId)}>
              {props.unpair}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Asks at an interval while the page is seen, and about a runner soon after something has happened to it. */
function followed({ runners, network }: Page): () => void {
  const ending = new AbortController();
  const soon = new Map<string, ReturnType<typeof setTimeout>>();
  const seen = (): boolean => document.visibilityState === 'visible';
  const ask = (): void => {
    if (seen()) void runners.look(ending.signal);
  };
  const stop = effect(() => {
    const [latest] = network.value.events;
    const nodeId = latest?.nodeId;
    if (nodeId === undefined || soon.has(nodeId) || !seen()) return;
    if (!runners.list.peek().some((one) => one.nodeId === nodeId)) return;
    const look = (): void => {
      soon.delete(nodeId);
      void runners.look(ending.signal, nodeId);
    };
    soon.set(nodeId, setTimeout(look, SOON_MS));
  });
  ask();
  const timer = setInterval(ask, EVERY_MS);
  document.addEventListener('visibilitychange', ask);
  return () => {
    stop();
    clearInterval(timer);
    document.removeEventListener('visibilitychange', ask);
    for (const waiting of soon.values()) clearTimeout(waiting);
    ending.abort();
  };
}
