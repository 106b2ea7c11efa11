/**
 * Which relocations the files of a link hold, read from their bytes: `KIND section symbol`, where the section is code,
 * data or custom, and the symbol is told by its binding and kind (`weak undefined data`, `local section`, `type`).
 * For counting what the generators reach; `relocation-features.ts` tells less, but without lowering a case.
 */
import { decodeArchive, isArchive } from '../../src/wasm/archive.ts';
import { SectionId } from '../../src/wasm/constants.ts';
import { decodeModule, isObject, isWasm } from '../../src/wasm/decode.ts';
import { type ObjectSymbol, SymbolFlag, type WasmModule, type WasmObject } from '../../src/wasm/model.ts';
import { DecodeError } from '../../src/wasm/reader.ts';
import { type RelocationKind, relocationKindNamed } from '../../src/wasm/relocation-kinds.ts';
import { relocationWords } from './relocation-features.ts';

/** Each once, in no order; none of an object that is malformed on purpose. */
export function relocationUsesOf(files: ReadonlyMap<string, Uint8Array>): ReadonlySet<string> {
  const uses = new Set<string>();
  for (const bytes of files.values()) {
    const objects = isArchive(bytes) ? decodeArchive(bytes).members.flatMap((member) => member.bytes ?? []) : [bytes];
    for (const object of objects) {
      const module = isWasm(object) ? decoded(object) : undefined;
      if (module !== undefined && isObject(module)) addUses(module, uses);
    }
  }
  return uses;
}

function decoded(object: Uint8Array): WasmModule | undefined {
  try {
    return decodeModule(object);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

function addUses({ sections, linking }: WasmObject, uses: Set<string>): void {
  const described = linking.symbols.map(symbolText);
  for (const { id, relocations } of sections) {
    const section = id === SectionId.Code ? 'code' : id === SectionId.Data ? 'data' : 'custom';
    for (let i = 0; i < relocations.length; i++) {
      const { name, target } = relocations.kind(i);
      const symbol = target === 'type' ? 'type' : described[relocations.indices[i]!];
      uses.add(`${name.slice('R_WASM_'.length)} ${section} ${symbol}`);
    }
  }
}

function symbolText({ kind, flags }: ObjectSymbol): string {
  const binding = flags & SymbolFlag.BindingWeak ? 'weak ' : flags & SymbolFlag.BindingLocal ? 'local ' : '';
  const state = flags & SymbolFlag.Undefined ? 'undefined ' : flags & SymbolFlag.Absolute ? 'absolute ' : '';
  return `${binding}${state}${kind}`;
}

const numbers = ['absolute data', 'weak absolute data', 'local absolute data'];

/** Every use that an object can hold by the kinds in `relocationWords`, so that what never occurs is seen. */
export const relocationUses: readonly string[] = relocationWords.flatMap((word) => {
  const [, kind = '', section = ''] = word.split(':');
  return symbolsFor(relocationKindNamed(kind)!).map((symbol) => `${kind} ${section} ${symbol}`);
});

/** Sections are always local; globals are made by every compiler strong. */
function symbolsFor({ name, target }: RelocationKind): readonly string[] {
  switch (target) {
    case 'function':
      return anyOf(target);
    case 'data':
      // How far a number is from a place means something only when another definition has won.
      return [
        ...anyOf(target),
        ...numbers.filter((number) => number.startsWith('weak') || !/_((LOC)?REL|TLS)_/.test(name)),
      ];
    case 'global': {
      const own = ['', 'local ', 'undefined '].map((state) => `${state}${target}`);
      // A global that holds the address of something else: its GOT entry.
      return name === 'R_WASM_GLOBAL_INDEX_LEB' ? [...own, ...anyOf('data'), ...numbers, ...anyOf('function')] : own;
    }
    case 'tag':
    case 'table':
      return ['', 'weak ', 'local ', 'undefined '].map((state) => `${state}${target}`);
    case 'section':
      return ['local section'];
    case 'type':
      return ['type'];
  }
}

function anyOf(kind: 'data' | 'function'): readonly string[] {
  return ['', 'weak ', 'local ', 'undefined ', 'weak undefined '].map((state) => `${state}${kind}`);
}
