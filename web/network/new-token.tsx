// Makes an API token and shows it, which happens once.
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { Deed } from './deed.tsx';
import { networkTexts } from './i18n/texts.ts';
import { TextField } from './text-field.tsx';

/** What it is for, the button, and then the token until it is put away. */
export function NewToken(props: {
  make: (label: string) => Promise<string>;
  made: () => void;
  button: string;
  children?: ComponentChildren;
}) {
  const text = networkTexts.value.tokens;
  const label = useSignal('');
  const made = useSignal('');
  const copied = useSignal(false);
  const make = async (): Promise<void> => {
    made.value = await props.make(label.value.trim());
    copied.value = false;
    label.value = '';
    props.made();
  };
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(made.value);
    copied.value = true;
  };
  return (
    <div class="new-token">
      <TextField name="token-label" label={text.label} value={label} />
      {props.children}
      <Deed act={make} testId="make-token">
        {props.button}
      </Deed>
      {made.value !== '' && (
        <div class="told-once" role="status">
          <p>{text.once}</p>
          <p class="mono hash" data-testid="made-token">
            {made.value}
          </p>
          <div class="actions">
            <Deed act={copy} done={text.copied}>
              {text.copy}
            </Deed>
            <button
              type="button"
              class="quiet"
              onClick={() => {
                made.value = '';
              }}
            >
              {text.dismiss}
            </button>
          </div>
        </div>
      )}
    </div>
  );
}
