/**
 * Words that code, data and custom sections share in the assembly of an object (`object-assembly.ts`): what a relocation
 * site refers to, the flags of a `.section`, and the refusal where there is no word.
 */
import type { Relocation, SectionId, WasmObject } from '../wasm/index.ts';

export function refuse(isThere: boolean, reason: string): void {
  if (isThere) throw new Error(reason);
}

/** A name that needs no quotes. */
export const identifier = /^[A-Za-z_.$][\w.$]*$/;

export const sectionLabel = (index: number): string => `.Lsection${index}`;

/** The symbol of a section has no name in an object. */
export function symbolName({ linking }: WasmObject, symbolIndex: number): string {
  const { kind, name, index } = linking.symbols[symbolIndex]!;
  return kind === 'section' ? sectionLabel(index) : name;
}

/** A symbol, what is wanted of it, and the addend: `f@GOT+4`. */
export function siteText(object: WasmObject, { index, addend }: Relocation, modifier: string): string {
  const sign = addend > 0n ? '+' : '';
  return `${symbolName(object, index)}${modifier}${addend === 0n ? '' : `${sign}${addend}`}`;
}

/** Those of the code or the data from `begin` to `end`, by the offset from `begin`. */
export function sitesIn(
  { sections }: WasmObject,
  id: typeof SectionId.Code | typeof SectionId.Data,
  [begin, end]: readonly [begin: number, end: number],
): ReadonlyMap<number, Relocation> {
  const relocations = sections.find((section) => section.id === id)?.relocations ?? [];
  const within = [...relocations].filter(({ offset }) => offset >= begin && offset < end);
  return new Map(within.map((site) => [site.offset - begin, site]));
}

interface Grouped {
  readonly kind: 'function' | 'data' | 'section';
  readonly index: number;
}

/** Of a `.section`, with its COMDAT group. */
export function sectionFlags({ linking }: WasmObject, { kind, index }: Grouped, letters = ''): string {
  const isMember = (one: { readonly kind: string; readonly index: number }) => one.kind === kind && one.index === index;
  const groups = linking.comdats.filter(({ members }) => members.some(isMember));
  const [group] = groups;
  if (group === undefined) return `"${letters}",@`;
  refuse(groups.length > 1 || !identifier.test(group.name), `${JSON.stringify(group.name)} is no group in assembly`);
  return `"${letters}G",@,${group.name},comdat`;
}
