// One exchange of the Nexus v3 protocol: a bare protobuf body over HTTP, and what its failures mean.
import { ProverError } from '../../errors.ts';
import { settings } from '../../settings.ts';
import { retryAfterIn } from '../retry-after.ts';

/** A server of this protocol. */
export interface RestServer {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly userAgent: string;
  readonly now: () => number;
  /** The longest an exchange may take. */
  readonly timeoutMs: number;
}

/** Exchanges bodies; any 2xx is success. Reading the answer can be left out, where it says nothing. */
export async function exchange(
  server: RestServer,
  method: 'GET' | 'POST',
  path: string,
  body: Uint8Array | undefined,
  signal: AbortSignal | undefined,
  reads = true,
): Promise<Uint8Array> {
  const timeout = AbortSignal.timeout(server.timeoutMs);
  try {
    const response = await fetch(`${server.baseUrl}/v3/${path}`, {
      method,
      headers: {
        accept: '*/*',
        'user-agent': server.userAgent,
        // What the official client sends where its build was not stamped; ours never is.
        'x-build-timestamp': 'Build timestamp not available',
        ...(body && { 'content-type': 'application/octet-stream' }),
      },
      ...(body && { body }),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    if (response.ok && !reads) {
      // Unread, it would hold its connection.
      await response.body?.cancel();
      return new Uint8Array(0);
    }
    const answer = await bytesIn(response);
    if (response.ok) return answer;
    const wait = retryAfterIn(response.headers, server.now());
    throw new ProverError(codeOf(response.status), messageIn(answer), { retryAfterMs: wait });
  } catch (reason) {
    if (reason instanceof ProverError) throw reason;
    if (signal?.aborted) throw new ProverError('aborted', 'The request was called off');
    if (timeout.aborted)
      throw new ProverError('orchestrator_timeout', 'The server did not answer in time', { cause: reason });
    const cause = (reason as { cause?: { message?: string } }).cause?.message ?? String(reason);
    throw new ProverError('orchestrator_unreachable', `The server cannot be reached: ${cause}`, { cause: reason });
  }
}

/** The body; a server that sends more than any answer can hold is cut off. */
async function bytesIn({ body }: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = body?.getReader();
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    length += part.value.length;
    if (length > settings.transport.longestAnswerBytes) {
      await reader?.cancel();
      throw new ProverError('orchestrator_failing', 'The answer is longer than any answer may be');
    }
    chunks.push(part.value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

const BY_STATUS: Readonly<Record<number, string>> = {
  400: 'invalid_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  408: 'orchestrator_timeout',
  409: 'already_done',
  413: 'too_large',
  422: 'proof_invalid',
  429: 'rate_limited',
};

function codeOf(status: number): string {
  return BY_STATUS[status] ?? (status >= 500 ? 'orchestrator_failing' : 'refused');
}

/** The message of the server's JSON error body, or the beginning of whatever it sent. */
function messageIn(body: Uint8Array): string {
  const text = new TextDecoder().decode(body.subarray(0, 2000)).trim();
  try {
    const { name, message } = JSON.parse(text) as { name?: unknown; message?: unknown };
    if (typeof message === 'string') return typeof name === 'string' ? `${name}: ${message}` : message;
  } catch {}
  return text.slice(0, 200) || 'The server gave no reason';
}
