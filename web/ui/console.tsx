// The prover at work: its state and controls, results, workers.
import { texts } from '../i18n/language.ts';
import type { SessionView } from '../state/session-view.ts';
import type { Standing } from '../state/standing.ts';
import { type Commands, Controls } from './controls.tsx';
import { Counters } from './counters.tsx';
import { LaneCard } from './lane.tsx';
import { StatusLine } from './status-line.tsx';

/** Takes the place of the hero once proving was asked for. */
export function Console(props: {
  standing: Standing;
  view: SessionView;
  workers: number;
  most: number;
  now: number;
  commands: Commands;
}) {
  const { standing, view, workers, most, now, commands } = props;
  const text = texts.value;
  return (
    <section class="console" data-state={standing.state}>
      <h1 class="hidden-text">{text.nav.prove}</h1>
      <div class="console-head">
        <StatusLine standing={standing} now={now} />
        <Controls standing={standing} workers={workers} most={most} commands={commands} />
      </div>
      <Counters view={view} />
      {view.trouble !== undefined && standing.state !== 'offline' && view.trouble.code !== standing.reason?.code && (
        <p class="warning small trouble" data-testid="trouble" data-code={view.trouble.code}>
          {view.trouble.code in text.reason ? (
            text.reason[view.trouble.code as keyof typeof text.reason]
          ) : (
            <>
              <span class="mono">{view.trouble.code}</span> {view.trouble.message}
            </>
          )}
        </p>
      )}
      <section aria-labelledby="workers">
        <h2 id="workers" class="hidden-text">
          {text.workers.title}
        </h2>
        <ol class="lanes">
          {view.lanes.map((lane, place) => (
            // A place is the same place whoever works there.
            <LaneCard key={`place-${place + 1}`} lane={lane} place={place} now={now} />
          ))}
        </ol>
      </section>
    </section>
  );
}
