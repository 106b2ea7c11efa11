/**
 * Words for the descriptions of small objects: instructions, functions, segments.
 * Not here: what a description becomes (`small-object.fixture.ts`).
 */
import { type FunctionType, SegmentFlag, SymbolFlag } from '../wasm/model.ts';
import type { Piece, SmallFunction, SmallSegment } from './small-object.fixture.ts';

export const {
  BindingWeak: weak,
  BindingLocal: local,
  VisibilityHidden: hidden,
  Exported: exported,
  NoStrip: noStrip,
  Tls: tls,
} = SymbolFlag;
export const { Retain: retain, Strings: strings, Tls: tlsSegment } = SegmentFlag;

export const noParameters: FunctionType = { parameters: [], results: [] };
export const returnsI32: FunctionType = { parameters: [], results: [0x7f] };
export const call = (name: string): readonly Piece[] => [[0x10], ['FUNCTION_INDEX_LEB', name]];
/** `i32.const` of an address. */
export const addressOf = (name: string, addend = 0): readonly Piece[] => [[0x41], ['MEMORY_ADDR_SLEB', name, addend]];
/** `global.get` of a symbol's GOT entry, or of a global. */
export const globalOf = (name: string): readonly Piece[] => [[0x23], ['GLOBAL_INDEX_LEB', name]];
/** `i32.const` of a table slot. */
export const slotOf = (name: string): readonly Piece[] => [[0x41], ['TABLE_INDEX_SLEB', name]];
export const i32 = (value: number): readonly Piece[] => [[0x41, value & 0x7f]];
export const drop: Piece = [0x1a];
/** `i32.load` */
export const load: Piece = [0x28, 2, 0];
/** The four bytes of a number. */
export const word = (number: number): Piece => [
  number & 0xff,
  (number >> 8) & 0xff,
  (number >> 16) & 0xff,
  (number >> 24) & 0xff,
];
/** An exported function of the name `probe` that returns an i32. */
export const probe = (code: readonly Piece[], more: Partial<SmallFunction> = {}): SmallFunction => ({
  name: 'probe',
  type: returnsI32,
  code,
  flags: SymbolFlag.Exported,
  ...more,
});
/** A function that returns a small number. */
export const value = (name: string, number: number, flags = 0): SmallFunction => ({
  name,
  type: returnsI32,
  code: [...i32(number)],
  flags,
});
/** A segment with one symbol at its start. */
export const datum = (name: string, content: readonly Piece[], more: Partial<SmallSegment> = {}): SmallSegment => ({
  segment: `.data.${name}`,
  content,
  alignLog2: 2,
  symbols: [{ name }],
  ...more,
});
/** For `undefinedTypes`. */
export const returnsI32To = (...names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, returnsI32]));
