/** A decoded module with other parts, for tests: what it makes only when it is asked for is not copied by a spread. */
import type { WasmModule } from './model.ts';

export function changedModule(module: WasmModule, change: Partial<WasmModule>): WasmModule {
  return { ...module, code: module.code, data: module.data, ...change };
}
