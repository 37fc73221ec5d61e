// What a browser gives to the client: store, key, connection, clock, memory and disposable provers.
import { type Client, createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-web';
import { type Clock, systemClock } from '#client/clock.ts';
import { connectClient } from '#client/orchestrator/connect-client.ts';
import type { OrchestratorClient } from '#client/orchestrator/orchestrator-client.ts';
import type { StartProver } from '#client/prover/running-prover.ts';
import { JobService } from '#proto/proofnet/v1/jobs_pb.ts';
import { NetworkService } from '#proto/proofnet/v1/network_pb.ts';
import { OrchestratorService } from '#proto/proofnet/v1/orchestrator_pb.ts';
import { ReceiptService } from '#proto/proofnet/v1/receipts_pb.ts';
import { type BrowserIdentity, browserIdentity } from './browser-identity.ts';
import { startBrowserProver } from './browser-prover.ts';
import { type BrowserStore, openBrowserStore } from './idb-store.ts';

/** A browser as a host of the client. */
export interface BrowserHost {
  readonly store: BrowserStore;
  readonly identity: BrowserIdentity;
  readonly orchestrator: OrchestratorClient;
  /** The orchestrator's name: the address that this page came from. */
  readonly orchestratorName: string;
  /** The same service for what only a page asks: counts and events. */
  readonly service: Client<typeof OrchestratorService>;
  readonly network: Client<typeof NetworkService>;
  readonly jobs: Client<typeof JobService>;
  readonly receipts: Client<typeof ReceiptService>;
  readonly clock: Clock;
  readonly startProver: StartProver;
  readonly cores: number;
  /** Bytes of memory that the device has, as far as the browser tells. */
  readonly memoryBytes: number;
}

const GIB = 1024 ** 3;
/** What is taken for a device whose browser does not tell: phones of the last years have this much. */
const UNTOLD_GIB = 4;

/** Opens the store, makes or reads the key, and connects to where the page came from. */
export async function browserHost(): Promise<BrowserHost> {
  const store = await openBrowserStore();
  const identity = await browserIdentity(store);
  const transport = createConnectTransport({ baseUrl: location.origin, useBinaryFormat: true, fetch: lastingFetch() });
  const { deviceMemory } = navigator as { deviceMemory?: number };
  return {
    store,
    identity,
    orchestrator: connectClient({ transport, identity, kind: 'web', clock: systemClock }),
    orchestratorName: location.origin,
    service: createClient(OrchestratorService, transport),
    network: createClient(NetworkService, transport),
    jobs: createClient(JobService, transport),
    receipts: createClient(ReceiptService, transport),
    clock: systemClock,
    startProver: startBrowserProver,
    cores: navigator.hardwareConcurrency || 1,
    memoryBytes: (deviceMemory ?? UNTOLD_GIB) * GIB,
  };
}

/** Requests made while the page is left outlive it, so that leases are handed back. */
function lastingFetch(): typeof fetch {
  let leaving = false;
  addEventListener('pagehide', () => {
    leaving = true;
  });
  addEventListener('pageshow', () => {
    leaving = false;
  });
  return (input, init) => fetch(input, leaving ? { ...init, keepalive: true } : init);
}
