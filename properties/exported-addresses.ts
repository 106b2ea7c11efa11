/** Addresses that a module exports, and the memory that they are addresses of. */
import { type ConstantExpression, importCounts, type Limits, type WasmModule } from '../src/wasm/index.ts';

export const pageBytes = 65_536;

/** Of exported globals whose value is a constant. */
export function exportedAddresses(module: WasmModule): ReadonlyMap<string, number> {
  const imported = importCounts(module.imports).global;
  const addresses = new Map<string, number>();
  for (const { name, kind, index } of module.exports) {
    const init = kind === 'global' ? module.globals[index - imported]?.init : undefined;
    const address = init && addressOf(init.value);
    if (address !== undefined) addresses.set(name, address);
  }
  return addresses;
}

function addressOf(value: ConstantExpression['value']): number | undefined {
  if (value.kind === 'i32') return value.value >>> 0;
  return value.kind === 'i64' ? Number(value.value) : undefined;
}

/** Of the memory, imported or not. */
export function memoryLimits({ imports, memories }: WasmModule): Limits | undefined {
  const imported = imports.find((wanted) => wanted.kind === 'memory');
  return imported?.kind === 'memory' ? imported.memory : memories[0];
}
