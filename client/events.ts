// Everything that happens in a prover: one union that log, metrics, dashboard and page listen to.
import type { IdleReason } from './pipeline/idle.ts';
import type { Difficulty } from './pipeline/task.ts';
import type { TaskState } from './pipeline/task-state.ts';

/** What a disposal gave back. */
export interface Release {
  readonly rssBeforeBytes: number;
  readonly rssAfterBytes: number;
  /** WebAssembly memory that the worker held; 0 where it could not tell any more. */
  readonly wasmBytes: number;
}

/** One thing that happened. `at` is added by the emitter. */
export type ProverEvent =
  | { readonly type: 'batch_fetched'; readonly nodeId: string; readonly tasks: number; readonly ms: number }
  | { readonly type: 'no_tasks'; readonly nodeId: string; readonly inARow: number; readonly nextAt: number }
  | {
      readonly type: 'fetch_failed';
      readonly nodeId: string;
      readonly code: string;
      readonly message: string;
      readonly nextAt: number;
    }
  | { readonly type: 'task_skipped'; readonly taskId: string; readonly nodeId: string; readonly code: string }
  | { readonly type: 'task_state'; readonly taskId: string; readonly nodeId: string; readonly state: TaskState }
  /** A task that an earlier run had proven in part goes on where it was. */
  | {
      readonly type: 'task_resumed';
      readonly taskId: string;
      readonly nodeId: string;
      readonly done: number;
      readonly inputs: number;
    }
  | {
      readonly type: 'proof_progress';
      readonly worker: number;
      readonly taskId: string;
      readonly input: number;
      readonly inputs: number;
      readonly phase: string;
      readonly fraction: number;
      readonly cycles: number;
      /** Memory that the worker holds now, where it can tell. */
      readonly wasmBytes?: number;
    }
  | {
      readonly type: 'input_proven';
      readonly taskId: string;
      readonly nodeId: string;
      readonly input: number;
      readonly cycles: number;
      readonly proveMs: number;
      readonly verifyMs: number;
      readonly proofBytes: number;
      readonly proofHash: string;
      readonly bits: Readonly<Record<string, number>>;
    }
  | {
      readonly type: 'attempt_failed';
      readonly taskId: string;
      readonly nodeId: string;
      readonly attempt: number;
      readonly code: string;
      readonly message: string;
    }
  | { readonly type: 'worker_started'; readonly worker: number; readonly taskId: string; readonly startMs: number }
  | {
      readonly type: 'worker_ended';
      readonly worker: number;
      readonly taskId: string;
      /** `done`, or the code of what ended it. */
      readonly reason: string;
      readonly ms: number;
      readonly release: Release;
    }
  | { readonly type: 'leases_renewed'; readonly nodeId: string; readonly held: number; readonly lost: number }
  | {
      readonly type: 'renewal_failed';
      readonly nodeId: string;
      readonly code: string;
      readonly message: string;
      readonly nextAt: number;
    }
  | {
      readonly type: 'submitted';
      readonly taskId: string;
      readonly nodeId: string;
      readonly duplicate: boolean;
      readonly cycles: number;
      readonly proveMs: number;
    }
  | {
      readonly type: 'submission_deferred';
      readonly taskId: string;
      readonly code: string;
      readonly message: string;
      readonly nextAt: number;
    }
  | {
      readonly type: 'submission_refused';
      readonly taskId: string;
      readonly nodeId: string;
      readonly code: string;
      readonly message: string;
    }
  | { readonly type: 'difficulty_changed'; readonly nodeId: string; readonly from: Difficulty; readonly to: Difficulty }
  | { readonly type: 'idle'; readonly reason: IdleReason | undefined }
  | { readonly type: 'store_failed'; readonly code: string; readonly message: string };

/** Takes events; must not throw. */
export type EventSink = (event: ProverEvent) => void;

/** Hands each event to every listener; a listener that throws hurts nobody else. */
export function fanOut(sinks: readonly EventSink[]): EventSink {
  return (event) => {
    for (const sink of sinks) {
      try {
        sink(event);
      } catch {}
    }
  };
}
