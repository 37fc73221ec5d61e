// The states of a task and the steps between them; pure, so that every path can be read and tested here.
import type { InputProof } from './task.ts';

/** Where a task is. What is proven is kept through every failure. */
export type TaskState =
  | {
      readonly at: 'queued';
      readonly done: readonly InputProof[];
      readonly attempt: number;
      readonly notBefore: number;
    }
  | { readonly at: 'proving'; readonly done: readonly InputProof[]; readonly attempt: number }
  /** Durable in the outbox. */
  | { readonly at: 'finished'; readonly hash: string }
  | { readonly at: 'accepted'; readonly duplicate: boolean }
  | { readonly at: 'refused'; readonly code: string }
  /** Given up before it was finished; its lease is handed back. */
  | { readonly at: 'abandoned'; readonly code: string };

/** What happens to a task. */
export type TaskStep =
  | { readonly do: 'begin' }
  | { readonly do: 'prove_input'; readonly proof: InputProof }
  | { readonly do: 'fail'; readonly notBefore: number; readonly attempt: number }
  | { readonly do: 'finish'; readonly hash: string }
  | { readonly do: 'accept'; readonly duplicate: boolean }
  | { readonly do: 'refuse'; readonly code: string }
  | { readonly do: 'abandon'; readonly code: string };

/** The state of a task that was just fetched. */
export const FETCHED: TaskState & { readonly at: 'queued' } = { at: 'queued', done: [], attempt: 1, notBefore: 0 };

/** The state after a step; undefined where the step is impossible in this state. */
export function after(state: TaskState, step: TaskStep): TaskState | undefined {
  switch (state.at) {
    case 'queued':
      if (step.do === 'begin') return { at: 'proving', done: state.done, attempt: state.attempt };
      if (step.do === 'abandon') return { at: 'abandoned', code: step.code };
      return undefined;
    case 'proving':
      switch (step.do) {
        case 'prove_input':
          // The restart limit is per input: an input that succeeded says that the next one deserves its own attempts.
          return { at: 'proving', done: [...state.done, step.proof], attempt: 1 };
        case 'fail':
          return { at: 'queued', done: state.done, attempt: step.attempt, notBefore: step.notBefore };
        case 'finish':
          return { at: 'finished', hash: step.hash };
        case 'abandon':
          return { at: 'abandoned', code: step.code };
        default:
          return undefined;
      }
    case 'finished':
      if (step.do === 'accept') return { at: 'accepted', duplicate: step.duplicate };
      if (step.do === 'refuse') return { at: 'refused', code: step.code };
      return undefined;
    default:
      return undefined;
  }
}
