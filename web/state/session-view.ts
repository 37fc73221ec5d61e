// What the page shows of the prover at work: a pure function of the events that happened.
import type { ProverEvent } from '#client/events.ts';

/** One worker's place on the page. A place outlives its workers, each of which makes one proof. */
export interface Lane {
  /** The number of the running worker; undefined: the place is idle. */
  readonly worker?: number | undefined;
  readonly taskId?: string | undefined;
  readonly input: number;
  readonly inputs: number;
  readonly phase: string;
  readonly fraction: number;
  readonly cycles: number;
  readonly since: number;
  /** WebAssembly memory that the worker holds now; 0: none, or it cannot tell. */
  readonly heldBytes: number;
  /** WebAssembly memory that the last worker here gave back. */
  readonly releasedBytes: number;
}

/** The last proof's figures, as measured in this tab. */
export interface Measured {
  readonly proveMs: number;
  readonly verifyMs: number;
  readonly proofBytes: number;
  readonly cycles: number;
}

/** Why nothing is proven now; codes are those of the runner. */
export interface Idle {
  readonly code: string;
  readonly until?: number | undefined;
}

/** What went wrong last. */
export interface Trouble {
  readonly code: string;
  readonly message: string;
  /** A proof was refused for good; anything else is tried again. */
  readonly final: boolean;
}

/** Everything the page shows of this session. */
export interface SessionView {
  readonly lanes: readonly Lane[];
  readonly accepted: number;
  readonly refused: number;
  readonly cycles: number;
  /** Milliseconds of proving behind `cycles`. */
  readonly provingMs: number;
  readonly measured?: Measured | undefined;
  readonly wasmBytes: number;
  readonly idle?: Idle | undefined;
  readonly trouble?: Trouble | undefined;
}

/** The view before anything happened. */
export const nothingYet: SessionView = {
  lanes: [],
  accepted: 0,
  refused: 0,
  cycles: 0,
  provingMs: 0,
  wasmBytes: 0,
};

const RESTING: Lane = {
  input: 0,
  inputs: 0,
  phase: '',
  fraction: 0,
  cycles: 0,
  since: 0,
  heldBytes: 0,
  releasedBytes: 0,
};

/** The view after one more event. */
export function afterEvent(view: SessionView, event: ProverEvent, at: number): SessionView {
  switch (event.type) {
    case 'worker_started':
      return event.taskId === '' ? view : { ...view, lanes: begun(view.lanes, event.worker, event.taskId, at) };
    case 'proof_progress':
      return { ...view, lanes: advanced(view.lanes, event) };
    case 'worker_ended':
      return {
        ...view,
        lanes: view.lanes.map((lane) =>
          lane.worker === event.worker ? { ...RESTING, releasedBytes: event.release.wasmBytes } : lane,
        ),
        wasmBytes: event.release.wasmBytes || view.wasmBytes,
      };
    case 'input_proven':
      return {
        ...view,
        measured: {
          proveMs: event.proveMs,
          verifyMs: event.verifyMs,
          proofBytes: event.proofBytes,
          cycles: event.cycles,
        },
        cycles: view.cycles + event.cycles,
        provingMs: view.provingMs + event.proveMs,
      };
    case 'submitted':
      return { ...view, accepted: view.accepted + 1, trouble: undefined };
    case 'submission_refused':
      return { ...view, refused: view.refused + 1, trouble: { code: event.code, message: event.message, final: true } };
    case 'fetch_failed':
    case 'submission_deferred':
    case 'store_failed':
      return { ...view, trouble: { code: event.code, message: event.message, final: false } };
    case 'batch_fetched':
      return { ...view, trouble: undefined };
    case 'idle':
      return { ...view, idle: event.reason };
    default:
      return view;
  }
}

/** The view with as many places as there are workers; those at work stay until they are done. */
export function withPlaces(view: SessionView, workers: number): SessionView {
  const lanes = view.lanes.filter((lane, place) => place < workers || lane.worker !== undefined);
  while (lanes.length < workers) lanes.push(RESTING);
  return { ...view, lanes };
}

/** Cycles proven in a second of proving by one worker; undefined before the first proof. */
export function cyclesPerSecond(view: SessionView): number | undefined {
  return view.provingMs > 0 ? (view.cycles / view.provingMs) * 1000 : undefined;
}

function begun(lanes: readonly Lane[], worker: number, taskId: string, since: number): readonly Lane[] {
  const lane = { ...RESTING, worker, taskId, phase: 'starting', since };
  const place = lanes.findIndex((other) => other.worker === undefined);
  return place < 0 ? [...lanes, lane] : lanes.with(place, lane);
}

function advanced(lanes: readonly Lane[], event: Extract<ProverEvent, { type: 'proof_progress' }>): readonly Lane[] {
  const { worker, input, inputs, phase, fraction, cycles, wasmBytes } = event;
  return lanes.map((lane) =>
    lane.worker === worker
      ? { ...lane, input, inputs, phase, fraction, cycles, heldBytes: wasmBytes ?? lane.heldBytes }
      : lane,
  );
}
