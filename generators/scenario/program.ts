/**
 * What functions of a scenario do: statements and expressions that a model computes on paper (`evaluate.ts`) and a
 * machine as instructions (`lower-body.ts`), with a relocation wherever one names a symbol, a type or a table.
 */

/** The number types: programs use no others. */
export type ValueTypeName = 'i32' | 'i64' | 'f32' | 'f64';

/** Parameters and results of a function. */
export interface Signature {
  readonly parameters: readonly ValueTypeName[];
  readonly results: readonly ValueTypeName[];
}

/** A function's program: statements, then the value that its results are made of. */
export interface Body {
  readonly statements: readonly Statement[];
  /** An i32; converted to each result type (`values.ts`). Absent only without results. */
  readonly result?: Expression;
}

/** What changes the state of the instance. */
export type Statement =
  /** i32.store, little-endian; `bytes` 1 is i32.store8. */
  | {
      readonly op: 'store';
      readonly place: Place;
      readonly bytes: 1 | 4;
      readonly value: Expression;
    }
  | { readonly op: 'set-global'; readonly symbol: string; readonly value: Expression }
  /** Calls `symbol`, which is `__wasm_init_tls`, with the address of memory for the thread's own copy of its data. */
  | { readonly op: 'start-thread'; readonly symbol: string; readonly block: Place }
  /** Puts the function of a slot of the function table into a table, or null. */
  | { readonly op: 'table-set'; readonly symbol: string; readonly index: number; readonly slot?: Slot }
  /** Evaluates and drops. */
  | { readonly op: 'evaluate'; readonly value: Expression }
  /** Makes a body long (128 bytes is where its size takes two LEB bytes). */
  | { readonly op: 'nops'; readonly count: number };

/** What yields an i32 that the model knows. `symbol` is always the id of a symbol of the function's object. */
export type Expression =
  | { readonly op: 'constant'; readonly value: number }
  /** A parameter, converted to i32 (`values.ts`). */
  | { readonly op: 'argument'; readonly index: number }
  /** The first term, then for each other: acc = (acc * 0x01000193) ^ term. At least one term. */
  | { readonly op: 'mix'; readonly terms: readonly Expression[] }
  | { readonly op: 'add'; readonly left: Expression; readonly right: Expression }
  /** value & (2^bits - 1): what bounds a recursion. */
  | { readonly op: 'low-bits'; readonly value: Expression; readonly bits: number }
  /** `whenTrue` when `condition` is not 0. Only the chosen side is evaluated. */
  | { readonly op: 'if'; readonly condition: Expression; readonly whenTrue: Expression; readonly whenFalse: Expression }
  /** i32.load or i32.load8_u of bytes that are no relocation site. */
  | { readonly op: 'load'; readonly place: Place; readonly bytes: 1 | 4 }
  | { readonly op: 'call'; readonly symbol: string; readonly arguments: readonly Expression[] }
  | {
      readonly op: 'call-indirect';
      readonly slot: Slot;
      readonly signature: Signature;
      readonly arguments: readonly Expression[];
    }
  | { readonly op: 'same-address'; readonly left: Place; readonly right: Place }
  /** (address & (2^alignLog2 - 1)) == 0 */
  | { readonly op: 'aligned'; readonly place: Place; readonly alignLog2: number }
  | { readonly op: 'null-address'; readonly place: Place }
  /** to - from, both in one segment of one object. */
  | { readonly op: 'distance'; readonly from: Place; readonly to: Place }
  /** Both ranges are apart: a.end <= b.start or b.end <= a.start. */
  | {
      readonly op: 'apart';
      readonly left: Place;
      readonly leftSize: number;
      readonly right: Place;
      readonly rightSize: number;
    }
  | { readonly op: 'same-function'; readonly left: Slot; readonly right: Slot }
  | { readonly op: 'null-function'; readonly slot: Slot }
  /** All bits of the global, folded (`global-values.ts`). */
  | { readonly op: 'get-global'; readonly symbol: string }
  /** Has no value. */
  | { readonly op: 'throw'; readonly symbol: string; readonly arguments: readonly Expression[] }
  /** `body`; what the tag carries when it is thrown there, folded as results are; `otherwise` when another one is. */
  | { readonly op: 'catch'; readonly symbol: string; readonly body: Expression; readonly otherwise?: number }
  | { readonly op: 'table-size'; readonly symbol: string }
  /** By null; the size before, or -1. */
  | { readonly op: 'table-grow'; readonly symbol: string; readonly by: number }
  /** 1 when the entry is null. */
  | { readonly op: 'table-null'; readonly symbol: string; readonly index: number }
  /** call_indirect through a table that is not the function table. */
  | {
      readonly op: 'call-table';
      readonly symbol: string;
      readonly index: number;
      readonly signature: Signature;
      readonly arguments: readonly Expression[];
    }
  /** `__tls_size` or `__tls_align` */
  | { readonly op: 'thread-storage'; readonly what: 'size' | 'alignment' }
  /** Takes a frame from `__stack_pointer`, keeps `value` in it, reads it back, gives the frame back. */
  | { readonly op: 'in-frame'; readonly value: Expression };

/**
 * What yields an address: an i32, or an i64 where the object's memory is 64-bit; kinds of relocations are then those of
 * 64 bits (MEMORY_ADDR_SLEB64).
 */
export type Place =
  /** The symbol's address + addend + base; `how` says which relocation writes it. */
  | {
      readonly from: 'symbol';
      readonly symbol: string;
      readonly addend: number;
      /**
       * `sleb`: i32.const MEMORY_ADDR_SLEB. `leb`: in the offset of the load or store; only there. Position-independent:
       * `got`: global.get of the symbol's GOT entry, then the addend. `rel`: `__memory_base` and MEMORY_ADDR_REL_SLEB.
       * Of thread-local data: `tls`: `__tls_base` and MEMORY_ADDR_TLS_SLEB.
       */
      readonly how: 'sleb' | 'leb' | 'got' | 'rel' | 'tls';
      /** Only with `leb`: the i32.const below the load, at least 0. */
      readonly base?: number;
    }
  /** The pointer stored at `at` (a MEMORY_ADDR_I32 site), + plus. */
  | { readonly from: 'memory'; readonly at: Place; readonly plus: number }
  /** `at` + the difference stored at `at` (a MEMORY_ADDR_LOCREL_I32 site). */
  | { readonly from: 'relative'; readonly at: Place }
  /** `__tls_base` + plus */
  | { readonly from: 'thread-base'; readonly plus: number };

/** What yields a table slot, as wide as an address. */
export type Slot =
  /** i32.const TABLE_INDEX_SLEB; `got`: the symbol's GOT entry; `rel`: `__table_base` and TABLE_INDEX_REL_SLEB. */
  | { readonly from: 'symbol'; readonly symbol: string; readonly how?: 'got' | 'rel' }
  /** Stored at `at`, a TABLE_INDEX_I32 site. */
  | { readonly from: 'memory'; readonly at: Place };
