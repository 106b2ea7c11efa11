/**
 * Custom sections that inputs bring: those of one name are joined in link order, their sites are written, the strings of
 * DWARF are merged.
 */
import { ByteWriter } from '../wasm/writer.ts';
import type { Atom } from './atoms.ts';
import type { RelocationWriter } from './linking-sections.ts';
import type { Liveness } from './mark.ts';
import { isMergedSection, MergedStrings } from './merge-strings.ts';
import type { OutputSection } from './output-plan.ts';
import type { Program } from './program.ts';
import type { Relocator } from './relocate.ts';

export class CustomSection implements OutputSection {
  readonly id = 0;
  readonly name: string;
  readonly size: number;
  /** Bytes of the name and its length, which precede the payload. */
  readonly nameSize: number;
  readonly #atoms: readonly Atom[];
  readonly #offsets = new Map<number, number>();
  readonly #strings: MergedStrings | undefined;
  readonly #relocator: () => Relocator;
  bytesCopied = 0;

  constructor(name: string, atoms: readonly Atom[], isMerged: boolean, relocator: () => Relocator) {
    this.name = name;
    this.#atoms = atoms;
    this.#relocator = relocator;
    this.nameSize = new ByteWriter().name(name).length;
    let at = 0;
    if (isMerged) {
      this.#strings = new MergedStrings(atoms);
      at = this.#strings.bytes.length;
    } else {
      for (const atom of atoms) {
        this.#offsets.set(atom.id, at);
        at += atom.size;
      }
    }
    this.size = this.nameSize + at;
  }

  /** Its strings were merged: what the inputs brought does not lie in it as it was. */
  get isMerged(): boolean {
    return this.#strings !== undefined;
  }

  get atoms(): readonly Atom[] {
    return this.#atoms;
  }

  /** Offset in the section's payload of an offset in one of its atoms. */
  offsetOf(atom: Atom, offset: number): number {
    return this.#strings ? this.#strings.offsetOf(atom, offset) : this.#offsets.get(atom.id)! + offset;
  }

  write(output: Uint8Array, at: number): void {
    output.set(new ByteWriter().name(this.name).finish(), at);
    const payload = at + this.nameSize;
    this.bytesCopied += this.size - this.nameSize;
    if (this.#strings) {
      output.set(this.#strings.bytes, payload);
      return;
    }
    const relocator = this.#relocator();
    for (const atom of this.#atoms) {
      const begin = payload + this.#offsets.get(atom.id)!;
      atom.copyTo(output, begin);
      relocator.apply(atom, output, begin);
    }
  }

  get relocationCount(): number {
    return this.#strings ? 0 : this.#atoms.reduce((count, atom) => count + atom.last - atom.first, 0);
  }

  writeRelocations(writer: ByteWriter, relocations: RelocationWriter): void {
    if (this.#strings) return;
    for (const atom of this.#atoms) relocations.write(atom, this.#offsets.get(atom.id)!, writer);
  }
}

/** In order of first appearance of each name. */
export function collectCustomSections(
  { objects, options }: Program,
  { atoms }: Liveness,
  relocator: () => Relocator,
): CustomSection[] {
  const byName = new Map<string, Atom[]>();
  for (const object of objects) {
    for (const atom of atoms.of(object, 'custom')) {
      const name = object.wasm.sections[atom.index]!.name!;
      const others = byName.get(name);
      if (others) others.push(atom);
      else byName.set(name, [atom]);
    }
  }
  return [...byName].map(([name, own]) => new CustomSection(name, own, isMergedSection(name, options), relocator));
}
