// Loads the network's pages when one of them is first shown, because most readers come to prove.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { texts } from '../i18n/language.ts';
import type { Page } from '../state/page.ts';
import type { NetworkRoute } from '../state/route.ts';

type Loaded = typeof import('../network/network-pages.tsx');

const loaded: { pages?: Loaded } = {};

/** The screen, or a word about it while it is on its way or when it does not come. */
export function NetworkDoor(props: { page: Page; at: NetworkRoute }) {
  const text = texts.value;
  const state = useSignal<'loading' | 'here' | 'missing'>(loaded.pages === undefined ? 'loading' : 'here');
  const load = async (): Promise<void> => {
    state.value = 'loading';
    try {
      loaded.pages = await import('../network/network-pages.tsx');
      state.value = 'here';
    } catch {
      state.value = 'missing';
    }
  };
  useEffect(() => {
    if (loaded.pages === undefined) void load();
  }, []);
  if (state.value === 'here' && loaded.pages !== undefined) return <loaded.pages.NetworkPages {...props} />;
  return (
    <section class="screen" data-testid="network-door" data-state={state.value}>
      <h1>{text.nav.network}</h1>
      {state.value === 'loading' ? (
        <p class="soft" role="status">
          {text.network.loading}
        </p>
      ) : (
        <>
          <p class="caution" role="alert">
            {text.network.notLoaded}
          </p>
          {/* A module that failed to load fails again until the page itself is loaded anew. */}
          <button type="button" class="start" onClick={() => location.reload()}>
            {text.controls.retry}
          </button>
        </>
      )}
    </section>
  );
}
