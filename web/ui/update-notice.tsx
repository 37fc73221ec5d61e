// Says that a newer version is ready and loads it, after the proofs in the making.
import { useSignal } from '@preact/signals';
import { updateReady } from '../host/updates.ts';
import { texts } from '../i18n/language.ts';
import type { Page } from '../state/page.ts';

/** A bar at the top of the page; nothing while there is no newer version. */
export function UpdateNotice(props: { page: Page }) {
  const text = texts.value.update;
  const asked = useSignal(false);
  if (!updateReady.value) return null;
  const take = (): void => {
    asked.value = true;
    void props.page.update();
  };
  return (
    <div class="notice" role="status" data-testid="update">
      <p>
        {text.ready} {asked.value && <span class="soft">{text.later}</span>}
      </p>
      <button type="button" disabled={asked.value} onClick={take}>
        {text.take}
      </button>
    </div>
  );
}
