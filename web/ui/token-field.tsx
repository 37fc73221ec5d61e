// The field for an API token, with the word on where one comes from.
import type { Signal } from '@preact/signals';
import { texts } from '../i18n/language.ts';

/** The field; what is typed is kept without the blanks around it. */
export function TokenField(props: { value: Signal<string>; testId: string }) {
  const text = texts.value.job;
  const hint = `${props.testId}-hint`;
  return (
    <>
      <label class="field">
        <span>{text.token}</span>
        <input
          type="password"
          class="mono"
          autocomplete="off"
          spellcheck={false}
          data-testid={props.testId}
          aria-describedby={hint}
          value={props.value.value}
          onInput={(event) => {
            props.value.value = event.currentTarget.value.trim();
          }}
        />
      </label>
      <p id={hint} class="soft small">
        {text.tokenHint}
      </p>
    </>
  );
}
