// One worker's place: what it proves, in which phase, how far.
import { bytes, clock, count, shortHash } from '../i18n/format.ts';
import { language, texts } from '../i18n/language.ts';
import type { Lane } from '../state/session-view.ts';
import { overallFraction, PHASES, type Phase, phaseFill } from './phases.ts';

/** A worker's card. `now` moves its clock. */
export function LaneCard(props: { lane: Lane; place: number; now: number }) {
  const { lane, place } = props;
  const text = texts.value;
  const busy = lane.worker !== undefined;
  return (
    <li class={busy ? 'lane busy' : 'lane'} data-testid="worker" data-phase={busy ? lane.phase : 'idle'}>
      <h3>
        {text.workers.worker(place + 1)}
        {lane.taskId !== undefined && <span class="soft mono"> {shortHash(lane.taskId)}</span>}
        {lane.inputs > 1 && <span class="soft"> {text.workers.input(lane.input + 1, lane.inputs)}</span>}
      </h3>
      {busy ? <Rail lane={lane} place={place} /> : <p class="soft">{text.workers.idle}</p>}
      <dl class="figures">
        <Figure name={text.workers.elapsed} value={busy ? clock(props.now - lane.since) : ''} />
        <Figure name={text.workers.cycles} value={lane.cycles > 0 ? count(lane.cycles, language.value) : ''} />
        <Figure
          name={text.workers.memory}
          value={lane.heldBytes > 0 || lane.releasedBytes > 0 ? bytes(lane.heldBytes) : ''}
        />
        <Figure name={text.workers.released} value={!busy && lane.releasedBytes > 0 ? bytes(lane.releasedBytes) : ''} />
      </dl>
    </li>
  );
}

function Rail(props: { lane: Lane; place: number }) {
  const { phase } = props.lane;
  const text = texts.value;
  const said = phase in text.stage ? text.stage[phase as Phase] : phase;
  const percent = Math.round(overallFraction(props.lane) * 100);
  return (
    <div class="rail">
      <div
        class="segments"
        role="progressbar"
        aria-label={text.workers.progress(props.place + 1)}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuetext={said}
      >
        {PHASES.map((name) => (
          <span key={name}>
            <i style={{ transform: `scaleX(${phaseFill(props.lane, name)})` }} />
          </span>
        ))}
      </div>
      <p class="phase">{said}</p>
    </div>
  );
}

function Figure(props: { name: string; value: string }) {
  if (props.value === '') return null;
  return (
    <div>
      <dt>{props.name}</dt>
      <dd class="number">{props.value}</dd>
    </div>
  );
}
