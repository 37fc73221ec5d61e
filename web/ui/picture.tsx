// The one picture that explains the network: a task, the trace this tab writes, the seal of a proof.
import { texts } from '../i18n/language.ts';
import { SEAL_SIDE, sealPath } from './seal-path.ts';

const COLUMNS = 12;
const ROWS = 9;
/** The picture's proof is an example; this is the Keccak-256 of the empty text. */
const EXAMPLE = 'c5d2460186f7233c';

/** Picture and its three sentences. */
export function Picture() {
  const { picture } = texts.value;
  const steps = [
    ['task', picture.task, picture.taskText],
    ['trace', picture.prove, picture.proveText],
    ['proof', picture.check, picture.checkText],
  ] as const;
  return (
    <section class="picture" aria-label={picture.label}>
      <ol>
        {steps.map(([kind, title, sentence]) => (
          <li key={kind}>
            <div class="plate">
              <Drawing kind={kind} />
            </div>
            <h2>{title}</h2>
            <p class="soft">{sentence}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Drawing(props: { kind: 'task' | 'trace' | 'proof' }) {
  return (
    <svg viewBox="0 0 240 160" aria-hidden="true">
      {props.kind === 'task' ? <Listing /> : props.kind === 'trace' ? <Trace /> : <Stamp />}
    </svg>
  );
}

/** A program as lines of words of four lengths, and below it the input. */
function Listing() {
  const lines = [
    [26, 40],
    [26, 22, 34],
    [34, 30],
    [26, 52],
    [34, 18, 18],
  ];
  return (
    <g class="listing">
      {lines.map((words, row) => {
        let x = 56;
        return words.map((length, i) => {
          const left = x;
          x += length + 8;
          return (
            <rect
              key={`${row}.${i}`}
              x={left}
              y={30 + row * 16}
              width={length}
              height={7}
              rx={2}
              class={i === 0 ? 'verb' : 'word'}
            />
          );
        });
      })}
      <g>
        {Array.from({ length: 6 }, (_, i) => (
          <rect key={i} x={56 + i * 22} y={120} width={16} height={16} rx={3} class="byte" />
        ))}
      </g>
    </g>
  );
}

/** The trace as a table whose cells fill row by row. */
function Trace() {
  return (
    <g class="trace">
      {Array.from({ length: ROWS * COLUMNS }, (_, i) => {
        const column = i % COLUMNS;
        const row = Math.floor(i / COLUMNS);
        return (
          <rect
            key={i}
            x={42 + column * 13}
            y={22 + row * 13}
            width={10}
            height={10}
            rx={2}
            class={`row-${row}`}
            opacity={0.35 + (((column * 7 + row * 5) % 6) / 6) * 0.65}
          />
        );
      })}
    </g>
  );
}

function Stamp() {
  return (
    <g class="stamp" transform="translate(68 28)">
      <path d={sealPath(EXAMPLE)} transform={`scale(${104 / SEAL_SIDE})`} fill-rule="evenodd" />
    </g>
  );
}
