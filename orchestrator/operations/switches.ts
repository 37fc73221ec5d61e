// What is switched on for all servers of the network at once.
import type { Queryable } from '#orchestrator/db/database.ts';

/** `draining`: no tasks are handed out. */
export type Switch = 'draining';

export async function setSwitch(db: Queryable, name: Switch, on: boolean): Promise<void> {
  await db.query(
    on ? 'INSERT INTO switches (name) VALUES ($1) ON CONFLICT DO NOTHING' : 'DELETE FROM switches WHERE name = $1',
    [name],
  );
}

export async function isOn(db: Queryable, name: Switch): Promise<boolean> {
  return (await db.query('SELECT 1 FROM switches WHERE name = $1', [name])).length > 0;
}
