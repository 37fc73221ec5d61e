// The way between the network's pages.
import { addressOf, type NetworkRoute } from '../state/route.ts';
import { networkTexts } from './i18n/texts.ts';

const SECTIONS = [
  ['network', { screen: 'network' }, ['network', 'node']],
  ['jobs', { screen: 'jobs' }, ['jobs', 'job', 'new-job']],
  ['admin', { screen: 'admin', part: 'nodes' }, ['admin']],
] as const;

/** The part that a screen belongs to. */
export function sectionOf({ screen }: NetworkRoute): (typeof SECTIONS)[number][0] {
  return SECTIONS.find(([, , screens]) => (screens as readonly string[]).includes(screen))?.[0] ?? 'network';
}

/** Overview, jobs, administration. */
export function Sections(props: { at: NetworkRoute }) {
  const text = networkTexts.value.sections;
  return (
    <nav class="sections" aria-label={text.label}>
      {SECTIONS.map(([name, target]) => (
        <a key={name} href={addressOf(target)} aria-current={sectionOf(props.at) === name ? 'page' : undefined}>
          {text[name]}
        </a>
      ))}
    </nav>
  );
}
