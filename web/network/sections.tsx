// The way between the network's pages.
import { addressOf, type NetworkRoute } from '../state/route.ts';
import { networkTexts } from './i18n/texts.ts';

const SECTIONS = [
  ['network', { screen: 'network' }, ['network', 'node']],
  ['jobs', { screen: 'jobs' }, ['jobs', 'job', 'new-job']],
  ['admin', { screen: 'admin', part: 'nodes' }, ['admin']],
] as const;

/** Overview, jobs, administration. */
export function Sections(props: { at: NetworkRoute }) {
  const text = networkTexts.value.sections;
  return (
    <nav class="sections" aria-label={text.label}>
      {SECTIONS.map(([name, target, screens]) => (
        <a
          key={name}
          href={addressOf(target)}
          aria-current={(screens as readonly string[]).includes(props.at.screen) ? 'page' : undefined}
        >
          {text[name]}
        </a>
      ))}
    </nav>
  );
}
