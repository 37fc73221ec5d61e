// Who has proven most: users with all their nodes, or single nodes.
import { useSignal } from '@preact/signals';
import { count } from '../i18n/format.ts';
import { language } from '../i18n/language.ts';
import type { Page } from '../state/page.ts';
import { Answered } from './answered.tsx';
import { Choice } from './choice.tsx';
import { networkTexts } from './i18n/texts.ts';
import { Ledger } from './ledger.tsx';
import { once } from './live-answer.ts';
import { NodeLink, WalletName } from './names.tsx';
import { networkService } from './services.ts';
import { useLive } from './use-live.ts';

const SHOWN = 10;
const EVERY_MS = 15_000;

/** The best first. */
export function LeadersPanel(props: { page: Page }) {
  const { leaders: text, node } = networkTexts.value;
  const say = language.value;
  const by = useSignal<'users' | 'nodes'>('users');
  const byNode = by.value === 'nodes';
  const live = useLive(
    once(async (signal) => (await networkService.listLeaders({ byNode, pageSize: SHOWN }, { signal })).leaders),
    by.value,
    EVERY_MS,
  );
  const own = props.page.node.identity.value?.nodeId;
  return (
    <section class="panel" aria-labelledby="leaders" data-testid="leaders">
      <div class="chart-head">
        <h2 id="leaders">{text.title}</h2>
        <Choice
          name="leaders-by"
          label={text.by}
          options={[
            ['users', text.users],
            ['nodes', text.nodes],
          ]}
          chosen={by.value}
          choose={(chosen) => {
            by.value = chosen;
          }}
        />
      </div>
      <Answered of={live} nested>
        {(leaders) =>
          leaders.length === 0 ? (
            <p class="soft">{text.empty}</p>
          ) : (
            <Ledger
              compact
              label={text.title}
              rows={leaders}
              keyOf={({ nodeId, walletAddress }) => nodeId || walletAddress}
              columns={[
                {
                  name: text.who,
                  cell: ({ walletAddress, nodeId, nodes }, i) => (
                    <span class="who">
                      <span class="rank number soft">{i + 1}</span>
                      <span>
                        {nodeId === '' ? <WalletName address={walletAddress} /> : <NodeLink id={nodeId} />}{' '}
                        <span class="soft small">
                          {nodeId === '' ? text.manyNodes(nodes) : nodeId === own && node.own}
                        </span>
                      </span>
                    </span>
                  ),
                },
                { name: text.accepted, number: true, cell: ({ accepted }) => count(accepted, say) },
                { name: text.credit, number: true, cell: ({ cycles }) => count(cycles, say) },
              ]}
            />
          )
        }
      </Answered>
    </section>
  );
}
