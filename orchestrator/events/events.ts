// What happens in the network, told to whoever watches: here at once, and to the other servers on the same database.
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { z } from 'zod';
import type { Database } from '#orchestrator/db/database.ts';
import type { Log } from '#orchestrator/log.ts';

const Event = z.object({
  kind: z.enum(['task_created', 'task_leased', 'lease_expired', 'proof_accepted', 'proof_refused']),
  taskId: z.string().default(''),
  nodeId: z.string().default(''),
  code: z.string().default(''),
  cycles: z.number().default(0),
  at: z.number().default(() => Date.now()),
});
const Message = z.object({ from: z.string(), events: z.array(Event) });

export type NetworkEvent = z.output<typeof Event>;
export type NewEvent = z.input<typeof Event>;

export interface Events {
  publish(event: NewEvent): void;
  /** Calls back for every event until the returned function is called. */
  subscribe(listener: (event: NetworkEvent) => void): () => void;
  /** Calls back for what this server itself published. */
  onPublished(listener: (event: NetworkEvent) => void): void;
  close(): Promise<void>;
}

const CHANNEL = 'network_events';
const SEND_EVERY_MS = 200;
/** A notification may have 8,000 bytes; an event has about 150. Events are news, not records: what does not fit is dropped. */
const EVENTS_PER_MESSAGE = 40;
const RECONNECT_MS = 2_000;

/** `others`: whether other servers may be on the database. */
export function createEvents(db: Database, others: boolean, log: Log): Events {
  const self = randomUUID();
  const listeners = new Set<(event: NetworkEvent) => void>();
  const own: ((event: NetworkEvent) => void)[] = [];
  let outgoing: NetworkEvent[] = [];
  let client: pg.Client | undefined;
  let closed = false;

  const tell = (event: NetworkEvent) => {
    for (const listener of listeners) listener(event);
  };

  async function listen(): Promise<void> {
    const { host, port, user, password, database, connectionString, ssl } = db.config;
    client = new pg.Client({ host, port, user, password, database, connectionString, ssl } as pg.ClientConfig);
    client.on('notification', ({ payload }) => {
      const message = Message.safeParse(parsed(payload));
      if (message.success && message.data.from !== self) message.data.events.forEach(tell);
    });
    client.on('error', (err) => log.debug({ err }, 'the connection for events broke'));
    client.on('end', () => {
      if (!closed) setTimeout(() => void listen().catch(() => {}), RECONNECT_MS).unref();
    });
    await client.connect();
    await client.query(`LISTEN ${CHANNEL}`);
  }

  async function send(): Promise<void> {
    const events = outgoing.slice(-EVENTS_PER_MESSAGE);
    outgoing = [];
    if (events.length === 0) return;
    await db.query('SELECT pg_notify($1, $2)', [CHANNEL, JSON.stringify({ from: self, events })]).catch(() => {});
  }

  if (others) void listen().catch((err) => log.warn({ err }, 'events of other servers are not heard'));
  const timer = others ? setInterval(() => void send(), SEND_EVERY_MS) : undefined;

  return {
    publish(event) {
      const full = Event.parse(event);
      tell(full);
      for (const listener of own) listener(full);
      if (others) outgoing.push(full);
    },
    onPublished: (listener) => void own.push(listener),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      closed = true;
      clearInterval(timer);
      await client?.end().catch(() => {});
    },
  };
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
