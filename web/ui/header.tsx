// The top of every screen: name, sections, language and appearance.
import { LANGUAGES, type Language, language, speak, texts } from '../i18n/language.ts';
import { addressOf, isOfNetwork, route } from '../state/route.ts';
import { THEMES, type Theme, theme, wear } from '../state/theme.ts';
import { Mark } from './mark.tsx';

const SECTIONS = ['prove', 'proofs', 'program', 'network', 'settings'] as const;

/** Screens that belong to the section of another one. */
const INSIDE: Readonly<Record<string, string>> = { proof: 'proofs', pair: 'settings' };

/** Name and navigation. */
export function Header() {
  const text = texts.value;
  const at = route.value;
  const here = isOfNetwork(at) ? 'network' : (INSIDE[at.screen] ?? at.screen);
  return (
    <header class="header">
      <a class="wordmark" href="#/">
        <Mark />
        {text.name}
      </a>
      <nav aria-label={text.nav.label}>
        {SECTIONS.map((screen) => (
          <a key={screen} href={addressOf({ screen })} aria-current={here === screen ? 'page' : undefined}>
            {text.nav[screen]}
          </a>
        ))}
      </nav>
      <div class="header-choices">
        <Choice
          label={text.language.label}
          testId="language"
          value={language.value}
          options={Object.entries(LANGUAGES)}
          choose={(chosen) => speak(chosen as Language)}
        />
        <Choice
          label={text.theme.label}
          testId="theme"
          value={theme.value}
          options={THEMES.map((name) => [name, text.theme[name]])}
          choose={(chosen) => wear(chosen as Theme)}
        />
      </div>
    </header>
  );
}

function Choice(props: {
  label: string;
  testId: string;
  value: string;
  options: readonly (readonly [string, string])[];
  choose: (value: string) => void;
}) {
  return (
    <select
      class="choice"
      aria-label={props.label}
      data-testid={props.testId}
      value={props.value}
      onChange={(event) => props.choose(event.currentTarget.value)}
    >
      {props.options.map(([value, name]) => (
        <option key={value} value={value} selected={value === props.value}>
          {name}
        </option>
      ))}
    </select>
  );
}
