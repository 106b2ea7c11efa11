/** What resolution finds out, as values: where symbols lead, which objects are linked, what is wrong. Made by `resolve.ts`. */
import type {
  ImportName,
  ScenarioFunction,
  ScenarioGlobal,
  ScenarioObject,
  ScenarioSegment,
  ScenarioSymbol,
  ScenarioTable,
  ScenarioTag,
  Signature,
  TableShape,
  ValueTypeName,
} from '../scenario/scenario.ts';

/** Where a symbol leads. */
export type Resolved =
  | { readonly kind: 'function'; readonly object: ScenarioObject; readonly function: ScenarioFunction }
  | {
      readonly kind: 'data';
      readonly object: ScenarioObject;
      readonly segment: ScenarioSegment;
      /** Of the symbol in the segment. */
      readonly offset: number;
    }
  | { readonly kind: 'absolute'; readonly object: ScenarioObject; readonly address: number }
  | { readonly kind: 'global'; readonly object: ScenarioObject; readonly global: ScenarioGlobal }
  | { readonly kind: 'tag'; readonly object: ScenarioObject; readonly tag: ScenarioTag }
  | { readonly kind: 'table'; readonly object: ScenarioObject; readonly table: ScenarioTable }
  | { readonly kind: 'section'; readonly object: ScenarioObject; readonly section: string }
  /** Made by the linker. */
  | { readonly kind: 'synthetic'; readonly name: string }
  /** An import of the output. */
  | {
      readonly kind: 'host';
      readonly import: ImportName;
      readonly signature: Signature;
      /** The shared library that defines it. */
      readonly library?: string;
    }
  | {
      readonly kind: 'host-global';
      readonly import: ImportName;
      readonly type: ValueTypeName;
      readonly mutable: boolean;
    }
  | { readonly kind: 'host-tag'; readonly import: ImportName; readonly parameters: readonly ValueTypeName[] }
  | { readonly kind: 'host-table'; readonly import: ImportName; readonly shape: TableShape }
  /** Data that another module has to define: its address comes from a loader. */
  | {
      readonly kind: 'outside';
      readonly name: string;
      /** In a shared library: what lies there. */
      readonly place?: { readonly object: ScenarioObject; readonly segment: ScenarioSegment };
    }
  /**
   * An undefined weak symbol, or data that may stay undefined: its address is null, a call of it traps. `archived`: an
   * archive has a definition that nobody needs.
   */
  | { readonly kind: 'null'; readonly function: boolean; readonly unresolved?: string; readonly archived?: true }
  /** A strong undefined function that the command line lets pass without importing it: a call of it traps. */
  | { readonly kind: 'stub'; readonly unresolved: string }
  /** A direct call with a signature that the definition does not have: it traps, its table slot is 0. */
  | { readonly kind: 'mismatch'; readonly name: string }
  | { readonly kind: 'undefined'; readonly name: string }
  /** A local symbol of a COMDAT group that lost, or a section of one. */
  | { readonly kind: 'discarded' };

/** Codes are the linker's diagnostic codes; a target may word them as it likes. */
export type ProblemCode =
  | 'duplicate-symbol'
  | 'undefined-symbol'
  | 'symbol-type-mismatch'
  | 'signature-mismatch'
  | 'global-type-mismatch'
  | 'tag-signature-mismatch'
  | 'table-type-mismatch'
  | 'import-name-mismatch'
  | 'import-module-mismatch'
  | 'undefined-entry'
  | 'undefined-export'
  | 'bad-constructor'
  | 'malformed-object'
  | 'disallowed-feature'
  | 'mutable-global-feature'
  /** `atomics` or `bulk-memory`, for shared memory or thread-local data. */
  | 'missing-memory-feature'
  | 'memory-too-small'
  | 'misaligned-memory'
  | 'misaligned-stack'
  /** Objects of 32-bit and 64-bit memory are mixed, or the option says otherwise. */
  | 'architecture-mismatch'
  | 'not-position-independent'
  | 'incompatible-options';

/** What a linker must say of a scenario. */
export interface Problem {
  readonly code: ProblemCode;
  readonly severity: 'error' | 'warning';
  /** Link name, or what else the problem is about. */
  readonly symbol: string;
}

/** Which objects take part, and where every symbol leads. */
export interface Resolution {
  /** Linked objects in link order: an archive member stands before the object that pulled it in. */
  readonly included: readonly ScenarioObject[];
  readonly includedNames: ReadonlySet<string>;
  /** `symbols.get(object.name).get(symbol.id)`, for linked objects and for the others too. */
  readonly symbols: ReadonlyMap<string, ReadonlyMap<string, Resolved>>;
  /** The definition of a non-local name. */
  readonly names: ReadonlyMap<string, Resolved>;
  /** The symbol-table entry whose definition won. */
  readonly winners: ReadonlyMap<string, ScenarioSymbol>;
  /** With `--wrap`: the name that a reference by another name means. */
  readonly redirected: ReadonlyMap<string, string>;
  /** For each COMDAT group, the name of the object that keeps it. */
  readonly comdatOwners: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
  /** True when the outcome depends on an order that wasm-ld leaves open: no scenario should do that. */
  readonly ambiguous: boolean;
}

/** The name of what a symbol refers to: its own, unless that is wrapped. */
export function targetName({ redirected }: Pick<Resolution, 'redirected'>, { name, binding }: ScenarioSymbol): string {
  return binding === 'local' ? name : (redirected.get(name) ?? name);
}
