/**
 * A file that mutants are made of, at one of five levels: its bytes, its LEBs, the object that it is, the archive that it
 * is, an object in that archive. It is taken apart when a mutator first needs that, and then once, however many mutants
 * follow.
 * Not here: the mutators (a file a level), which file and which of them (`hostile-at.ts`, `mutants.ts`).
 */
import { decodeArchive, isArchive } from '../../src/wasm/archive.ts';
import { decodeObject } from '../../src/wasm/decode.ts';
import { encodeObject } from '../../src/wasm/encode.ts';
import { type ArchiveSource, encodeArchive } from '../../src/wasm/encode-archive.ts';
import { toSource } from '../../src/wasm/to-source.ts';
import type { Choices } from '../make/choices.ts';
import { archiveMutators } from './mutate-archive.ts';
import { byteMutators } from './mutate-bytes.ts';
import { lebMutators } from './mutate-lebs.ts';
import { linkingMutators } from './mutate-linking.ts';
import { moduleMutators } from './mutate-module.ts';
import type { ObjectMutator } from './mutator.ts';

const objectMutators: readonly ObjectMutator[] = [...linkingMutators, ...moduleMutators];

export const fileMutators = {
  bytes: byteMutators,
  lebs: lebMutators,
  object: objectMutators,
  archive: archiveMutators,
  member: objectMutators,
} as const;

export type FileLevel = keyof typeof fileMutators;

export class MutableFile {
  readonly bytes: Uint8Array;
  readonly #source = memoised(() => toSource(decodeObject(this.bytes)));
  readonly #archive = memoised(() => openArchive(this.bytes));

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /**
   * Undefined when there is nothing that could be mutated so, or the mutant cannot even be written down. `at` is a position
   * in the level's mutators; `others` are the link's files, to take pieces from.
   */
  mutant(level: FileLevel, at: number, choices: Choices, others: readonly Uint8Array[]): Uint8Array | undefined {
    switch (level) {
      case 'object':
        return this.#asObject(objectMutators[at]!, choices);
      case 'member':
        return this.#asArchive(at, choices, others);
      default:
        return fileMutators[level][at]!.apply(this.bytes, choices, others);
    }
  }

  #asObject(mutator: ObjectMutator, choices: Choices): Uint8Array | undefined {
    const source = this.#source();
    const changed = source && mutator.apply(source, choices);
    return changed && attempt(() => encodeObject(changed));
  }

  /** A sound archive with one wrong member; its symbol table says what it said. */
  #asArchive(at: number, choices: Choices, others: readonly Uint8Array[]): Uint8Array | undefined {
    const archive = this.#archive();
    if (archive === undefined) return undefined;
    const position = choices.below(archive.files.length);
    const bytes = archive.files[position]?.mutant('object', at, choices, others);
    if (bytes === undefined) return undefined;
    const { members } = archive.source;
    const changed = members.with(position, { ...members[position]!, bytes });
    return attempt(() => encodeArchive({ ...archive.source, members: changed }));
  }
}

interface OpenArchive {
  readonly source: ArchiveSource;
  /** Of the members, in their order. */
  readonly files: readonly MutableFile[];
}

/** Members of a thin archive are files of their own, and mutated there. */
function openArchive(bytes: Uint8Array): OpenArchive | undefined {
  if (!isArchive(bytes)) return undefined;
  const { format, thin, members, symbols } = decodeArchive(bytes);
  if (thin) return undefined;
  const files = members.map(({ bytes: own = new Uint8Array(0) }) => new MutableFile(own));
  const symbolTable =
    symbols?.map(({ name, memberOffset }) => ({
      name,
      member: members.findIndex(({ offset }) => offset === memberOffset),
    })) ?? false;
  const copies = members.map(({ name }, i) => ({ name, bytes: files[i]!.bytes }));
  return { source: { members: copies, format, symbolTable }, files };
}

function attempt<Value>(make: () => Value): Value | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/** Made at the first call; undefined, then and later, when making it throws. */
function memoised<Value>(make: () => Value): () => Value | undefined {
  let made: { readonly value: Value | undefined } | undefined;
  return () => {
    made ??= { value: attempt(make) };
    return made.value;
  };
}
