/**
 * The text of `--help`, made from the option table, in the layout of LLVM's tools.
 */
import { type OptionRow, optionRows } from './option-table.ts';

const nameWidth = 23;

export function helpText(program: string): string {
  const rows = optionRows.filter((row) => row.help !== undefined).toSorted(bySortKey);
  const lines = rows.map((row) => helpLine(row, row.help ?? ''));
  return `OVERVIEW: linksmith, a WebAssembly linker with the options of wasm-ld\n\nUSAGE: ${program} [options] file...\n\nOPTIONS:\n${lines.join('')}`;
}

function helpLine(row: OptionRow, help: string): string {
  const name = `${row.prefixes[0]}${row.name}${valueText(row)}`;
  if (name.length > nameWidth) return `  ${name}\n${' '.repeat(nameWidth + 3)}${help}\n`;
  return `  ${name.padEnd(nameWidth)} ${help}\n`;
}

function valueText(row: OptionRow): string {
  if (row.kind === 'flag') return '';
  const value = row.metavar ?? '<value>';
  return row.kind === 'separate' || row.kind === 'joined-or-separate' ? ` ${value}` : value;
}

function bySortKey(a: OptionRow, b: OptionRow): number {
  return sortKey(a) < sortKey(b) ? -1 : 1;
}

/** Without regard to case first; a name that is the beginning of others comes after them. No two rows have the same. */
function sortKey({ name }: OptionRow): string {
  return `${name.toLowerCase()}\uffff${name}`;
}
