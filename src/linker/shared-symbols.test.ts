import { expect, test } from 'vitest';
import { decodeModule } from '../wasm/decode.ts';
import { encodeModule } from '../wasm/encode.ts';
import type { FunctionType } from '../wasm/model.ts';
import { SharedFile } from './input-files.ts';
import { addSharedSymbols } from './shared-symbols.ts';
import type { SymbolTable } from './symbol-table.ts';

test('addSharedSymbols gives a function its type, also one that the library only imports, and nothing of its own making', () => {
  const library = encodeModule({
    types: [
      { parameters: [0x7f], results: [] },
      { parameters: [], results: [0x7f] },
    ],
    imports: [{ module: 'env', field: 'passed', kind: 'function', typeIndex: 1 }],
    functions: [0],
    exports: [
      { name: 'passed', kind: 'function', index: 0 },
      { name: 'own', kind: 'function', index: 1 },
      ...['__start_x', '__stop_x', '__wasm_call_ctors'].map((name) => ({ name, kind: 'function', index: 1 }) as const),
    ],
    bodies: [Uint8Array.of(0, 0x0b)],
  });
  const added: unknown[] = [];
  const addShared: (symbol: { name: string; signature?: FunctionType }) => void = ({ name, signature }) =>
    added.push([name, signature?.results]);
  addSharedSymbols(new SharedFile('lib.so', decodeModule(library)), { addShared } as unknown as SymbolTable);
  expect(added).toEqual([
    ['passed', [0x7f]],
    ['own', []],
  ]);
});
