// The runners that this browser is paired with, live: each as a card that follows what its node does.
import { effect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ago, clock, count, moment } from '../i18n/format.ts';
import { language, texts } from '../i18n/language.ts';
import { now } from '../state/now.ts';
import type { Page } from '../state/page.ts';
import type { PairedRunner, RunnerNow } from '../state/paired-runners.ts';
import { addressOf } from '../state/route.ts';

const EVERY_MS = 5_000;
/** Tasks that a card names; it tells how many there are in all. */
const MOST_NAMED = 5;
/** Events of a busy runner come faster than anybody reads. */
const SOON_MS = 1_000;
/** After so long without a word a node counts as quiet; the network counts its active nodes the same way. */
const QUIET_MS = 5 * 60_000;

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
          <Card of={one} />
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

function Card(props: { of: PairedRunner }) {
  const { nodeId, name, state, now: runner } = props.of;
  const text = texts.value.pairing;
  return (
    <>
      <header class="runner-head">
        <h3>
          <a href={addressOf({ screen: 'node', nodeId })}>{name || nodeId}</a>
          {name !== '' && <span class="mono soft small"> {nodeId}</span>}
        </h3>
        <Standing of={props.of} />
      </header>
      {state === 'other_key' && <p class="warning small">{text.otherKey}</p>}
      {state === 'unknown' && <p class="caution small">{text.gone}</p>}
      {state === 'unreachable' && <p class="caution small">{text.silent}</p>}
      {runner !== undefined && <Figures of={runner} />}
      {runner !== undefined && runner.held.length > 0 && <Held of={runner} />}
    </>
  );
}

function Standing(props: { of: PairedRunner }) {
  const { state, now: runner } = props.of;
  const text = texts.value.pairing;
  if (runner === undefined) return <span class="soft">{state === 'loading' ? text.loading : ''}</span>;
  const quiet = runner.lastSeenAt === undefined || now.value - runner.lastSeenAt > QUIET_MS;
  const [kind, said] = runner.disabled
    ? ['bad', texts.value.others.disabled]
    : quiet
      ? ['quiet', text.quiet]
      : runner.held.length > 0
        ? ['working', text.proving]
        : ['good', text.waiting];
  return (
    <span class={`standing ${kind}`}>
      <span class="lamp" aria-hidden="true" />
      {said}
    </span>
  );
}

function Figures(props: { of: RunnerNow }) {
  const { accepted, refused, proofsLastHour, cycles, lastSeenAt } = props.of;
  const text = texts.value.pairing;
  const say = language.value;
  return (
    <dl class="runner-figures">
      <div>
        <dt>{text.contact}</dt>
        <dd data-testid="runner-contact">
          {lastSeenAt === undefined ? (
            text.never
          ) : (
            <time dateTime={new Date(lastSeenAt).toISOString()} title={moment(lastSeenAt, say)}>
              {ago(lastSeenAt, now.value, say)}
            </time>
          )}
        </dd>
      </div>
      <div>
        <dt>{text.hour}</dt>
        <dd data-testid="runner-hour">{count(proofsLastHour, say)}</dd>
      </div>
      <div>
        <dt>{text.accepted}</dt>
        <dd class="accepted" data-testid="runner-accepted">
          {count(accepted, say)}
        </dd>
      </div>
      <div>
        <dt>{text.refused}</dt>
        <dd class={refused > 0n ? 'refused' : ''} data-testid="runner-refused">
          {count(refused, say)}
        </dd>
      </div>
      <div>
        <dt>{text.credit}</dt>
        <dd data-testid="runner-credit">{texts.value.unit.cycles(count(cycles, say))}</dd>
      </div>
    </dl>
  );
}

function Held(props: { of: RunnerNow }) {
  const { held } = props.of;
  const text = texts.value.pairing;
  return (
    <div class="runner-held small">
      <p class="soft" data-testid="runner-held">
        {text.inHand(held.length)}
      </p>
      <ul>
        {held.slice(0, MOST_NAMED).map(({ taskId, program, inputs, since }) => (
          <li key={taskId}>
            <span class="mono">{program}</span>
            <span class="soft number">{text.held(inputs, clock(now.value - since))}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
