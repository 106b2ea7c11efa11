/**
 * Tables as text, in one look for the whole program: no frames, columns two blanks apart, so that they are as good in a
 * pipe as on a terminal. Colours come in from outside; they are none where none belong.
 */
import Table from 'cli-table3';
import { visibleInColors } from './visible.ts';

/** As picocolors makes them: `createColors(enabled)`. */
export interface Colors {
  bold(text: string): string;
  dim(text: string): string;
  green(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

const same = (text: string): string => text;
export const noColors: Colors = { bold: same, dim: same, green: same, red: same, yellow: same, cyan: same };

export interface TableOptions {
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  /** Positions of columns that are aligned to the right. */
  readonly right?: readonly number[];
  readonly colors?: Colors;
}

/** Lines without blanks at their ends. */
export function textTable({ head, rows, right = [], colors = noColors }: TableOptions): string {
  const table = new Table({
    head: head.map((word) => colors.bold(word)),
    chars: frameless,
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 2 },
    colAligns: head.map((_, column) => (right.includes(column) ? 'right' : 'left')),
  });
  for (const row of rows) table.push(row.map((cell) => visibleInColors(String(cell))));
  return trimLines(table.toString());
}

const frameless = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};

const trimLines = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
