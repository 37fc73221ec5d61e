// What a stranger sees first: what this does, and the one button.
import { texts } from '../i18n/language.ts';
import type { Page } from '../state/page.ts';
import { Icon } from './icon.tsx';

/** The first screen's opening. */
export function Hero(props: { page: Page }) {
  const { page } = props;
  const { hero } = texts.value;
  return (
    <section class="hero">
      <h1>{hero.title}</h1>
      <div class="invitation">
        <p class="lead soft">{hero.text}</p>
        <button type="button" class="primary large" data-testid="start" onClick={() => page.start()}>
          <Icon name="play" />
          {hero.start}
        </button>
        <p class="small soft">{hero.facts(page.workers.value, page.cores)}</p>
      </div>
    </section>
  );
}
