// The network as the orchestrator tells it: four counts and the latest events.
import { count } from '../i18n/format.ts';
import { language, texts } from '../i18n/language.ts';
import type { Page } from '../state/page.ts';
import { addressOf } from '../state/route.ts';

/** Counts and events, or why there are none. */
export function NetworkPulse(props: { page: Page }) {
  const network = props.page.network.value;
  const text = texts.value;
  const say = language.value;
  const counts = network.counts;
  return (
    <section class="panel pulse" aria-labelledby="network" data-testid="network" data-state={network.state}>
      <h2 id="network">{text.network.title}</h2>
      {counts === undefined && (
        <p class="soft">{network.state === 'unreachable' ? text.network.unreachable : text.network.loading}</p>
      )}
      {counts !== undefined && (
        <>
          {network.state === 'unreachable' && <p class="caution">{text.network.unreachable}</p>}
          <dl class="rows">
            {(['nodes', 'queued', 'leased', 'accepted'] as const).map((name) => (
              <div key={name}>
                <dt>{text.network[name]}</dt>
                <dd class="number">{count(counts[name], say)}</dd>
              </div>
            ))}
          </dl>
          <h3>{text.network.live}</h3>
          {network.events.length === 0 && <p class="soft small">{text.network.quiet}</p>}
          <ol class="events small">
            {network.events.map((event) => (
              <li key={event.key} class={event.kind}>
                <time class="soft number">{clockTime(event.at, say)}</time> {text.event[event.kind]}{' '}
                <span class="mono soft">{event.taskId.slice(0, 8)}</span>
              </li>
            ))}
          </ol>
        </>
      )}
      <p>
        <a href={addressOf({ screen: 'network' })}>{text.network.more}</a>
      </p>
    </section>
  );
}

function clockTime(at: number, say: string): string {
  return new Intl.DateTimeFormat(say, { timeStyle: 'medium' }).format(at);
}
