// The first run's tour: three sentences about what the reader sees, until they were read once.
import { useSignal } from '@preact/signals';
import { texts } from '../i18n/language.ts';
import { keep, kept } from '../state/kept-choice.ts';

const NAME = 'tour';

/** The three sentences; nothing once they were understood. */
export function Tour() {
  const text = texts.value.tour;
  const shown = useSignal(kept<'new' | 'read'>(NAME, 'new') === 'new');
  if (!shown.value) return null;
  const understood = (): void => {
    keep(NAME, 'read');
    shown.value = false;
  };
  return (
    <aside class="tour" aria-label={text.label} data-testid="tour">
      <ol>
        <li>{text.worker}</li>
        <li>{text.outbox}</li>
        <li>{text.leave}</li>
      </ol>
      <button type="button" data-testid="tour-understood" onClick={understood}>
        {text.understood}
      </button>
    </aside>
  );
}
