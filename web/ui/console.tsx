// The prover at work: its state and controls, results, workers.
import { texts } from '../i18n/language.ts';
import { now } from '../state/now.ts';
import type { Page } from '../state/page.ts';
import { Controls } from './controls.tsx';
import { Counters } from './counters.tsx';
import { LaneCard } from './lane.tsx';
import { StatusLine } from './status-line.tsx';
import { Tour } from './tour.tsx';
import { Trouble } from './trouble.tsx';

/** Takes the place of the hero once proving was asked for. */
export function Console(props: { page: Page }) {
  const { page } = props;
  return (
    <section class="console">
      <h1 class="hidden-text">{texts.value.nav.prove}</h1>
      <div class="console-head">
        <StatusLine page={page} />
        <Controls page={page} />
      </div>
      <Tour />
      <Counters page={page} />
      <Trouble page={page} />
      <Lanes page={page} />
    </section>
  );
}

function Lanes(props: { page: Page }) {
  const { title } = texts.value.workers;
  return (
    <section aria-labelledby="workers">
      <h2 id="workers" class="hidden-text">
        {title}
      </h2>
      <ol class="lanes">
        {props.page.view.value.lanes.map((lane, place) => (
          // A place is the same place whoever works there.
          <LaneCard key={`place-${place + 1}`} lane={lane} place={place} now={now.value} />
        ))}
      </ol>
    </section>
  );
}
