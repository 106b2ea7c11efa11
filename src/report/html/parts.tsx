/** The small parts that pages are made of: tables, facts, code, counts as warmth. Text in them is text. */

import type { ComponentChildren, JSX } from 'preact';
import { visible } from '../visible.ts';
import { grouped } from '../words.ts';

export interface TableProps {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly ComponentChildren[])[];
  /** Positions of columns of numbers. */
  readonly numbers?: readonly number[];
}

/** A table that scrolls by itself where it is too wide; nothing when it is empty. */
export function Table({ caption, head, rows, numbers = [] }: TableProps): JSX.Element | null {
  if (rows.length === 0) return null;
  const classOf = (column: number) => (numbers.includes(column) ? 'number' : undefined);
  return (
    <section class="scroll" aria-label={caption}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {head.map((word, column) => (
              <th key={word} scope="col" class={classOf(column)}>
                {word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, position) => (
            <tr key={position}>
              {row.map((cell, column) => (
                <td key={head[column]} class={classOf(column) ?? 'name'}>
                  {typeof cell === 'string' ? visible(cell) : cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function Facts({ rows }: { readonly rows: readonly (readonly [string, ComponentChildren])[] }): JSX.Element {
  return (
    <dl class="facts">
      {rows.map(([name, value]) => (
        <>
          <dt>{name}</dt>
          <dd>{typeof value === 'string' ? visible(value) : value}</dd>
        </>
      ))}
    </dl>
  );
}

export const Code = ({ children }: { readonly children: string }): JSX.Element => <pre>{visible(children)}</pre>;

/** Counts by name, the warmer the more; what was never seen has a frame. */
export function HeatMap({ label, counts, never = [] }: HeatMapProps): JSX.Element {
  const most = Math.max(1, ...Object.values(counts));
  const warmth = (count: number) => (0.08 + 0.5 * (Math.log1p(count) / Math.log1p(most))).toFixed(2);
  return (
    <>
      <ul class="heat" aria-label={label}>
        {Object.entries(counts).map(([name, count]) => (
          <li key={name} style={`--warmth: ${warmth(count)}`}>
            <span>{visible(name)}</span>
            <span>{grouped(count)}</span>
          </li>
        ))}
      </ul>
      <Never label={label} names={never} />
    </>
  );
}

/** Many are folded away. */
function Never({ label, names }: { readonly label: string; readonly names: readonly string[] }): JSX.Element | null {
  if (names.length === 0) return null;
  return (
    <details open={names.length <= fewNames}>
      <summary>never: {names.length}</summary>
      <ul class="heat" aria-label={`${label}: never`}>
        {names.map((name) => (
          <li key={name} class="never">
            {visible(name)}
          </li>
        ))}
      </ul>
    </details>
  );
}

const fewNames = 24;

export interface HeatMapProps {
  readonly label: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly never?: readonly string[];
}
