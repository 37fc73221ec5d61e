// Which nodes to prove for: the configured ones, or one of our own.
import { systemClock } from '#client/clock.ts';
import type { Config } from '#client/config.ts';
import { ProverError } from '#client/errors.ts';
import type { OrchestratorClient } from '#client/orchestrator/orchestrator-client.ts';
import { fetchVerdict } from '#client/orchestrator/retry-policy.ts';
import { backoffMs, settings } from '#client/settings.ts';
import type { Notes } from '#client/store/notes.ts';
import { officialConfig } from './config/official-config.ts';
import { keptRegistration } from './registration.ts';

/** What no server will mend, however long it is waited for. */
const OWN_FAULTS = [
  'invalid_request',
  'registrations_corrupt',
  'config_invalid',
  'disk_full',
  'data_dir_not_writable',
  'store_failed',
];

/** The configured nodes, or the one of our own registration, however long the orchestrator takes to come up. */
export async function nodesToProveFor(
  config: Config,
  notes: Notes,
  orchestrator: OrchestratorClient,
  waiting: (error: ProverError, ms: number) => void,
  stop: AbortSignal,
): Promise<readonly string[]> {
  if (config.node_ids.length > 0) return config.node_ids;
  const official = config.protocol === 'nexus-v3' ? await officialConfig() : undefined;
  if (official?.node_id) return [official.node_id];
  const userId = config.user_id || official?.user_id || '';
  const registrant = { userId, wallet: config.wallet_address || official?.wallet_address || '' };
  for (let times = 1; !stop.aborted; times += 1) {
    try {
      const { nodeId } = await keptRegistration(notes, orchestrator, config.orchestrator_url, registrant, stop);
      return [nodeId];
    } catch (reason) {
      const error = ProverError.from(reason);
      const waits = fetchVerdict(error.code).action === 'wait' && !OWN_FAULTS.includes(error.code);
      if (!waits && !stop.aborted) throw error;
      const ms = Math.max(backoffMs(settings.fetching.failure, times), error.retryAfterMs ?? 0);
      if (!stop.aborted) waiting(error, ms);
      await systemClock.sleep(ms, stop);
    }
  }
  return [];
}
