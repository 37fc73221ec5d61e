// The results of this browser in four numbers.
import { count } from '../i18n/format.ts';
import { language, texts } from '../i18n/language.ts';
import type { Page } from '../state/page.ts';
import { cyclesPerSecond } from '../state/session-view.ts';

/** Accepted, refused, cycles and speed. */
export function Counters(props: { page: Page }) {
  const view = props.page.view.value;
  const text = texts.value.counters;
  const say = language.value;
  const rate = cyclesPerSecond(view);
  return (
    <dl class="counters" aria-label={text.label}>
      <div class="accepted">
        <dt>{text.accepted}</dt>
        <dd data-testid="accepted">{count(view.accepted, say)}</dd>
      </div>
      <div class={view.refused > 0 ? 'refused' : ''}>
        <dt>{text.refused}</dt>
        <dd data-testid="refused">{count(view.refused, say)}</dd>
      </div>
      <div>
        <dt>{text.cycles}</dt>
        <dd data-testid="cycles">{count(view.cycles, say)}</dd>
      </div>
      <div>
        <dt>{text.rate}</dt>
        <dd data-testid="rate">
          {rate === undefined ? <span class="soft none">{text.none}</span> : count(Math.round(rate), say)}
        </dd>
      </div>
    </dl>
  );
}
