// The first screen: a stranger's introduction, then the prover at work.
import { useComputed } from '@preact/signals';
import type { Page } from '../state/page.ts';
import { Console } from './console.tsx';
import { Hero } from './hero.tsx';
import { MeasuredFigures } from './measured-figures.tsx';
import { NetworkPulse } from './network-pulse.tsx';
import { OthersPanel } from './other-provers.tsx';
import { OutboxPanel } from './outbox-panel.tsx';
import { RunnersPanel } from './paired-runners.tsx';
import { Picture } from './picture.tsx';
import { SealWall } from './seal-wall.tsx';
import { ThroughputChart } from './throughput-chart.tsx';

/**
 * Hero and picture before the first start; console and results after. It reads nothing that changes often: each part
 * follows its own signals, so that the progress of a proof draws its worker's card and nothing else.
 */
export function ProveScreen(props: { page: Page }) {
  const { page } = props;
  const introduced = useComputed(() => page.standing.value.state !== 'off');
  // Whoever comes back sees what they have, not only what a stranger is told.
  const returning = useComputed(() => page.results.proofs.value.length > 0);
  if (introduced.value) {
    return (
      <>
        <Console page={page} />
        <div class="panels">
          <SealWall page={page} />
          <ThroughputChart page={page} />
          <MeasuredFigures page={page} />
          <OutboxPanel page={page} />
          <NetworkPulse page={page} />
          <RunnersPanel page={page} />
          <OthersPanel page={page} />
        </div>
      </>
    );
  }
  return (
    <>
      <Hero page={page} />
      <Picture />
      <div class="panels">
        {returning.value && <SealWall page={page} />}
        {returning.value && <ThroughputChart page={page} />}
        <MeasuredFigures page={page} />
        <NetworkPulse page={page} />
        <RunnersPanel page={page} />
      </div>
    </>
  );
}
