// The proofs that were accepted last, of the whole network, each with its seal.
import { count, shortHash } from '../i18n/format.ts';
import { language, texts } from '../i18n/language.ts';
import type { Page } from '../state/page.ts';
import { addressOf } from '../state/route.ts';
import { Seal } from '../ui/seal.tsx';
import { Answered } from './answered.tsx';
import { networkTexts } from './i18n/texts.ts';
import { once } from './live-answer.ts';
import { Ago } from './names.tsx';
import { networkService } from './services.ts';
import { useLive, useNews } from './use-live.ts';

const SHOWN = 12;
const EVERY_MS = 10_000;

/** The newest first; each leads to the node that made it. */
export function LatestProofs(props: { page: Page }) {
  const text = networkTexts.value.latest;
  const say = language.value;
  const live = useLive(
    once(async (signal) => (await networkService.listAcceptances({ pageSize: SHOWN }, { signal })).acceptances),
    '',
    EVERY_MS,
  );
  useNews(props.page, live);
  return (
    <section class="panel" aria-labelledby="latest" data-testid="latest">
      <h2 id="latest">{text.title}</h2>
      <Answered of={live} nested>
        {(acceptances) =>
          acceptances.length === 0 ? (
            <p class="soft">{text.empty}</p>
          ) : (
            <ol class="latest">
              {acceptances.map((one) => (
                <li key={one.taskId}>
                  <a href={addressOf({ screen: 'node', nodeId: one.nodeId })}>
                    <Seal hash={one.proofHash} class="accepted" />
                    <span class="mono">{shortHash(one.proofHash)}</span>
                    <span class="soft small">{text.node(one.nodeId)}</span>
                    <span class="number">{texts.value.unit.cycles(count(one.cycles, say))}</span>
                    <span class="soft small">
                      <Ago at={one.acceptedAt} />
                    </span>
                  </a>
                </li>
              ))}
            </ol>
          )
        }
      </Answered>
    </section>
  );
}
