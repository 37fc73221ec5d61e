// The network at a glance: how it does now and did before, what waits, what was proven last, and by whom.
import { timestampMs } from '@bufbuild/protobuf/wkt';
import { useSignal, useSignalEffect } from '@preact/signals';
import type { GetOverviewResponse } from '#proto/proofnet/v1/network_pb.ts';
import { count } from '../i18n/format.ts';
import { language } from '../i18n/language.ts';
import { now } from '../state/now.ts';
import type { Page } from '../state/page.ts';
import { Answered } from './answered.tsx';
import { networkTexts } from './i18n/texts.ts';
import { LatestProofs } from './latest-proofs.tsx';
import { LeadersPanel } from './leaders-panel.tsx';
import { once } from './live-answer.ts';
import { type Minute, minutesOf, rateOf, type Span } from './minutes.ts';
import { QueuePanel } from './queue-panel.tsx';
import { networkService } from './services.ts';
import { ThroughputPanel } from './throughput-panel.tsx';
import { useLive, useNews } from './use-live.ts';

const EVERY_MS = 5_000;

/** State, counters, chart, queue, latest proofs, leaderboard, facts. */
export function OverviewScreen(props: { page: Page }) {
  const text = networkTexts.value.overview;
  const span = useSignal<Span>('hour');
  const live = useLive(
    once((signal) => networkService.getOverview({ minutes: minutesOf(span.peek()) }, { signal })),
    '',
    EVERY_MS,
  );
  useSignalEffect(() => {
    // What is known already stays while the longer or shorter time is asked for.
    span.value;
    live.again();
  });
  useNews(props.page, live);
  return (
    <div data-testid="overview">
      <h1 class="page-title">{text.title}</h1>
      <Answered of={live}>
        {(overview) => (
          <>
            <State overview={overview} />
            <Counters overview={overview} />
            <ThroughputPanel minutes={minutesFrom(overview)} span={span} />
            <div class="halves">
              <LatestProofs page={props.page} />
              <div class="stack">
                <QueuePanel queues={overview.queues} />
                <LeadersPanel page={props.page} />
              </div>
            </div>
            <Facts overview={overview} />
          </>
        )}
      </Answered>
    </div>
  );
}

function State({ overview }: { overview: GetOverviewResponse }) {
  const text = networkTexts.value.overview;
  const leased = overview.queues.some((queue) => queue.leased > 0n);
  const queued = overview.queues.some((queue) => queue.queued > 0n);
  const state = overview.draining ? 'draining' : leased ? 'proving' : queued ? 'waitingForProvers' : 'idle';
  return (
    <div data-state={state === 'proving' ? 'proving' : state} data-testid="network-state">
      <p class="state" role="status">
        <span class="lamp" aria-hidden="true" />
        {text[state]}
      </p>
    </div>
  );
}

function Counters({ overview }: { overview: GetOverviewResponse }) {
  const text = networkTexts.value.overview;
  const say = language.value;
  const rate = rateOf(minutesFrom(overview), now.value);
  const figures = [
    ['accepted', text.rate, rateText(rate.perMinute, say), text.rateHint],
    ['', text.cyclesRate, count(Math.round(rate.cyclesPerSecond), say), text.rateHint],
    ['', text.active, count(overview.activeNodes, say), text.ofNodes(count(overview.nodes, say))],
    ['', text.accepted, count(overview.accepted, say), text.ofCycles(count(overview.cycles, say))],
  ] as const;
  return (
    <dl class="counters">
      {figures.map(([kind, name, value, hint]) => (
        <div key={name} class={kind}>
          <dt>{name}</dt>
          <dd>
            {value}
            <span class="hint small soft">{hint}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Facts({ overview }: { overview: GetOverviewResponse }) {
  const text = networkTexts.value.overview;
  const say = language.value;
  return (
    <section class="panel wide-facts" aria-labelledby="facts">
      <h2 id="facts">{text.facts}</h2>
      <dl class="facts">
        <div>
          <dt>{text.engine}</dt>
          <dd class="mono">
            {overview.engine?.name} · {overview.engine?.profile}
          </dd>
        </div>
        <div>
          <dt>{text.airDigest}</dt>
          <dd>
            <code class="hash">{overview.engine?.airDigest}</code>
          </dd>
        </div>
        {(['users', 'refused', 'verifying', 'waitingToVerify'] as const).map((name) => (
          <div key={name}>
            <dt>{text[name]}</dt>
            <dd class="number">{count(overview[name], say)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function minutesFrom(overview: GetOverviewResponse): readonly Minute[] {
  return overview.throughput.map(({ minute, accepted, refused, cycles }) => ({
    from: minute === undefined ? 0 : timestampMs(minute),
    accepted: Number(accepted),
    refused: Number(refused),
    cycles: Number(cycles),
  }));
}

/** Below ten, tenths tell a slow network from one that stands still. */
function rateText(rate: number, say: string): string {
  return new Intl.NumberFormat(say, { maximumFractionDigits: rate < 10 ? 1 : 0 }).format(rate);
}
