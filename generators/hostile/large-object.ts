/**
 * Writes objects with millions of entries straight into a buffer: each entry by a callback, so that none of them is ever a
 * value. What a section holds beside its entries is as compilers write it.
 * Not here: which objects (`large-links.ts`), objects of a scenario's size (`src/wasm/encode.ts`).
 */
import { SectionId } from '../../src/wasm/constants.ts';
import { relocationKindNamed } from '../../src/wasm/relocation-kinds.ts';
import { ByteWriter } from '../../src/wasm/writer.ts';

type Write = (to: ByteWriter) => void;
export type WriteEntry = (to: ByteWriter, i: number) => void;

export interface LargeSection {
  readonly id: number;
  /** Of a custom section. */
  readonly name?: string;
  readonly write: Write;
}

export function largeObject(sections: readonly LargeSection[]): Uint8Array {
  const to = new ByteWriter(1 << 20).raw(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
  for (const { id, name, write } of sections) {
    if (name === undefined) to.section(id, 5, write);
    else to.customSection(name, 5, write);
  }
  return to.finish();
}

export const section = (id: number, write: Write): LargeSection => ({ id, write });
export const custom = (name: string, write: Write): LargeSection => ({ id: SectionId.Custom, name, write });
export const listed = (id: number, count: number, entry: WriteEntry): LargeSection => section(id, list(count, entry));

export function list(count: number, entry: WriteEntry): Write {
  const whole = Math.floor(count);
  return (to) => {
    to.uleb(whole);
    for (let i = 0; i < whole; i++) entry(to, i);
  };
}

/** The only type: no parameters, no results. */
export const oneType: LargeSection = section(SectionId.Type, (to) => to.raw(Uint8Array.of(1, 0x60, 0, 0)));
const importMemory: Write = (to) => to.name('env').name('__linear_memory').u8(2).u8(0).uleb(0);
export const importedMemory: LargeSection = listed(SectionId.Import, 1, importMemory);

/** Functions that do nothing. */
export const functions = (count: number): readonly LargeSection[] => [
  listed(SectionId.Function, count, (to) => to.uleb(0)),
  listed(SectionId.Code, count, (to) => to.uleb(2).u8(0).u8(0x0b)),
];

export const segments = (count: number, content: Uint8Array): LargeSection =>
  listed(SectionId.Data, count, (to) => to.u8(0).u8(0x41).u8(0).u8(0x0b).uleb(content.length).raw(content));

type Subsection = readonly [id: number, write: Write];

export const linking = (...parts: readonly Subsection[]): LargeSection =>
  custom('linking', (to) => {
    to.uleb(2);
    for (const [id, write] of parts) to.section(id, 5, write);
  });

export const symbols = (count: number, entry: WriteEntry): Subsection => [8, list(count, entry)];
export const segmentNames = (count: number, entry: WriteEntry): Subsection => [5, list(count, entry)];
export const initFunctions = (count: number, entry: WriteEntry): Subsection => [6, list(count, entry)];
export const comdats = (count: number, entry: WriteEntry): Subsection => [7, list(count, entry)];

/** Defined; its flags are those of a strong symbol that everyone sees unless they say otherwise. */
export const functionSymbol = (to: ByteWriter, name: string, index: number, flags = 0): ByteWriter =>
  to.u8(0).uleb(flags).uleb(index).name(name);
export const dataSymbol = (to: ByteWriter, name: string, index: number, offset = 0, size = 1): ByteWriter =>
  to.u8(1).uleb(0).name(name).uleb(index).uleb(offset).uleb(size);

export interface Sites {
  /** The section's name as `reloc.` names it, and its index. */
  readonly of: 'CODE' | 'DATA';
  readonly index: number;
  /** LLVM's name, without `R_WASM_`. */
  readonly kind: string;
  readonly count: number;
  /** Of the first site, from the begin of the section's content, and from one to the next. */
  readonly first: number;
  readonly step: number;
  readonly symbolOf: (i: number) => number;
}

export function sites({ of, index, kind, count, first, step, symbolOf }: Sites): LargeSection {
  const { code, hasAddend } = relocationKindNamed(kind)!;
  return custom(`reloc.${of}`, (to) => {
    to.uleb(index).uleb(count);
    for (let i = 0; i < count; i++) {
      to.uleb(code)
        .uleb(first + i * step)
        .uleb(symbolOf(i));
      if (hasAddend) to.sleb(0);
    }
  });
}
