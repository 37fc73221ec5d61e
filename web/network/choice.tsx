// A few alternatives side by side, of which one is chosen.

/** The alternatives; `name` is unique on the screen. */
export function Choice<T extends string>(props: {
  name: string;
  label: string;
  options: readonly (readonly [T, string])[];
  chosen: T;
  choose: (option: T) => void;
}) {
  return (
    <fieldset class="spans">
      <legend class="hidden-text">{props.label}</legend>
      {props.options.map(([option, text]) => (
        <label key={option}>
          <input
            type="radio"
            name={props.name}
            value={option}
            checked={props.chosen === option}
            onChange={() => props.choose(option)}
          />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  );
}
