// What an administrator can do about a node.
import type { Node } from '#proto/proofnet/v1/network_pb.ts';
import { Deed } from './deed.tsx';
import { networkTexts } from './i18n/texts.ts';
import { adminService } from './services.ts';

/** Out or in again, and another key. */
export function NodeActions(props: { node: Node; changed: (node: Node) => void }) {
  const { nodeId, disabledAt } = props.node;
  const text = networkTexts.value.admin;
  const setOut = async (disabled: boolean): Promise<void> => {
    const { node } = await adminService.setNodeDisabled({ nodeId, disabled });
    if (node !== undefined) props.changed(node);
  };
  return (
    <div class="actions" data-testid="node-actions">
      {disabledAt === undefined ? (
        <Deed act={() => setOut(true)} sure={text.takeOutSure} testId="take-out" key="out">
          {text.takeOut}
        </Deed>
      ) : (
        <Deed act={() => setOut(false)} testId="take-in" key="in">
          {text.takeIn}
        </Deed>
      )}
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
