/**
 * Modules as WebAssembly text and back, by wabt: for reports that people read, and for tests.
 */
import { loadWabt, wabtFeatures } from './wabt.ts';

/** Throws with wabt's message when the text cannot be parsed. */
export async function parseModuleText(text: string): Promise<Uint8Array> {
  const module = (await loadWabt()).parseWat('module.wat', text, wabtFeatures);
  try {
    return new Uint8Array(module.toBinary({ write_debug_names: true }).buffer);
  } finally {
    module.destroy();
  }
}

/** Throws with wabt's message when the bytes are no module. */
export async function printModuleText(bytes: Uint8Array): Promise<string> {
  const wabt = await loadWabt();
  const module = wabt.readWasm(new Uint8Array(bytes), { ...wabtFeatures, readDebugNames: true });
  try {
    return module.toText({ foldExprs: false, inlineExport: false });
  } finally {
    module.destroy();
  }
}
