/**
 * Large files, each mutated once by each mutator of a class: links that are wrong and large. What a file is mutated from is
 * what compilers write, in their proportions, or an archive of small objects.
 * Not here: links that are large and sound (`large-links.ts`), small ones by the million (`mutants.ts`).
 */
import { Choices } from '../make/choices.ts';
import { type LargeLink, largeShapes } from './large-links.ts';
import { type FileLevel, fileMutators, MutableFile } from './mutable-file.ts';
import { commandLineMutators } from './mutate-command-line.ts';

export type MutatorClass = FileLevel | 'command-line';
export const mutatorClasses: readonly MutatorClass[] = [...(Object.keys(fileMutators) as FileLevel[]), 'command-line'];

/** One link a mutator that finds something to do; the same for the same size. */
export function* largeMutants(level: MutatorClass, sizeBytes: number): Iterable<LargeLink> {
  const inArchive = level === 'archive' || level === 'member';
  const base = largeShapes.find(({ name }) => name === (inArchive ? 'members' : 'mixed'))!.make(sizeBytes);
  if (level === 'command-line') yield* commandLines(base);
  else yield* files(level, base);
}

function* files(level: FileLevel, { files, args }: LargeLink): Iterable<LargeLink> {
  const [name, bytes] = [...files][0]!;
  const file = new MutableFile(bytes);
  for (const at of fileMutators[level].keys()) {
    const mutant = file.mutant(level, at, new Choices(1, at), [bytes]);
    if (mutant !== undefined) yield { files: new Map(files).set(name, mutant), args };
  }
}

function* commandLines({ files, args }: LargeLink): Iterable<LargeLink> {
  for (const [at, mutator] of commandLineMutators.entries()) {
    const changed = mutator.apply(args, new Choices(1, at));
    if (changed !== undefined) yield { files, args: changed };
  }
}
