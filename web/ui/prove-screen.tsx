// The first screen: a stranger's introduction, then the prover at work.
import { now } from '../state/now.ts';
import type { Page } from '../state/page.ts';
import { Console } from './console.tsx';
import { Hero } from './hero.tsx';
import { MeasuredFigures } from './measured-figures.tsx';
import { NetworkPulse } from './network-pulse.tsx';
import { OutboxPanel } from './outbox-panel.tsx';
import { Picture } from './picture.tsx';
import { SealWall } from './seal-wall.tsx';
import { ThroughputChart } from './throughput-chart.tsx';

/** Hero and picture before the first start; console and results after. */
export function ProveScreen(props: { page: Page }) {
  const { page } = props;
  const view = page.view.value;
  const standing = page.standing.value;
  const introduced = standing.state !== 'off';
  return (
    <>
      {introduced ? (
        <Console
          standing={standing}
          view={view}
          workers={page.workers.value}
          most={page.cores}
          now={now.value}
          commands={page}
        />
      ) : (
        <>
          <Hero workers={page.workers.value} cores={page.cores} starting={false} start={() => page.start()} />
          <Picture />
        </>
      )}
      <div class="panels">
        {introduced && <SealWall hashes={page.accepted.value} />}
        {introduced && <ThroughputChart page={page} />}
        <MeasuredFigures view={view} />
        {introduced && <OutboxPanel waiting={page.waiting.value} storage={page.storage.value} />}
        <NetworkPulse network={page.network.value} />
      </div>
    </>
  );
}
