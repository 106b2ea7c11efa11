/**
 * The link map: where each atom went and what each relocation site holds. Data for tools and properties; computed when
 * it is asked for, so that a link that nobody asks about pays nothing.
 * Not here: wasm-ld's text form of it (`map-file.ts`).
 */
import type { Atom } from './atoms.ts';
import { fileName, type PayloadKind } from './input-files.ts';
import type { OutputPlan } from './output-plan.ts';
import type { WrittenOutput } from './write-output.ts';

/** An atom and where it went. */
export interface MappedAtom {
  /** The object as messages name it: `a.o`, `lib.a(a.o)`. */
  readonly object: string;
  readonly kind: PayloadKind;
  /** Functions count from the first definition; custom sections by section index. */
  readonly index: number;
  /** The section it stood in. */
  readonly sectionIndex: number;
  /** In bytes from the start of that section's content. */
  readonly inputOffset: number;
  readonly inputSize: number;
  /** Its relocations in the section's list: `first` up to but without `last`. */
  readonly first: number;
  readonly last: number;
  /** Where its bytes begin in the output; `undefined` when they are not written (zero-filled) or were merged with others. */
  readonly fileOffset: number | undefined;
  /** Of data: its address. */
  readonly address: number | undefined;
}

/** A relocation site in the output. */
export interface MappedSite {
  readonly object: string;
  /** LLVM's name of the kind. */
  readonly kind: string;
  /** In bytes from the start of the section's content, in the input. */
  readonly inputOffset: number;
  /** Where the site begins in the output. */
  readonly fileOffset: number;
  /** The symbol's name; `undefined` for a type. */
  readonly symbol: string | undefined;
  /** Before it is cut to the site's width. */
  readonly value: bigint;
}

/** Where everything of a link went. */
export class LinkMap {
  /** @internal */
  readonly output: WrittenOutput & { readonly plan: OutputPlan };

  /** @internal */
  constructor(output: WrittenOutput & { readonly plan: OutputPlan }) {
    this.output = output;
  }

  /** Live atoms in order of marking. */
  *atoms(): Generator<MappedAtom> {
    for (const atom of this.output.plan.liveness.atoms.all) yield this.#mapAtom(atom);
  }

  /** Relocation sites of all atoms that are written as they were; none with `--compress-relocations`. */
  *sites(): Generator<MappedSite> {
    const { plan } = this.output;
    if (plan.program.options.compressRelocations) return;
    for (const atom of plan.liveness.atoms.all) {
      const begin = this.fileOffsetOf(atom);
      if (begin === undefined) continue;
      for (let i = atom.first; i < atom.last; i++) yield this.#mapSite(atom, i, begin);
    }
  }

  /**
   * Where an atom's bytes begin in the output.
   *
   * @internal
   */
  fileOffsetOf(atom: Atom): number | undefined {
    const { code, data, custom, sections, plan } = this.output;
    const contentOf = (wanted: unknown) => sections.find(({ section }) => section === wanted)?.contentOffset;
    if (atom.kind === 'function') {
      const content = contentOf(code);
      return content === undefined ? undefined : content + code!.offsetOf(atom);
    }
    if (atom.kind === 'custom') {
      const section = custom.find(({ atoms }) => atoms.includes(atom));
      const content = contentOf(section);
      return content === undefined ? undefined : content + section!.nameSize + section!.offsetOf(atom, 0);
    }
    const segment = plan.segments.segmentOf(atom);
    const written = data?.written.find((entry) => entry.segment === segment);
    const part = segment?.parts.find((entry) => entry.atom === atom);
    const content = contentOf(data);
    if (!written || !part || content === undefined) return undefined;
    return content + written.offset + written.header.length + part.offset;
  }

  #mapAtom(atom: Atom): MappedAtom {
    const { object, kind, index, size, first, last } = atom;
    const { segments } = this.output.plan;
    return {
      object: fileName(object),
      kind,
      index,
      ...inputPlace(atom),
      inputSize: size,
      first,
      last,
      fileOffset: this.fileOffsetOf(atom),
      address: kind === 'data' && segments.segmentOf(atom) ? segments.addressOf(atom, 0) : undefined,
    };
  }

  #mapSite(atom: Atom, i: number, begin: number): MappedSite {
    const { kind, offset, index } = atom.relocations.at(i);
    const inAtom = offset - atom.originalOffset;
    return {
      object: fileName(atom.object),
      kind: kind.name,
      inputOffset: inputPlace(atom).inputOffset + inAtom,
      fileOffset: begin + inAtom,
      symbol: kind.target === 'type' ? undefined : atom.symbols[index]!.name,
      value: this.output.plan.relocator.value(atom, i),
    };
  }
}

function inputPlace({ object, kind, index }: Atom): { sectionIndex: number; inputOffset: number } {
  if (kind === 'function')
    return { sectionIndex: object.codeSectionIndex, inputOffset: object.wasm.codePayloads.offset(index) };
  if (kind === 'data')
    return { sectionIndex: object.dataSectionIndex, inputOffset: object.wasm.dataPayloads.offset(index) };
  return { sectionIndex: index, inputOffset: 0 };
}
