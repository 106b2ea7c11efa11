/**
 * The WebAssembly engine of this process (V8), with the types that the compiler's standard library for Node lacks.
 * Only what `validate.ts` and `execute.ts` use, in the shapes of the JavaScript API.
 * What Node 20 has behind a flag is switched on when this file is loaded, for the whole process.
 */
import { setFlagsFromString } from 'node:v8';

/** What JavaScript passes for a wasm value: i64 is a bigint, a reference anything. */
export type WasmValue = number | bigint | null | object | undefined;

export interface EngineMemory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

export interface EngineTable {
  readonly length: number;
  get(slot: number): unknown;
  set(slot: number, value: unknown): void;
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

/** Bigints where addresses are 64-bit. Before the proposal was finished, they were numbers, and `address` was `index`. */
export interface EngineLimits {
  readonly initial: number | bigint;
  readonly maximum?: number | bigint;
  readonly address?: 'i32' | 'i64';
  readonly index?: 'i32' | 'i64';
}

type Construct<Arguments extends readonly unknown[], Result> = new (...args: Arguments) => Result;

export interface Engine {
  validate(bytes: Uint8Array): boolean;
  readonly Module: Construct<[bytes: Uint8Array], EngineModule> & {
    imports(module: EngineModule): readonly { readonly module: string; readonly name: string }[];
  };
  readonly Instance: Construct<[module: EngineModule, imports: EngineImports], EngineInstance>;
  readonly Memory: Construct<[EngineLimits & { shared?: boolean }], EngineMemory>;
  readonly Table: Construct<[EngineLimits & { element: string }], EngineTable>;
  readonly Global: Construct<[{ value: string; mutable: boolean }, value?: WasmValue], EngineGlobal>;
  readonly Tag: Construct<[{ parameters: readonly string[] }], object>;
  readonly Exception: Construct<[tag: object, payload: readonly WasmValue[]], object>;
}

export const engine: Engine = (globalThis as unknown as { WebAssembly: Engine }).WebAssembly;

/** A module with nothing but a 64-bit memory. */
const memory64 = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 5, 3, 1, 4, 0);

// An engine that knows it without a flag need not know the flag.
if (!engine.validate(memory64)) setFlagsFromString('--experimental-wasm-memory64');

type Compiled = { readonly module: EngineModule } | { readonly refused: unknown };

const compiled = new WeakMap<Uint8Array, Compiled>();

/** Validates and compiles, once as long as somebody holds the bytes. Throws what the engine throws, every time. */
export function compile(bytes: Uint8Array): EngineModule {
  let result = compiled.get(bytes);
  if (result === undefined) {
    result = tryToCompile(bytes);
    compiled.set(bytes, result);
  }
  if ('refused' in result) throw result.refused;
  return result.module;
}

function tryToCompile(bytes: Uint8Array): Compiled {
  try {
    return { module: new engine.Module(bytes) };
  } catch (error) {
    return { refused: error };
  }
}
