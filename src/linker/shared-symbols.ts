/**
 * Names that a shared object defines: its exported functions, and its exported globals, which hold data addresses.
 * They settle undefined names; a definition in an object wins over them whatever the order.
 */
import type { SharedFile } from './input-files.ts';
import type { SymbolTable } from './symbol-table.ts';

/** Exports that belong to the shared object itself. */
const privateNames = new Set(['__wasm_apply_data_relocs', '__wasm_call_ctors']);

export function addSharedSymbols(file: SharedFile, symbols: SymbolTable): void {
  const { wasm } = file;
  // A function may be exported that is imported: it has its type all the same.
  const imported = wasm.imports.flatMap((entry) => (entry.kind === 'function' ? [entry.typeIndex] : []));
  const typeIndices = [...imported, ...wasm.functions];
  for (const entry of wasm.exports) {
    const { name, kind, index } = entry;
    if (privateNames.has(name) || name.startsWith('__start_') || name.startsWith('__stop_')) continue;
    if (kind === 'function') {
      const signature = wasm.types[typeIndices[index]!]!;
      symbols.addShared({ name, kind: 'function', state: 'shared', flags: 0, file, signature });
    } else if (kind === 'global') {
      symbols.addShared({ name, kind: 'data', state: 'shared', flags: 0, file });
    }
  }
}
