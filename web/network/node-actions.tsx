// What an administrator can do about a node.
import type { Node } from '#proto/proofnet/v1/network_pb.ts';
import { Deed } from './deed.tsx';
import { networkTexts } from './i18n/texts.ts';
import { adminService } from './services.ts';

/** Out or in again, and another key. */
export function NodeActions(props: { node: Node; changed: (node: Node) => void }) {
  const { nodeId, disabledAt } = props.node;
  const text = networkTexts.value.admin;
  const out = disabledAt !== undefined;
  const setOut = async (disabled: boolean): Promise<void> => {
    const { node } = await adminService.setNodeDisabled({ nodeId, disabled });
    if (node !== undefined) props.changed(node);
  };
  return (
    <div class="actions" data-testid="node-actions">
      <Deed act={() => setOut(!out)} sure={out ? undefined : text.takeOutSure} testId={out ? 'take-in' : 'take-out'}>
        {out ? text.takeIn : text.takeOut}
      </Deed>
      <Deed
        act={() => adminService.releaseNodeKey({ nodeId })}
        sure={text.releaseSure}
        done={text.released}
        class="quiet"
        testId="release-key"
      >
        {text.release}
      </Deed>
    </div>
  );
}
