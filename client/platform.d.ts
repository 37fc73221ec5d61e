// The few globals that browsers and Node share and the client uses. Nothing else of either host is visible here, so that
// `document`, `process` or `node:fs` in the client is an error.

interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
declare var AbortSignal: {
  any(signals: readonly AbortSignal[]): AbortSignal;
  timeout(ms: number): AbortSignal;
};

interface AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}
declare var AbortController: { new (): AbortController };

interface Headers {
  get(name: string): string | null;
  set(name: string, value: string): void;
}
type HeadersInit = Headers | Record<string, string> | [string, string][];

interface Response {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    getReader(): {
      read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array }>;
      cancel(): Promise<void>;
    };
    cancel(): Promise<void>;
  } | null;
}
declare function fetch(
  url: string,
  init: { method: string; headers: Record<string, string>; body?: Uint8Array; signal?: AbortSignal },
): Promise<Response>;

declare function setTimeout(callback: () => void, ms: number): unknown;
declare function clearTimeout(timer: unknown): void;
declare var performance: { now(): number };
declare var crypto: {
  readonly subtle?: { digest(algorithm: 'SHA-256', bytes: Uint8Array): Promise<ArrayBuffer> };
  getRandomValues<T extends Uint8Array>(array: T): T;
  randomUUID(): string;
};

declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean });
  decode(bytes: Uint8Array): string;
}

declare namespace WebAssembly {
  interface Module {}
  class RuntimeError extends Error {}
}

// What comlink's own declarations name.
type Transferable = object;
interface MessagePort {
  postMessage(message: unknown, transfer?: Transferable[]): void;
}
type EventListenerOrEventListenerObject = (event: never) => void;
