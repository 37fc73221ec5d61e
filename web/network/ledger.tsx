// Rows of one kind as a table; on a phone each row is a card, with the column's name beside each value.
import type { ComponentChildren } from 'preact';

/** One column. */
export interface Column<T> {
  readonly name: string;
  /** Numbers stand at the end of their column, so that they can be compared. */
  readonly number?: boolean;
  readonly cell: (row: T, index: number) => ComponentChildren;
}

/** The table; the first column is the row's name. */
export function Ledger<T>(props: {
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  keyOf: (row: T) => string;
  testId?: string;
  /** Few and short columns stay a table on a phone too. */
  compact?: boolean;
}) {
  const [first, ...others] = props.columns;
  return (
    <table class={props.compact ? 'ledger compact' : 'ledger'} data-testid={props.testId}>
      <caption class="hidden-text">{props.label}</caption>
      <thead>
        <tr>
          {props.columns.map(({ name, number }) => (
            <th key={name} scope="col" class={number ? 'number' : undefined}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {props.rows.map((row, i) => (
          <tr key={props.keyOf(row)}>
            <th scope="row" class={first?.number ? 'number' : undefined}>
              {first?.cell(row, i)}
            </th>
            {others.map(({ name, number, cell }) => (
              <td key={name} class={number ? 'number' : undefined} data-name={name}>
                <div>{cell(row, i)}</div>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
