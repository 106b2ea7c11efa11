/**
 * wabt, loaded once when it is first needed, with every feature on that a linker's input can use. Its own types do not
 * know all features, nor that `validate` wants them again; the part that is used is typed here.
 */
export interface WabtModule {
  validate(features: WabtFeatures): void;
  toText(options: { foldExprs?: boolean; inlineExport?: boolean }): string;
  toBinary(options: { write_debug_names?: boolean }): { readonly buffer: Uint8Array };
  destroy(): void;
}

export interface Wabt {
  /** Reads the whole buffer behind a view: pass a copy. Throws with a message when the bytes are no module. */
  readWasm(bytes: Uint8Array, options: WabtFeatures & { readDebugNames?: boolean }): WabtModule;
  parseWat(fileName: string, text: string, features: WabtFeatures): WabtModule;
}

/** wabt's garbage collection and function references are half done and stay off. */
export const wabtFeatures = {
  exceptions: true,
  mutable_globals: true,
  sat_float_to_int: true,
  sign_extension: true,
  simd: true,
  threads: true,
  multi_value: true,
  tail_call: true,
  bulk_memory: true,
  reference_types: true,
  code_metadata: true,
  memory64: true,
  multi_memory: true,
  extended_const: true,
  relaxed_simd: true,
};
export type WabtFeatures = typeof wabtFeatures;

let loading: Promise<Wabt> | undefined;

export function loadWabt(): Promise<Wabt> {
  loading ??= import('wabt').then(async ({ default: init }) => (await init()) as unknown as Wabt);
  return loading;
}
