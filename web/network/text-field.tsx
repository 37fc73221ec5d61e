// A field with its name above it and, below, what belongs in it or what is wrong with what is there.
import type { Signal } from '@preact/signals';

/** The field; `name` is unique on the screen. */
export function TextField(props: {
  name: string;
  label: string;
  hint?: string;
  wrong?: string | undefined;
  value: Signal<string>;
  type?: 'text' | 'datetime-local';
  mode?: 'numeric';
  mono?: boolean;
}) {
  const { name, label, hint, wrong, value } = props;
  return (
    <div class="field">
      <label for={`field-${name}`}>{label}</label>
      <input
        id={`field-${name}`}
        // The two have the same attributes here; the types of JSX tell them apart by the role that neither is given.
        type={(props.type ?? 'text') as 'text'}
        class={props.mono ? 'mono' : undefined}
        inputMode={props.mode}
        autocomplete="off"
        spellcheck={false}
        data-testid={`field-${name}`}
        aria-invalid={wrong !== undefined}
        aria-describedby={hint === undefined ? undefined : `field-${name}-hint`}
        value={value.value}
        onInput={(event) => {
          value.value = event.currentTarget.value;
        }}
      />
      {(wrong ?? hint) !== undefined && (
        <p id={`field-${name}-hint`} class={wrong === undefined ? 'soft small' : 'refused small'}>
          {wrong ?? hint}
        </p>
      )}
    </div>
  );
}
