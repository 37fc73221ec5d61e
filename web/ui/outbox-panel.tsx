// Finished proofs that the orchestrator has not answered for yet.
import { texts } from '../i18n/language.ts';
import type { Page } from '../state/page.ts';

/** How many wait, and whether they survive a closed tab. */
export function OutboxPanel(props: { page: Page }) {
  const text = texts.value.outbox;
  const waiting = props.page.results.waiting.value;
  const storage = props.page.results.storage.value;
  return (
    <section class="panel" aria-labelledby="outbox" data-testid="outbox" data-waiting={waiting}>
      <h2 id="outbox">{text.title}</h2>
      <p class={waiting === 0 ? 'soft' : ''}>{waiting === 0 ? text.empty : text.waiting(waiting)}</p>
      {waiting > 0 && storage !== 'none' && <p class="soft">{text.safe}</p>}
      {storage === 'none' && <p class="warning">{text.notKept}</p>}
    </section>
  );
}
