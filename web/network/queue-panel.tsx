// What waits and what is being proven, by difficulty, jobs apart from the demo.
import type { QueueDepth } from '#proto/proofnet/v1/network_pb.ts';
import { count } from '../i18n/format.ts';
import { language } from '../i18n/language.ts';
import { networkTexts } from './i18n/texts.ts';
import { Ledger } from './ledger.tsx';
import { difficultyName } from './names.tsx';

/** The queues that are not empty. */
export function QueuePanel(props: { queues: readonly QueueDepth[] }) {
  const { queue: text } = networkTexts.value;
  const say = language.value;
  const rows = props.queues
    .filter(({ queued, leased }) => queued + leased > 0n)
    .toSorted((a, b) => Number(b.jobs) - Number(a.jobs) || a.difficulty - b.difficulty);
  return (
    <section class="panel" aria-labelledby="queue" data-testid="queue">
      <h2 id="queue">{text.title}</h2>
      {rows.length === 0 ? (
        <p class="soft">{text.empty}</p>
      ) : (
        <Ledger
          compact
          label={text.title}
          rows={rows}
          keyOf={({ difficulty, jobs }) => `${difficulty} ${jobs}`}
          columns={[
            {
              name: text.difficulty,
              cell: ({ difficulty, jobs }) => (
                <>
                  {difficultyName(difficulty)} <span class="soft">· {jobs ? text.jobs : text.demo}</span>
                </>
              ),
            },
            { name: text.waiting, number: true, cell: ({ queued }) => count(queued, say) },
            { name: text.leased, number: true, cell: ({ leased }) => count(leased, say) },
          ]}
        />
      )}
    </section>
  );
}
