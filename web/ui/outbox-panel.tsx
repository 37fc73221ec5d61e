// Finished proofs that the orchestrator has not answered for yet.
import { texts } from '../i18n/language.ts';
import type { Storage } from '../state/page.ts';

/** How many wait, and whether they survive a closed tab. */
export function OutboxPanel(props: { waiting: number; storage: Storage }) {
  const text = texts.value.outbox;
  return (
    <section class="panel" aria-labelledby="outbox" data-testid="outbox" data-waiting={props.waiting}>
      <h2 id="outbox">{text.title}</h2>
      <p class={props.waiting === 0 ? 'soft' : ''}>{props.waiting === 0 ? text.empty : text.waiting(props.waiting)}</p>
      {props.waiting > 0 && props.storage !== 'none' && <p class="soft">{text.safe}</p>}
      {props.storage === 'none' && <p class="warning">{text.notKept}</p>}
    </section>
  );
}
