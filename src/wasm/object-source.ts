/**
 * An object (or module) as a program that makes one wants to say it: contents without sizes, offsets or section indices.
 * `encode.ts` computes those. Sections, section symbols and relocations refer to each other by position in these lists.
 * Whatever is left out is empty. `toSource` (`to-source.ts`) turns a decoded object into this form.
 */
import type { DataSource } from './data.ts';
import type {
  ComdatMemberKind,
  ElementSegment,
  Export,
  FunctionType,
  Global,
  Import,
  InitFunction,
  Limits,
  ObjectSymbol,
  SegmentInfo,
  TableType,
} from './model.ts';
import type { RelocationKind } from './relocation-kinds.ts';
import type { LebSize } from './writer.ts';

/** The contents of a module, section by section; `encodeModule` makes the file. */
export interface ModuleSource {
  readonly types?: readonly FunctionType[];
  readonly imports?: readonly Import[];
  /** Type index of each defined function. */
  readonly functions?: readonly number[];
  readonly tables?: readonly TableType[];
  readonly memories?: readonly Limits[];
  /** Type index of each defined tag. */
  readonly tags?: readonly number[];
  readonly globals?: readonly Global[];
  readonly exports?: readonly Export[];
  readonly start?: number;
  readonly elements?: readonly ElementSegment[];
  readonly dataCount?: number;
  /** Local declarations and instructions of each defined function, without the size in front. */
  readonly bodies?: readonly Uint8Array[];
  /** How many bytes each body's size takes, when that is not the fewest. */
  readonly bodyLebSizes?: readonly LebSize[];
  readonly data?: readonly DataSource[];
  /** Custom sections except `linking` and `reloc.*`; make their contents with `encodeProducers` and its like. */
  readonly customs?: readonly CustomSource[];
  readonly linking?: LinkingSource;
  /** One `reloc.*` section each. */
  readonly relocations?: readonly RelocationSource[];
  /**
   * Exactly these sections in this order. Default: what has contents, `dylink.0` first, then core sections, custom
   * sections, `linking`, `reloc.*`, and at the end `name`, `producers`, `target_features`: as LLVM writes objects.
   */
  readonly order?: readonly SectionSlot[];
}

/** The contents of a relocatable object; `encodeObject` makes the file. */
export interface ObjectSource extends ModuleSource {
  readonly linking: LinkingSource;
}

/** A custom section as it is written. */
export interface CustomSource {
  readonly name: string;
  readonly content: Uint8Array;
}

/** One section in the order of the file. `sizeLebSize`: how many bytes its size takes; 0: the fewest. */
export type SectionSlot = { readonly sizeLebSize?: LebSize } & (
  | { readonly kind: 'core'; readonly id: number }
  /** Position in `customs`. */
  | { readonly kind: 'custom'; readonly position: number }
  | { readonly kind: 'linking' }
  /** Position in `relocations`. */
  | { readonly kind: 'relocations'; readonly position: number }
);

/** A section that something refers to: code, data, a position in `customs`, or any index as it shall stand in the file. */
export type SectionReference = 'code' | 'data' | { readonly custom: number } | { readonly index: number };

/** The `linking` section. */
export interface LinkingSource {
  /** Default 2. */
  readonly version?: number;
  readonly symbols?: readonly SymbolSource[];
  readonly segments?: readonly SegmentInfo[];
  readonly initFunctions?: readonly InitFunction[];
  readonly comdats?: readonly ComdatSource[];
  /** How many bytes the sizes of subsections take. Default: as those of sections. */
  readonly subsectionLebSize?: LebSize;
}

/** A section symbol says its section by `section`; its `index` then says nothing. */
export interface SymbolSource extends ObjectSymbol {
  readonly section?: SectionReference;
}

/** A COMDAT group. */
export interface ComdatSource {
  readonly name: string;
  readonly flags: number;
  readonly members: readonly {
    readonly kind: ComdatMemberKind;
    readonly index: number;
    /** In place of `index`, for a member that is a section. */
    readonly section?: SectionReference;
  }[];
}

/** The relocations of one section. They are written in ascending order of their places unless `keepOrder` is set. */
export interface RelocationSource {
  readonly of: SectionReference;
  readonly entries: readonly RelocationAt[];
  readonly keepOrder?: boolean;
  /** The section's name. Default: `reloc.CODE`, `reloc.DATA`, `reloc.` and the custom section's name. */
  readonly name?: string;
}

/** One relocation, told relative to what it lies in, so that nobody computes offsets in a section. */
export interface RelocationAt {
  readonly kind: RelocationKind;
  /** Of code: position in `bodies`; of data: position in `data`. Left out: `offset` counts from the start of the section's content. */
  readonly item?: number;
  /** In bytes from the start of the body (its local declarations) or of the segment's payload. */
  readonly offset: number;
  /** Symbol index, or type index when the kind's target is `type`. */
  readonly index: number;
  readonly addend: bigint;
}
