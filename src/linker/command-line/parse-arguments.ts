/**
 * Splits a command line into arguments by the option table, as LLVM's option library does: the longest name that begins
 * the argument wins, a `-x` option may have its value joined, and the first option that lacks its value ends the reading.
 * Strings in, `ParsedArguments` out; nothing here knows what an option does, and response files are expanded before.
 */
import { type OptionId, type OptionRow, optionRows } from './option-table.ts';

export interface ParsedArgument {
  readonly id: OptionId | 'input' | 'unknown';
  /** The option as it is named in messages: its first prefix and its main name. */
  readonly spelling: string;
  /** The argument as it was given, without a separate value. */
  readonly text: string;
  readonly values: readonly string[];
}

/** All arguments in order, with the questions that wasm-ld's driver asks. */
export class ParsedArguments {
  readonly all: readonly ParsedArgument[];
  /** The option at the end that lacks its value. */
  readonly missingValueOf: string | undefined;
  /** Position of the last occurrence: most of what the driver asks for was not given. */
  readonly #lastAt = new Map<ParsedArgument['id'], number>();

  constructor(all: readonly ParsedArgument[], missingValueOf?: string) {
    this.all = all;
    this.missingValueOf = missingValueOf;
    for (let at = 0; at < all.length; at++) this.#lastAt.set(all[at]!.id, at);
  }

  each(id: ParsedArgument['id']): readonly ParsedArgument[] {
    return this.#lastAt.has(id) ? this.all.filter((argument) => argument.id === id) : [];
  }

  /** First values of every occurrence. */
  values(id: OptionId): readonly string[] {
    return this.each(id).map((argument) => argument.values[0] ?? '');
  }

  has(...ids: readonly OptionId[]): boolean {
    return this.last(...ids) !== undefined;
  }

  /** The last occurrence of any of these. */
  last(...ids: readonly OptionId[]): ParsedArgument | undefined {
    let last = -1;
    for (const id of ids) last = Math.max(last, this.#lastAt.get(id) ?? -1);
    return this.all[last];
  }

  lastValue(id: OptionId): string | undefined {
    return this.last(id)?.values[0];
  }

  /** Of two options that say yes and no, the last one counts. */
  toggle(yes: OptionId, no: OptionId): boolean | undefined {
    const last = this.last(yes, no);
    return last === undefined ? undefined : last.id === yes;
  }
}

export function parseArguments(strings: readonly string[]): ParsedArguments {
  const all: ParsedArgument[] = [];
  for (let at = 0; at < strings.length; ) {
    const text = strings[at]!;
    if (text === '') {
      at += 1;
      continue;
    }
    const [argument, length] = parseOne(text, strings[at + 1]);
    if (argument === undefined) return new ParsedArguments(all, text);
    all.push(argument);
    at += length;
  }
  return new ParsedArguments(all);
}

/** By a name's first character. Longest names first: a shorter one is tried only when the longer does not fit. */
const rowsByInitial = new Map<string, OptionRow<OptionId>[]>();
for (const row of optionRows.toSorted((a, b) => b.name.length - a.name.length)) {
  const initial = row.name.charAt(0);
  rowsByInitial.set(initial, [...(rowsByInitial.get(initial) ?? []), row]);
}

/** The argument and how many strings it takes; no argument when its value is missing. */
function parseOne(text: string, next: string | undefined): readonly [ParsedArgument | undefined, number] {
  if (text === '-' || !text.startsWith('-')) return [plain('input', text), 1];
  for (const row of rowsByInitial.get(text.charAt(text.startsWith('--') ? 2 : 1)) ?? []) {
    const spelled = spelledLength(row, text);
    if (spelled === undefined) continue;
    const exact = spelled === text.length;
    if (takesNext(row, exact)) {
      return next === undefined ? [undefined, 1] : [option(row, text, [next]), 2];
    }
    if (exact || acceptsMore(row)) return [option(row, text, joinedValues(row, text.slice(spelled))), 1];
  }
  return [plain('unknown', text), 1];
}

function plain(id: 'input' | 'unknown', text: string): ParsedArgument {
  return { id, spelling: text, text, values: [text] };
}

function option(row: OptionRow<OptionId>, text: string, values: readonly string[]): ParsedArgument {
  return { id: row.id, spelling: mainSpelling(row.id), text, values };
}

/** Length of prefix and name when they begin the argument. */
function spelledLength(row: OptionRow, text: string): number | undefined {
  const prefix = row.prefixes.find((prefix) => text.startsWith(prefix) && text.startsWith(row.name, prefix.length));
  return prefix === undefined ? undefined : prefix.length + row.name.length;
}

function takesNext(row: OptionRow, exact: boolean): boolean {
  return exact && (row.kind === 'separate' || row.kind === 'joined-or-separate');
}

function acceptsMore(row: OptionRow): boolean {
  return row.kind === 'joined' || row.kind === 'joined-or-separate' || row.kind === 'comma-joined';
}

function joinedValues(row: OptionRow<OptionId>, value: string): readonly string[] {
  if (row.kind === 'comma-joined') return value.split(',').filter((part) => part !== '');
  // A flag that is another spelling of an option with a value (`-i`) stands for the empty value.
  return mainRow(row.id).kind === 'flag' ? [] : [value];
}

/** An option's own row is the first with its id. */
const mainRows: ReadonlyMap<OptionId, OptionRow<OptionId>> = new Map(
  optionRows.toReversed().map((row) => [row.id, row]),
);

const mainRow = (id: OptionId): OptionRow<OptionId> => mainRows.get(id)!;

/** Prefix and name of the option's own row, whichever spelling was used. */
export function mainSpelling(id: OptionId): string {
  const row = mainRow(id);
  return `${row.prefixes[0]}${row.name}`;
}
