// One node: whose it is, how it stands, what it is owed, and what it proved last.
import { timestampMs } from '@bufbuild/protobuf/wkt';
import type { Acceptance, Node, Refusal } from '#proto/proofnet/v1/network_pb.ts';
import { NodeType } from '#proto/proofnet/v1/orchestrator_pb.ts';
import { count, shortHash } from '../i18n/format.ts';
import { language } from '../i18n/language.ts';
import { now } from '../state/now.ts';
import type { Page } from '../state/page.ts';
import { holder } from '../state/session.ts';
import { download } from '../ui/download.ts';
import { Icon } from '../ui/icon.tsx';
import { ReceiptsPanel } from '../ui/receipts-panel.tsx';
import { Seal } from '../ui/seal.tsx';
import { Answered, AnsweredList } from './answered.tsx';
import { Deed } from './deed.tsx';
import { networkTexts } from './i18n/texts.ts';
import { Ledger } from './ledger.tsx';
import { once } from './live-answer.ts';
import { Ago, difficultyName, Mark, Moment } from './names.tsx';
import { NodeActions } from './node-actions.tsx';
import { receiptFile } from './receipt-file.ts';
import { networkService } from './services.ts';
import { useListing, useLive } from './use-live.ts';

const EVERY_MS = 5_000;
/** After so long without a word a node counts as not there; the network counts its active nodes the same way. */
const QUIET_MS = 5 * 60_000;
const ROWS = 25;

/** The node by its number. */
export function NodeScreen(props: { page: Page; nodeId: string }) {
  const { page, nodeId } = props;
  const text = networkTexts.value.node;
  const live = useLive(
    once(async (signal) => (await networkService.getNode({ nodeId }, { signal })).node),
    nodeId,
    EVERY_MS,
  );
  const own = page.node.identity.value?.nodeId === nodeId;
  return (
    <article class="stack" data-testid="node">
      <p>
        <a class="back" href="#/network">
          <Icon name="back" />
          {text.back}
        </a>
      </p>
      <h1 class="page-title">
        {text.title(nodeId)} {own && <span class="chip">{text.own}</span>}
      </h1>
      <Answered of={live}>
        {(node) =>
          node && (
            <>
              <State node={node} />
              {holder.value?.admin && <NodeActions node={node} changed={(changed) => live.show(changed)} />}
              <Counters node={node} />
              <Facts node={node} />
              <div class="wide-stack">
                <Receipts page={page} nodeId={nodeId} />
                <Proofs nodeId={nodeId} />
                <Refusals nodeId={nodeId} />
              </div>
            </>
          )
        }
      </Answered>
    </article>
  );
}

/** A node's state in one word. */
export function NodeState(props: { node: Node }) {
  const { disabledAt, lastSeenAt } = props.node;
  const text = networkTexts.value.node;
  if (disabledAt !== undefined) return <Mark kind="bad">{text.out}</Mark>;
  const active = lastSeenAt !== undefined && now.value - timestampMs(lastSeenAt) < QUIET_MS;
  return active ? <Mark kind="good">{text.active}</Mark> : <Mark kind="quiet">{text.quiet}</Mark>;
}

function State(props: { node: Node }) {
  const text = networkTexts.value.node;
  return (
    <div data-testid="node-state" data-out={props.node.disabledAt !== undefined}>
      <NodeState node={props.node} />
      {props.node.disabledAt !== undefined && <p class="caution">{text.outText}</p>}
    </div>
  );
}

function Counters({ node }: { node: Node }) {
  const text = networkTexts.value.node;
  const say = language.value;
  const figures = [
    ['', text.credit, node.cycles],
    ['accepted', text.accepted, node.accepted],
    [node.refused > 0n ? 'refused' : '', text.refused, node.refused],
    ['', text.leased, node.leased],
  ] as const;
  return (
    <dl class="counters">
      {figures.map(([kind, name, value]) => (
        <div key={name} class={kind}>
          <dt>{name}</dt>
          <dd>{count(value, say)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Facts({ node }: { node: Node }) {
  const text = networkTexts.value.node;
  const kind =
    node.nodeType === NodeType.WEB_PROVER ? text.web : node.nodeType === NodeType.CLI_PROVER ? text.cli : text.other;
  return (
    <dl class="facts wide-facts">
      <div>
        <dt>{text.wallet}</dt>
        <dd class="mono hash">{node.walletAddress}</dd>
      </div>
      <div>
        <dt>{text.kind}</dt>
        <dd>{kind}</dd>
      </div>
      <div>
        <dt>{text.registered}</dt>
        <dd>
          <Moment at={node.registeredAt} />
        </dd>
      </div>
      <div>
        <dt>{text.seen}</dt>
        <dd>
          <Ago at={node.lastSeenAt} otherwise={text.never} />
        </dd>
      </div>
    </dl>
  );
}

function Receipts(props: { page: Page; nodeId: string }) {
  const text = networkTexts.value.node;
  const save = async (): Promise<void> => download(await receiptFile(props.nodeId), `receipts-${props.nodeId}.json`);
  return (
    <div class="stack">
      <ReceiptsPanel page={props.page} nodeId={props.nodeId} />
      <div class="actions">
        <Deed act={save} testId="export-receipts">
          <Icon name="download" />
          {text.exportReceipts}
        </Deed>
        <p class="soft small">{text.exportHint}</p>
      </div>
    </div>
  );
}

function Proofs({ nodeId }: { nodeId: string }) {
  const text = networkTexts.value.node;
  const say = language.value;
  const list = useListing<Acceptance>(
    async (pageToken, signal) => {
      const answer = await networkService.listAcceptances({ nodeId, pageSize: ROWS, pageToken }, { signal });
      return { rows: answer.acceptances, next: answer.nextPageToken };
    },
    nodeId,
    EVERY_MS,
  );
  return (
    <section class="panel" aria-labelledby="recent">
      <h2 id="recent">{text.recent}</h2>
      <AnsweredList of={list} empty={<p class="soft">{text.noProofs}</p>}>
        {(rows) => (
          <Ledger
            label={text.recent}
            rows={rows}
            keyOf={({ taskId }) => taskId}
            testId="node-proofs"
            columns={[
              { name: text.proof, cell: ({ proofHash }) => <SealedHash hash={proofHash} /> },
              { name: text.receipt, number: true, cell: ({ receiptNumber }) => count(receiptNumber, say) },
              { name: text.difficulty, cell: ({ difficulty }) => difficultyName(difficulty) },
              { name: text.cycles, number: true, cell: ({ cycles }) => count(cycles, say) },
              { name: text.when, number: true, cell: ({ acceptedAt }) => <Ago at={acceptedAt} /> },
            ]}
          />
        )}
      </AnsweredList>
    </section>
  );
}

function Refusals({ nodeId }: { nodeId: string }) {
  const text = networkTexts.value.node;
  const list = useListing<Refusal>(
    async (pageToken, signal) => {
      const answer = await networkService.listRefusals({ nodeId, pageSize: ROWS, pageToken }, { signal });
      return { rows: answer.refusals, next: answer.nextPageToken };
    },
    nodeId,
    EVERY_MS,
  );
  return (
    <section class="panel" aria-labelledby="refusals">
      <h2 id="refusals">{text.refusals}</h2>
      <AnsweredList of={list} empty={<p class="soft">{text.noRefusals}</p>}>
        {(rows) => (
          <Ledger
            label={text.refusals}
            rows={rows}
            keyOf={({ taskId, refusedAt }) => `${taskId} ${refusedAt?.seconds} ${refusedAt?.nanos}`}
            columns={[
              { name: text.reason, cell: ({ code }) => <span class="mono refused">{code}</span> },
              { name: text.proof, cell: ({ proofHash }) => <ShortHash hash={proofHash} /> },
              { name: text.task, cell: ({ taskId }) => <ShortHash hash={taskId} /> },
              { name: text.when, number: true, cell: ({ refusedAt }) => <Ago at={refusedAt} /> },
            ]}
          />
        )}
      </AnsweredList>
    </section>
  );
}

function SealedHash(props: { hash: string }) {
  return (
    <span class="sealed">
      <Seal hash={props.hash} class="accepted" />
      <ShortHash hash={props.hash} />
    </span>
  );
}

function ShortHash(props: { hash: string }) {
  return (
    <span class="mono" title={props.hash}>
      {shortHash(props.hash)}
    </span>
  );
}
