// What stands where an answer belongs: the answer, or in words why there is none, or that it is an old one.
import type { ComponentChildren } from 'preact';
import type { ProverError } from '#client/errors.ts';
import { language } from '../i18n/language.ts';
import { online } from '../state/surroundings.ts';
import { networkTexts } from './i18n/texts.ts';
import type { Listing } from './listing.ts';
import type { LiveAnswer } from './live-answer.ts';

/** Draws the value of a live answer. `nested`: the answer around it says already when all of them are old. */
export function Answered<T>(props: { of: LiveAnswer<T>; nested?: boolean; children: (value: T) => ComponentChildren }) {
  const { value, problem, at, slow } = props.of.answer.value;
  const again = () => props.of.again();
  if (value === undefined) {
    return problem === undefined ? <Awaited slow={slow} /> : <Problem problem={problem} again={again} />;
  }
  return (
    <>
      {!props.nested && (problem !== undefined || !online.value) && <Stale at={at} problem={problem} again={again} />}
      {props.children(value)}
    </>
  );
}

/** Draws the rows of a list that has some, else `empty`; below them the button for more. */
export function AnsweredList<T>(props: {
  of: Listing<T>;
  empty: ComponentChildren;
  children: (rows: readonly T[]) => ComponentChildren;
}) {
  const { of: list } = props;
  const text = networkTexts.value.answer;
  return (
    <Answered of={list.live}>
      {() => {
        const rows = list.rows.value ?? [];
        if (rows.length === 0) return props.empty;
        return (
          <>
            {props.children(rows)}
            {list.problem.value !== undefined && <ProblemText problem={list.problem.value} />}
            {list.hasMore.value && (
              <button type="button" class="start" data-testid="more" onClick={() => void list.more()}>
                {text.more}
              </button>
            )}
          </>
        );
      }}
    </Answered>
  );
}

/** One sentence about a problem, with the code that logs and documents name it by. */
export function ProblemText(props: { problem: ProverError }) {
  const { problem: sentences } = networkTexts.value;
  const { code, message, remedy } = props.problem;
  return (
    <p class="warning" role="alert" data-testid="problem" data-code={code}>
      {code in sentences ? sentences[code as keyof typeof sentences] : `${message} ${remedy ?? ''}`}{' '}
      <span class="mono">{code}</span>
    </p>
  );
}

function Problem(props: { problem: ProverError; again: () => void }) {
  const text = networkTexts.value.answer;
  return (
    <div class="unanswered">
      {online.value ? <ProblemText problem={props.problem} /> : <p class="caution">{text.offline}</p>}
      <button type="button" onClick={props.again}>
        {text.again}
      </button>
    </div>
  );
}

function Stale(props: { at: number; problem: ProverError | undefined; again: () => void }) {
  const { answer: text, problem: sentences } = networkTexts.value;
  const time = new Intl.DateTimeFormat(language.value, { timeStyle: 'medium' }).format(props.at);
  const code = props.problem?.code ?? '';
  const why = !online.value ? text.offline : (sentences[code as keyof typeof sentences] ?? text.failed);
  return (
    <p class="caution stale" data-testid="stale" role="status">
      <span>
        {why} {text.stale(time)}
      </span>
      <button type="button" class="quiet" onClick={props.again}>
        {text.again}
      </button>
    </p>
  );
}

/** Grey lines where words will be; in words only for those who cannot see them, and for all when it takes long. */
function Awaited(props: { slow: boolean }) {
  const text = networkTexts.value.answer;
  return (
    <div class="awaited" data-testid="awaited" data-slow={props.slow}>
      <p class={props.slow ? 'soft' : 'hidden-text'} role="status">
        {props.slow ? text.slow : text.loading}
      </p>
      <span aria-hidden="true" />
      <span aria-hidden="true" />
      <span aria-hidden="true" />
    </div>
  );
}
