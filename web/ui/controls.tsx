// What one can do with the prover while it is on: pause, finish, resume, more or fewer workers.
import { useComputed } from '@preact/signals';
import { texts } from '../i18n/language.ts';
import type { Page } from '../state/page.ts';
import { Icon } from './icon.tsx';

/** The row of buttons beside the state. */
export function Controls(props: { page: Page }) {
  const { page } = props;
  const text = texts.value.controls;
  return (
    <fieldset class="controls">
      <legend class="hidden-text">{text.label}</legend>
      <Buttons page={page} />
      {page.standing.value.state !== 'watching' && <Workers page={page} />}
    </fieldset>
  );
}

function Workers(props: { page: Page }) {
  const { page } = props;
  const workers = page.workers.value;
  const text = texts.value.controls;
  return (
    <fieldset class="stepper">
      <legend class="hidden-text">{text.workers}</legend>
      <span aria-hidden="true">{text.workers}</span>
      <button
        type="button"
        aria-label={text.fewer}
        disabled={workers <= 1}
        onClick={() => page.setWorkers(workers - 1)}
      >
        −
      </button>
      <output data-testid="worker-count">{workers}</output>
      <button
        type="button"
        aria-label={text.more}
        disabled={workers >= page.cores}
        onClick={() => page.setWorkers(workers + 1)}
      >
        +
      </button>
    </fieldset>
  );
}

function Buttons(props: { page: Page }) {
  const { page } = props;
  const state = useComputed(() => page.standing.value.state).value;
  const text = texts.value.controls;
  switch (state) {
    case 'watching':
      return (
        <button type="button" data-testid="take-over" onClick={() => page.takeOver()}>
          {text.takeOver}
        </button>
      );
    case 'off':
    case 'paused':
    case 'failed':
      return (
        <button type="button" class="primary" data-testid="resume" onClick={() => page.start()}>
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
            onClick={() => page.finish()}
          >
            {text.finish}
          </button>
          <button type="button" data-testid="pause" title={text.pauseNote} onClick={() => page.pause()}>
            <Icon name="pause" />
            {text.pause}
          </button>
        </>
      );
  }
}
