/**
 * What a mutator is: it does one thing to one file, or to the command line, that no compiler would do. It only reads what
 * it gets. Most wrong inputs are nearly right: a mutator leaves everything else as it was, so that readers get far.
 * Not here: the mutators (`mutate-bytes.ts`, `mutate-lebs.ts`, `mutate-object.ts`, `mutate-archive.ts`,
 * `mutate-command-line.ts`), which of them a case gets (`hostile-at.ts`).
 */
import type { ObjectSource } from '../../src/wasm/object-source.ts';
import type { Choices } from '../make/choices.ts';

/** Undefined: there is nothing that could be mutated so. */
export interface FileMutator {
  readonly name: string;
  /** `others`: the case's files, to take pieces from. */
  apply(bytes: Uint8Array, choices: Choices, others: readonly Uint8Array[]): Uint8Array | undefined;
}

export interface ObjectMutator {
  readonly name: string;
  /** Costs so much that few cases get it. */
  readonly rare?: true;
  apply(source: ObjectSource, choices: Choices): ObjectSource | undefined;
}

export interface CommandLineMutator {
  readonly name: string;
  apply(args: readonly string[], choices: Choices): readonly string[] | undefined;
}

/** Numbers that programs get wrong: around powers of two, of LEB widths and of pages, the largest, the negative. */
export const painful: readonly number[] = [
  0, 1, 2, 3, 63, 64, 127, 128, 255, 256, 8191, 8192, 65_535, 65_536, 0xff_ffff, 0x7fff_fffe, 0x7fff_ffff, 0x8000_0000,
  0xffff_fffe, 0xffff_ffff,
];

/** A number that hurts, or one beside `near`. */
export function painfulNumber(choices: Choices, near: number): number {
  return choices.percent(40) ? Math.max(0, near + choices.pick([-2, -1, 1, 2])) : choices.pick(painful);
}

/** The list with one member replaced; undefined when it has none. */
export function withOneChanged<Item>(
  list: readonly Item[] | undefined,
  choices: Choices,
  change: (item: Item, position: number) => Item,
): Item[] | undefined {
  if (list === undefined || list.length === 0) return undefined;
  const position = choices.below(list.length);
  return list.with(position, change(list[position]!, position));
}
