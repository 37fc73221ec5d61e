// Follows the network while the page is seen: counts at an interval, events as a stream.
import type { Client } from '@connectrpc/connect';
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Clock } from '#client/clock.ts';
import { backoffMs, settings } from '#client/settings.ts';
import type { OrchestratorService } from '#proto/proofnet/v1/orchestrator_pb.ts';
import { type NetworkView, unknownNetwork, withCounts, withEvent } from './network-view.ts';

const COUNTS_EVERY_MS = 5000;

/** The network as it is while somebody looks. */
export class NetworkWatch {
  readonly #service: Client<typeof OrchestratorService>;
  readonly #clock: Clock;
  readonly #view = signal<NetworkView>(unknownNetwork);

  constructor(service: Client<typeof OrchestratorService>, clock: Clock) {
    this.#service = service;
    this.#clock = clock;
  }

  get view(): ReadonlySignal<NetworkView> {
    return this.#view;
  }

  /** Follows until the signal is aborted; a failure is tried again, ever more slowly. */
  async follow(signal: AbortSignal): Promise<void> {
    await Promise.all([
      this.#again(() => this.#counts(signal), signal),
      this.#again(() => this.#events(signal), signal),
    ]);
  }

  async #counts(signal: AbortSignal): Promise<void> {
    const answer = await this.#service.getNetworkStatistics({}, { signal, timeoutMs: settings.transport.timeoutMs });
    this.#view.value = withCounts(this.#view.value, answer);
    await this.#clock.sleep(COUNTS_EVERY_MS, signal);
  }

  async #events(signal: AbortSignal): Promise<void> {
    for await (const event of this.#service.watchEvents({}, { signal })) {
      this.#view.value = withEvent(this.#view.value, event, this.#clock.now());
    }
    await this.#clock.sleep(COUNTS_EVERY_MS, signal);
  }

  async #again(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      try {
        await work();
        failures = 0;
      } catch {
        if (signal.aborted) return;
        failures += 1;
        this.#view.value = { ...this.#view.value, state: 'unreachable' };
        await this.#clock.sleep(backoffMs(settings.fetching.failure, failures), signal);
      }
    }
  }
}
