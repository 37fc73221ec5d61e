// One paired runner: how it stands, its figures, and the tasks in its hands.
import { ago, clock, count, moment } from '../i18n/format.ts';
import { language, texts } from '../i18n/language.ts';
import { now } from '../state/now.ts';
import type { PairedRunner, RunnerNow } from '../state/paired-runners.ts';
import { addressOf } from '../state/route.ts';

/** Tasks that a card names; it tells how many there are in all. */
const MOST_NAMED = 5;
/** After so long without a word a node counts as quiet; the network counts its active nodes the same way. */
const QUIET_MS = 5 * 60_000;

/** What the card says; the frame around it belongs to the list. */
export function RunnerCard(props: { of: PairedRunner }) {
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
