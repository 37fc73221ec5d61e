// A job's results brought to the reader's disk.
import { ProverError } from '#client/errors.ts';
import { authorization } from '../state/job.ts';
import { token } from '../state/session.ts';
import { download } from './download.ts';

/** More proofs than this, at half a megabyte each, are written to disk as they come, where the browser can do that. */
const HELD_IN_MEMORY = 200;

interface FileChoice {
  createWritable(): Promise<WritableStream<Uint8Array>>;
}
type ChooseFile = (options: { suggestedName: string }) => Promise<FileChoice>;

/** Downloads the bundle; rejects with a code where the orchestrator does not give it. */
export async function saveBundle({ jobId, accepted }: { jobId: string; accepted: number }): Promise<void> {
  const name = `${jobId}.bundle`;
  const { showSaveFilePicker: choose } = globalThis as { showSaveFilePicker?: ChooseFile };
  // The choice of a file has to follow the press of the button at once.
  const file = accepted > HELD_IN_MEMORY ? await choose?.({ suggestedName: name }) : undefined;
  const answer = await fetch(`/v1/jobs/${jobId}/bundle`, { headers: authorization(token.peek() ?? '') });
  if (!answer.ok) throw await refusal(answer);
  if (file !== undefined && answer.body !== null) await answer.body.pipeTo(await file.createWritable());
  else download(new Uint8Array(await answer.arrayBuffer()), name);
}

/** The error that the orchestrator's JSON body tells of, as `code: message`. */
async function refusal(answer: Response): Promise<ProverError> {
  const { message } = (await answer.json().catch(() => ({}))) as { message?: unknown };
  const [, code = 'orchestrator_failing', text = answer.statusText] = /^([a-z_]+): (.*)$/.exec(String(message)) ?? [];
  return new ProverError(code, text);
}
