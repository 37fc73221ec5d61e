// Nodes: the machines and pages that prove for a user.
import type { Queryable } from '#orchestrator/db/database.ts';
import { OrchestratorError } from '#orchestrator/errors.ts';
import { isUuid } from './users.ts';

/** The values of the Nexus v3 wire. */
export const WEB_PROVER = 0;
export const CLI_PROVER = 1;

export interface Node {
  nodeId: string;
  userId: string;
  wallet: string;
  nodeType: number;
  accepted: number;
  refused: number;
  cycles: number;
  leased: number;
  registeredAt: Date;
  lastSeenAt: Date | undefined;
  disabledAt: Date | undefined;
}

/** Registers a node of a user and gives its id. */
export async function registerNode(db: Queryable, userId: string, nodeType: number): Promise<string> {
  if (nodeType !== WEB_PROVER && nodeType !== CLI_PROVER)
    throw new OrchestratorError('bad_request', 'unknown node type');
  const known = isUuid(userId) ? userId : null;
  const rows = await db.query<{ node_id: string }>(
    'INSERT INTO nodes (user_id, node_type) SELECT user_id, $2 FROM users WHERE user_id = $1 RETURNING node_id',
    [known, nodeType],
  );
  if (rows[0]) return rows[0].node_id;
  throw new OrchestratorError('unknown_user', 'there is no user with this id', { remedy: 'Register the user first.' });
}

/** Checks that the text may be a node's id and returns it without leading zeros. */
export function nodeIdOf(text: string): string {
  if (!/^[0-9]{1,20}$/.test(text)) {
    throw new OrchestratorError('bad_request', 'a node id is the decimal text of an unsigned 64-bit number');
  }
  const id = BigInt(text);
  // The ledger counts in signed numbers; the ids it gives never get that far.
  if (id > 0x7fff_ffff_ffff_ffffn) throw unknownNode();
  return id.toString();
}

export function unknownNode(): OrchestratorError {
  return new OrchestratorError('unknown_node', 'there is no node with this id', { remedy: 'Register a node.' });
}

const SELECT = `SELECT n.*, u.wallet_written,
    (SELECT count(*) FROM leases WHERE node_id = n.node_id AND ended_at IS NULL) AS leased
  FROM nodes n JOIN users u USING (user_id)`;

export async function nodeById(db: Queryable, nodeId: string): Promise<Node> {
  const [row] = await db.query(`${SELECT} WHERE node_id = $1`, [nodeIdOf(nodeId)]);
  if (!row) throw unknownNode();
  return nodeOf(row);
}

/** A page of all nodes, or of those of a user, newest first, before one. */
export async function nodesPage(
  db: Queryable,
  userId: string | undefined,
  pageSize: number,
  before: number | undefined,
): Promise<Node[]> {
  const rows = await db.query(
    `${SELECT} WHERE ($1::uuid IS NULL OR n.user_id = $1) AND ($2::bigint IS NULL OR node_id < $2)
     ORDER BY node_id DESC LIMIT $3`,
    [userId ?? null, before ?? null, pageSize],
  );
  return rows.map(nodeOf);
}

/** Takes a node out, or in again. */
export async function setDisabled(db: Queryable, nodeId: string, disabled: boolean): Promise<Node> {
  const node = await nodeById(db, nodeId);
  await db.query(
    `UPDATE nodes SET disabled_at = CASE WHEN $2 THEN COALESCE(disabled_at, now()) END WHERE node_id = $1`,
    [node.nodeId, disabled],
  );
  return nodeById(db, nodeId);
}

export function nodeDisabled(): OrchestratorError {
  return new OrchestratorError('node_disabled', 'this node has been taken out by the operator', {
    remedy: 'Ask whoever runs this network.',
  });
}

function nodeOf(row: Record<string, unknown>): Node {
  return {
    nodeId: String(row.node_id),
    userId: String(row.user_id),
    wallet: String(row.wallet_written),
    nodeType: Number(row.node_type),
    accepted: Number(row.accepted),
    refused: Number(row.refused),
    cycles: Number(row.cycles),
    leased: Number(row.leased),
    registeredAt: row.created_at as Date,
    lastSeenAt: (row.last_seen_at as Date | null) ?? undefined,
    disabledAt: (row.disabled_at as Date | null) ?? undefined,
  };
}

/** A user's nodes: the oldest hundred, as much as anybody reads. */
export async function nodesOfUser(db: Queryable, userId: string): Promise<{ nodeId: string; nodeType: number }[]> {
  const rows = await db.query<{ node_id: string; node_type: number }>(
    'SELECT node_id, node_type FROM nodes WHERE user_id = $1 ORDER BY node_id LIMIT 100',
    [userId],
  );
  return rows.map((row) => ({ nodeId: row.node_id, nodeType: row.node_type }));
}
