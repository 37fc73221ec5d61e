// Which key acts for a node: the first one it used, until it is replaced.
import type { Database, Queryable } from '#orchestrator/db/database.ts';
import { OrchestratorError } from '#orchestrator/errors.ts';
import { audit } from '#orchestrator/operations/audit.ts';
import { nodeIdOf, unknownNode } from './nodes.ts';
import { isSignedBy, replacementText } from './signature.ts';

const UNIQUE_VIOLATION = '23505';

/** What a node without a key gets: the key from now on, or none (programs that make a new key at every start). */
export type FirstUse = 'bind' | 'leave open';

/** Checks that the key may act for the node, and returns the node's id as the ledger writes it. */
export async function actingNode(db: Queryable, node: string, key: Uint8Array, firstUse: FirstUse): Promise<string> {
  if (key.length !== 32) throw new OrchestratorError('bad_request', 'an ed25519 public key has 32 bytes');
  const nodeId = nodeIdOf(node);
  const rows = await db.query<{ public_key: Buffer | null }>(
    `SELECT k.public_key FROM nodes n LEFT JOIN node_keys k ON k.node_id = n.node_id AND k.replaced_at IS NULL
     WHERE n.node_id = $1`,
    [nodeId],
  );
  if (!rows[0]) throw unknownNode();
  const bound = rows[0].public_key;
  if (bound?.equals(key)) return nodeId;
  if (bound) throw notBound();
  if (firstUse === 'bind') await bind(db, nodeId, key);
  return nodeId;
}

async function bind(db: Queryable, nodeId: string, key: Uint8Array): Promise<void> {
  try {
    await db.query('INSERT INTO node_keys (node_id, public_key) VALUES ($1, $2)', [nodeId, key]);
  } catch (error) {
    if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
    // Somebody was first at this very moment: then it has to be the same key.
    await actingNode(db, nodeId, key, 'leave open');
  }
}

function notBound(): OrchestratorError {
  return new OrchestratorError('key_not_bound', 'another key acts for this node', {
    remedy: 'Use the key with which the node began, replace it, or register a new node.',
  });
}

/** Replaces the key of a node at the wish of whoever has the present one. */
export async function replaceKey(
  db: Database,
  node: string,
  present: Uint8Array,
  next: Uint8Array,
  signature: Uint8Array,
): Promise<void> {
  if (next.length !== 32) throw new OrchestratorError('bad_request', 'an ed25519 public key has 32 bytes');
  const nodeId = await actingNode(db, node, present, 'bind');
  if (!isSignedBy(present, replacementText(nodeId, next), signature)) {
    throw new OrchestratorError('bad_signature', 'the signature is not by the present key over the new one');
  }
  await db.transaction(async (tx) => {
    await tx.query(
      'UPDATE node_keys SET replaced_at = now() WHERE node_id = $1 AND public_key = $2 AND replaced_at IS NULL',
      [nodeId, present],
    );
    await bind(tx, nodeId, next);
    await audit(tx, nodeId, 'key_replaced', Buffer.from(next).toString('hex'));
  });
}

/** Leaves a node without a key: the next one that it uses is its key then. */
export async function releaseKey(db: Queryable, node: string): Promise<void> {
  await db.query('UPDATE node_keys SET replaced_at = now() WHERE node_id = $1 AND replaced_at IS NULL', [
    nodeIdOf(node),
  ]);
}
