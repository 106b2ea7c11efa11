/**
 * The WebAssembly engine of this process (V8), with the types that the compiler's standard library for Node lacks.
 * Only what `validate.ts` and `execute.ts` use, in the shapes of the JavaScript API.
 */

/** What JavaScript passes for a wasm value: i64 is a bigint, a reference anything. */
export type WasmValue = number | bigint | null | object | undefined;

export interface EngineMemory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

export interface EngineTable {
  readonly length: number;
  get(slot: number): unknown;
}

export interface EngineGlobal {
  value: WasmValue;
}

export interface EngineModule {
  readonly module?: never;
}

export interface EngineInstance {
  readonly exports: Readonly<Record<string, unknown>>;
}

export type EngineImports = Record<string, Record<string, unknown>>;

type Construct<Arguments extends readonly unknown[], Result> = new (...args: Arguments) => Result;

export interface Engine {
  validate(bytes: Uint8Array): boolean;
  readonly Module: Construct<[bytes: Uint8Array], EngineModule> & {
    imports(module: EngineModule): readonly { readonly module: string; readonly name: string }[];
  };
  readonly Instance: Construct<[module: EngineModule, imports: EngineImports], EngineInstance>;
  readonly Memory: Construct<[{ initial: number; maximum?: number; shared?: boolean }], EngineMemory>;
  readonly Table: Construct<[{ element: string; initial: number; maximum?: number }], EngineTable>;
  readonly Global: Construct<[{ value: string; mutable: boolean }, value?: WasmValue], EngineGlobal>;
  readonly Tag: Construct<[{ parameters: readonly string[] }], object>;
  readonly Exception: Construct<[tag: object, payload: readonly WasmValue[]], object>;
}

export const engine: Engine = (globalThis as unknown as { WebAssembly: Engine }).WebAssembly;
