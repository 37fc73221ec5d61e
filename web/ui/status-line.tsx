// What the prover does at this moment and, where it does nothing, why.
import { texts } from '../i18n/language.ts';
import { now } from '../state/now.ts';
import type { Page } from '../state/page.ts';
import { reasonText } from './reason-text.ts';

/** The state in words, announced to screen readers when it changes. */
export function StatusLine(props: { page: Page }) {
  const standing = props.page.standing.value;
  const text = texts.value;
  return (
    <div class="status" data-testid="status" data-state={standing.state}>
      <p class="state" role="status">
        <span class="lamp" aria-hidden="true" />
        {text.state[standing.state]}
      </p>
      {standing.reason !== undefined && (
        <p class="reason soft" data-testid="why" data-code={standing.reason.code}>
          {reasonText(text, standing.reason, now.value)}
        </p>
      )}
    </div>
  );
}
