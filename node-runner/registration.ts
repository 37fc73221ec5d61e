// A user and a node of our own where the configuration names none; remembered for each orchestrator.
import { randomBytes, randomUUID } from 'node:crypto';
import { ProverError } from '#client/errors.ts';
import type { OrchestratorClient } from '#client/orchestrator/orchestrator-client.ts';
import type { Notes } from '#client/store/notes.ts';

/** Who we are to one orchestrator. */
export interface Registration {
  readonly userId: string;
  readonly wallet: string;
  readonly nodeId: string;
}

/** What the configuration says of the user; empty where it says nothing. */
export interface Registrant {
  readonly userId: string;
  readonly wallet: string;
}

const NOTE = 'registrations';

/** The kept registration, or a new one where there is none or the orchestrator does not know it any more. */
export async function keptRegistration(
  notes: Notes,
  orchestrator: OrchestratorClient,
  url: string,
  registrant: Registrant,
  signal: AbortSignal,
): Promise<Registration> {
  const kept = await keptFor(notes, url);
  const wanted = kept !== undefined && [kept.wallet, ''].includes(registrant.wallet);
  if (wanted && (await isKnown(orchestrator, kept.nodeId, signal))) return kept;
  const made = await register(orchestrator, registrant, kept, signal);
  await remember(notes, url, made);
  return made;
}

/** Registers a node, and the user before where no user id is configured. */
export async function register(
  orchestrator: OrchestratorClient,
  registrant: Registrant,
  kept: Registration | undefined,
  signal: AbortSignal,
): Promise<Registration> {
  const wallet = registrant.wallet || kept?.wallet || `0x${randomBytes(20).toString('hex')}`;
  const userId = registrant.userId || (await orchestrator.registerUser(randomUUID(), wallet, signal));
  return { userId, wallet, nodeId: await orchestrator.registerNode(userId, signal) };
}

/** The registration kept for an orchestrator. */
export async function keptFor(notes: Notes, url: string): Promise<Registration | undefined> {
  return (await registrations(notes))[url];
}

/** Keeps a registration. */
export async function remember(notes: Notes, url: string, registration: Registration): Promise<void> {
  await notes.write(NOTE, JSON.stringify({ ...(await registrations(notes)), [url]: registration }));
}

async function registrations(notes: Notes): Promise<Record<string, Registration>> {
  const text = (await notes.read(NOTE)) ?? '{}';
  try {
    const kept: unknown = JSON.parse(text);
    if (typeof kept === 'object' && kept !== null) return kept as Record<string, Registration>;
  } catch {}
  // A new node would be made for every orchestrator without a word.
  throw new ProverError('registrations_corrupt', 'The kept registrations cannot be read', {
    remedy: 'Restore notes/registrations in data_dir from a copy, or delete it to register anew.',
  });
}

async function isKnown(orchestrator: OrchestratorClient, nodeId: string, signal: AbortSignal): Promise<boolean> {
  try {
    await orchestrator.checkNode(nodeId, signal);
    return true;
  } catch (error) {
    const { code } = ProverError.from(error);
    if (code === 'unknown_node' || code === 'not_found') return false;
    throw error;
  }
}
