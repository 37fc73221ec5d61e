// All nodes, newest first, with what can be done about each.
import type { Node } from '#proto/proofnet/v1/network_pb.ts';
import { count } from '../i18n/format.ts';
import { language } from '../i18n/language.ts';
import { AnsweredList } from './answered.tsx';
import { networkTexts } from './i18n/texts.ts';
import { Ledger } from './ledger.tsx';
import { Ago, NodeLink, WalletName } from './names.tsx';
import { NodeActions } from './node-actions.tsx';
import { NodeState } from './node-screen.tsx';
import { adminService } from './services.ts';
import { useListing } from './use-live.ts';

const EVERY_MS = 10_000;
const ROWS = 50;

/** The nodes of all users, or of one. */
export function AdminNodes(props: { userId?: string }) {
  const { userId = '' } = props;
  const { admin: text, node: nodeText } = networkTexts.value;
  const say = language.value;
  const list = useListing<Node>(
    async (pageToken, signal) => {
      const { nodes, nextPageToken } = await adminService.listNodes({ userId, pageSize: ROWS, pageToken }, { signal });
      return { rows: nodes, next: nextPageToken };
    },
    userId,
    EVERY_MS,
  );
  return (
    <AnsweredList of={list} empty={<p class="empty soft">{text.noNodes}</p>}>
      {(nodes) => (
        <Ledger
          label={text.nodes}
          rows={nodes}
          keyOf={({ nodeId }) => nodeId}
          testId="admin-nodes"
          columns={[
            { name: text.node, cell: ({ nodeId }) => <NodeLink id={nodeId} /> },
            { name: text.user, cell: ({ walletAddress }) => <WalletName address={walletAddress} /> },
            { name: text.state, cell: (node) => <NodeState node={node} /> },
            {
              name: text.seen,
              number: true,
              cell: ({ lastSeenAt }) => <Ago at={lastSeenAt} otherwise={nodeText.never} />,
            },
            { name: text.accepted, number: true, cell: ({ accepted }) => count(accepted, say) },
            { name: text.refused, number: true, cell: ({ refused }) => count(refused, say) },
            { name: text.actions, cell: (node) => <NodeActions node={node} changed={() => list.renew()} /> },
          ]}
        />
      )}
    </AnsweredList>
  );
}
