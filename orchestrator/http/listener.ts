// One clear-text port for HTTP/1.1 and HTTP/2: the first bytes of a connection tell which it is.
import http from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';
import type { connectNodeAdapter } from '@connectrpc/connect-node';
import { OrchestratorError } from '#orchestrator/errors.ts';

/** What answers requests of both kinds. */
type NodeHandlerFn = ReturnType<typeof connectNodeAdapter>;

export interface Listener {
  port: number;
  /** Stops taking connections and waits for the open requests, but no longer than `patienceMs`. */
  close(patienceMs: number): Promise<void>;
}

/** How long a client may take. */
export interface Patience {
  /** To say anything at all. */
  firstByteMs: number;
  headersMs: number;
  requestMs: number;
  /** Between two requests. */
  keepAliveMs: number;
}

const USUAL_PATIENCE: Patience = { firstByteMs: 5_000, headersMs: 10_000, requestMs: 120_000, keepAliveMs: 65_000 };

/** The beginning of HTTP/2's connection preface; no HTTP/1.1 method begins like that. */
const PREFACE = 'PRI';

export async function listen(
  host: string,
  port: number,
  handler: NodeHandlerFn,
  patience: Patience = USUAL_PATIENCE,
): Promise<Listener> {
  const { firstByteMs, headersMs, requestMs, keepAliveMs } = patience;
  const sockets = new Set<net.Socket>();
  const sessions = new Set<http2.ServerHttp2Session>();
  const h1 = http.createServer(
    {
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      keepAliveTimeout: keepAliveMs,
      connectionsCheckingInterval: headersMs / 5,
    },
    handler,
  );
  const h2 = http2.createServer({ settings: { maxConcurrentStreams: 128 } }, handler);
  // Neither listens itself; this is what starts the timer behind the time limits of the first.
  h1.emit('listening');
  h2.on('session', (session) => {
    sessions.add(session);
    session.setTimeout(keepAliveMs + requestMs, () => session.close());
    session.once('close', () => sessions.delete(session));
  });
  // A client's broken request is the client's affair.
  h2.on('sessionError', () => {});

  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    const drop = () => socket.destroy();
    socket.on('error', drop);
    socket.setTimeout(firstByteMs, drop);
    let begun = Buffer.alloc(0);
    const decide = () => {
      const bytes: Buffer | null = socket.read();
      if (bytes === null) return;
      begun = Buffer.concat([begun, bytes]);
      const beginning = begun.toString('latin1', 0, PREFACE.length);
      if (beginning.length < PREFACE.length && PREFACE.startsWith(beginning)) return;
      // Only now: bytes that are put back are announced again at once.
      socket.unshift(begun);
      socket.setTimeout(0);
      socket.off('timeout', drop);
      socket.off('error', drop);
      socket.off('readable', decide);
      (beginning === PREFACE ? h2 : h1).emit('connection', socket);
    };
    socket.on('readable', decide);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const taken = cause.code === 'EADDRINUSE';
      reject(
        taken
          ? new OrchestratorError('port_in_use', `port ${port} is in use`, {
              remedy: 'Choose another with --port.',
              cause,
            })
          : cause,
      );
    });
    server.listen(port, host, resolve);
  });

  return {
    port: (server.address() as net.AddressInfo).port,
    async close(patienceMs) {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const session of sessions) session.close();
      const idle = setInterval(() => h1.closeIdleConnections(), 50);
      h1.closeIdleConnections();
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, patienceMs);
      await closed;
      clearTimeout(timer);
      clearInterval(idle);
      h1.close();
    },
  };
}
