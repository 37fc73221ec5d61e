// The reader's own program: dropped here, run and proven in this tab.
import { useSignal } from '@preact/signals';
import { texts } from '../i18n/language.ts';
import { fibonacciExample } from '../state/example-program.ts';
import { bytesOfHex, hexOfBytes } from '../state/hex.ts';
import type { Page } from '../state/page.ts';
import { type Trial, trialOf } from '../state/program-trial.ts';
import { FileDrop } from './file-drop.tsx';
import { JobPanel } from './job-panel.tsx';
import { TrialResult } from './trial-result.tsx';

/** File, input, two buttons, result. */
export function ProgramScreen(props: { page: Page }) {
  const text = texts.value.program;
  const file = useSignal<{ name: string; elf: Uint8Array } | undefined>(undefined);
  const inputText = useSignal('');
  const trial = useSignal<Trial>({ at: 'none' });
  const stop = useSignal<AbortController | undefined>(undefined);
  const input = bytesOfHex(inputText.value);
  const running = trial.value.at === 'running';
  const question = file.value === undefined || input === undefined ? undefined : { ...file.value, input };
  const ready = question !== undefined && !running;

  const begin = async (prove: boolean): Promise<void> => {
    if (question === undefined) return;
    const ending = new AbortController();
    stop.value = ending;
    for await (const state of trialOf(props.page, { ...question, prove }, ending.signal)) trial.value = state;
    stop.value = undefined;
  };
  const example = async (): Promise<void> => {
    const { name, elf, input } = await fibonacciExample();
    file.value = { name, elf };
    inputText.value = hexOfBytes(input);
    trial.value = { at: 'none' };
  };
  return (
    <section class="screen">
      <h1>{text.title}</h1>
      <p class="lead soft">{text.text}</p>
      <FileDrop
        name={file.value?.name}
        took={(name, elf) => {
          file.value = { name, elf };
          trial.value = { at: 'none' };
        }}
      />
      <button type="button" class="start" data-testid="example" onClick={example}>
        {text.example}
      </button>
      <label class="field">
        <span>{text.input}</span>
        <textarea
          class="mono"
          rows={3}
          spellcheck={false}
          data-testid="program-input"
          aria-invalid={input === undefined}
          aria-describedby="input-hint"
          value={inputText.value}
          onInput={(event) => {
            inputText.value = event.currentTarget.value;
          }}
        />
      </label>
      <p id="input-hint" class={input === undefined ? 'refused small' : 'soft small'}>
        {input === undefined ? text.inputWrong : text.inputHint}
      </p>
      <div class="actions">
        <button type="button" class="primary" data-testid="prove-own" disabled={!ready} onClick={() => begin(true)}>
          {text.prove}
        </button>
        <button type="button" data-testid="run-own" disabled={!ready} onClick={() => begin(false)}>
          {text.run}
        </button>
        {running && (
          <button type="button" class="quiet" onClick={() => stop.value?.abort()}>
            {text.cancel}
          </button>
        )}
      </div>
      <TrialResult trial={trial.value} />
      <JobPanel page={props.page} question={question} />
    </section>
  );
}
