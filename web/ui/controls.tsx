// What one can do with the prover while it is on: pause, finish, resume, more or fewer workers.
import { texts } from '../i18n/language.ts';
import type { Standing } from '../state/standing.ts';
import { Icon } from './icon.tsx';

/** The commands that the controls give. */
export interface Commands {
  start(): void;
  pause(): void;
  finish(): void;
  takeOver(): void;
  setWorkers(workers: number): void;
}

/** The row of buttons beside the state. */
export function Controls(props: { standing: Standing; workers: number; most: number; commands: Commands }) {
  const { standing, workers, most, commands } = props;
  const text = texts.value.controls;
  return (
    <fieldset class="controls">
      <legend class="hidden-text">{text.label}</legend>
      <Buttons state={standing.state} commands={commands} />
      <fieldset class="stepper">
        <legend class="hidden-text">{text.workers}</legend>
        <span aria-hidden="true">{text.workers}</span>
        <button
          type="button"
          aria-label={text.fewer}
          disabled={workers <= 1}
          onClick={() => commands.setWorkers(workers - 1)}
        >
          −
        </button>
        <output data-testid="worker-count">{workers}</output>
        <button
          type="button"
          aria-label={text.more}
          disabled={workers >= most}
          onClick={() => commands.setWorkers(workers + 1)}
        >
          +
        </button>
      </fieldset>
    </fieldset>
  );
}

function Buttons(props: { state: Standing['state']; commands: Commands }) {
  const { state, commands } = props;
  const text = texts.value.controls;
  switch (state) {
    case 'watching':
      return (
        <button type="button" data-testid="take-over" onClick={() => commands.takeOver()}>
          {text.takeOver}
        </button>
      );
    case 'off':
    case 'paused':
    case 'failed':
      return (
        <button type="button" class="primary" data-testid="resume" onClick={() => commands.start()}>
          <Icon name="play" />
          {state === 'paused' ? text.resume : state === 'failed' ? text.retry : text.start}
        </button>
      );
    default:
      return (
        <>
          <button
            type="button"
            data-testid="finish"
            disabled={state === 'finishing' || state === 'starting'}
            onClick={() => commands.finish()}
          >
            {text.finish}
          </button>
          <button type="button" data-testid="pause" title={text.pauseNote} onClick={() => commands.pause()}>
            <Icon name="pause" />
            {text.pause}
          </button>
        </>
      );
  }
}
