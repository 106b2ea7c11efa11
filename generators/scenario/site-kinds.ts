/**
 * What a relocation site in data or in a custom section holds, by its kind: how many bytes, and whether a program can
 * follow it as a pointer or call it as a slot. In an object with 64-bit memory, addresses and slots have 8 bytes.
 */
import type { SiteKind } from './scenario.ts';

export function siteBytes(kind: SiteKind): 4 | 8 {
  return kind.endsWith('_I64') ? 8 : 4;
}

/** An absolute address. */
export function isPointer(kind: SiteKind): boolean {
  return kind === 'MEMORY_ADDR_I32' || kind === 'MEMORY_ADDR_I64';
}

export function isSlot(kind: SiteKind): boolean {
  return kind === 'TABLE_INDEX_I32' || kind === 'TABLE_INDEX_I64';
}

/** The distance from the site itself. */
export function isRelative(kind: SiteKind): boolean {
  return kind === 'MEMORY_ADDR_LOCREL_I32';
}

/** Overlaps with the bytes from `begin` to before `end`. */
export function touches(
  site: { readonly offset: number; readonly kind: SiteKind },
  begin: number,
  end: number,
): boolean {
  return site.offset < end && begin < site.offset + siteBytes(site.kind);
}

export interface WordKinds {
  readonly bytes: 4 | 8;
  readonly pointer: SiteKind;
  readonly slot: SiteKind;
  readonly functionOffset: SiteKind;
}

/** The kinds whose sites are as wide as an address. */
export function wordKinds(memory64: boolean): WordKinds {
  return memory64 ? wide : narrow;
}

const narrow: WordKinds = {
  bytes: 4,
  pointer: 'MEMORY_ADDR_I32',
  slot: 'TABLE_INDEX_I32',
  functionOffset: 'FUNCTION_OFFSET_I32',
};
const wide: WordKinds = {
  bytes: 8,
  pointer: 'MEMORY_ADDR_I64',
  slot: 'TABLE_INDEX_I64',
  functionOffset: 'FUNCTION_OFFSET_I64',
};

/** The kind that says the same with 32-bit memory. */
export function narrowKind(kind: SiteKind): SiteKind {
  switch (kind) {
    case wide.pointer:
      return narrow.pointer;
    case wide.slot:
      return narrow.slot;
    case wide.functionOffset:
      return narrow.functionOffset;
    default:
      return kind;
  }
}
