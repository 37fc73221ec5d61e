// The field for a passphrase, which nobody beside the reader can read.
import type { Signal } from '@preact/signals';

/** `fresh`: one that is chosen now, so that a password manager offers to make and to keep it. */
export function PassphraseField(props: {
  label: string;
  hint?: string;
  wrong?: string | undefined;
  value: Signal<string>;
  testId: string;
  fresh?: boolean;
}) {
  const { wrong, hint, value, testId } = props;
  const said = wrong ?? hint;
  return (
    <label class="field">
      <span>{props.label}</span>
      <input
        type="password"
        autocomplete={props.fresh ? 'new-password' : 'current-password'}
        data-testid={testId}
        aria-invalid={wrong !== undefined}
        value={value.value}
        onInput={(event) => {
          value.value = event.currentTarget.value;
        }}
      />
      {said !== undefined && <span class={wrong === undefined ? 'soft small' : 'refused small'}>{said}</span>}
    </label>
  );
}
