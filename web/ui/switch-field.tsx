// A choice that is on or off, with a word where the browser does not offer it.
import { texts } from '../i18n/language.ts';

/** A labelled switch. */
export function SwitchField(props: { label: string; offered: boolean; on: boolean; change: (on: boolean) => void }) {
  return (
    <label class="field row">
      <span>
        {props.label}
        {!props.offered && <span class="soft small block">{texts.value.settings.unsupported}</span>}
      </span>
      <span class="switch">
        <input
          type="checkbox"
          role="switch"
          checked={props.on && props.offered}
          aria-checked={props.on && props.offered}
          disabled={!props.offered}
          onChange={(event) => props.change(event.currentTarget.checked)}
        />
      </span>
    </label>
  );
}
