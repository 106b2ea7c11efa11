/**
 * One mutant of one of several files, for who has files and no link: up to four mutations at any level. The same for the
 * same files, seed and number. Not here: mutants of a link (`mutants.ts`).
 */
import { Choices } from '../make/choices.ts';
import { type FileLevel, fileMutators, MutableFile } from './mutable-file.ts';

const levels = Object.keys(fileMutators) as FileLevel[];

/** Undefined when its mutators find nothing to do. */
export function mutateFile(files: readonly Uint8Array[], seed: number, number: number): Uint8Array | undefined {
  const choices = new Choices(seed, number);
  const given = choices.pickOrNone(files);
  let bytes = given;
  for (let left = 1 + choices.small(0, 3); left > 0 && bytes !== undefined; left--) {
    const level = choices.pick(levels);
    const mutant = new MutableFile(bytes).mutant(level, choices.below(fileMutators[level].length), choices, files);
    // A megabyte of name is for others.
    if (mutant !== undefined && mutant.length <= 2 * given!.length + 4096) bytes = mutant;
  }
  return bytes === given ? undefined : bytes;
}
