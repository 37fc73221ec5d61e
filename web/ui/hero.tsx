// What a stranger sees first: what this does, and the one button.
import { texts } from '../i18n/language.ts';
import { Icon } from './icon.tsx';

/** The first screen's opening. */
export function Hero(props: { workers: number; cores: number; starting: boolean; start: () => void }) {
  const { hero } = texts.value;
  return (
    <section class="hero">
      <h1>{hero.title}</h1>
      <div class="invitation">
        <p class="lead soft">{hero.text}</p>
        <button type="button" class="primary large" data-testid="start" disabled={props.starting} onClick={props.start}>
          <Icon name="play" />
          {props.starting ? hero.starting : hero.start}
        </button>
        <p class="small soft">{hero.facts(props.workers, props.cores)}</p>
      </div>
    </section>
  );
}
