/**
 * What the code and data of one object can see: its symbols, by what they lead to once everything is resolved. Programs
 * are written against this, so that they only do what the model can predict.
 */

import type { Resolution, Resolved } from '../model/resolve.ts';
import type {
  ScenarioFunction,
  ScenarioObject,
  ScenarioSegment,
  Signature,
  TableShape,
  ValueTypeName,
} from '../scenario/scenario.ts';
import { sameSignature } from '../scenario/values.ts';
import type { Draft, DraftObject } from './draft.ts';

export interface VisibleFunction {
  /** Id of the symbol in this object. */
  readonly symbol: string;
  readonly signature: Signature;
  readonly rank: number;
  /** Absent for imported ones. */
  readonly payload: ScenarioFunction | undefined;
  /** A shared library has it: its type is known wherever its address is. */
  readonly isShared?: boolean;
}

export interface VisibleData {
  readonly symbol: string;
  readonly owner: ScenarioObject;
  readonly segment: ScenarioSegment;
  /** Of the symbol in the segment. */
  readonly offset: number;
}

export interface VisibleTag {
  readonly symbol: string;
  readonly parameters: readonly ValueTypeName[];
  readonly leads: Resolved;
}

export interface VisibleTable {
  readonly symbol: string;
  readonly shape: TableShape;
}

export interface Scope {
  readonly object: DraftObject;
  readonly functions: readonly VisibleFunction[];
  readonly data: readonly VisibleData[];
  readonly globals: readonly { readonly symbol: string; readonly mutable: boolean }[];
  /** Undefined weak symbols, and those that this object declares with a signature that the definition does not have. */
  readonly nullFunctions: readonly { readonly symbol: string; readonly signature: Signature }[];
  readonly nullData: readonly string[];
  readonly absolutes: readonly { readonly symbol: string; readonly address: number }[];
  /** Functions that stay undefined and may only be called, which traps. */
  readonly stubs: readonly { readonly symbol: string; readonly signature: Signature }[];
  readonly tags: readonly VisibleTag[];
  /** Symbols of functions (i32) -> i32 that may throw. */
  readonly throwers: readonly string[];
  readonly tables: readonly VisibleTable[];
  readonly synthetic: readonly { readonly symbol: string; readonly name: string }[];
  /** Symbol of `__wasm_call_ctors`. */
  readonly callCtors: string | undefined;
}

export function scopeOf(draft: Draft, object: DraftObject, resolution: Resolution): Scope {
  const functions: VisibleFunction[] = [];
  const data: VisibleData[] = [];
  const globals: { symbol: string; mutable: boolean }[] = [];
  const nullFunctions: { symbol: string; signature: Signature }[] = [];
  const nullData: string[] = [];
  const absolutes: { symbol: string; address: number }[] = [];
  const stubs: { symbol: string; signature: Signature }[] = [];
  const tags: VisibleTag[] = [];
  const throwers: string[] = [];
  const tables: VisibleTable[] = [];
  const synthetic: { symbol: string; name: string }[] = [];
  let callCtors: string | undefined;
  const symbols = resolution.symbols.get(object.name)!;
  for (const { id: symbol, denotes } of object.symbols) {
    const resolved = symbols.get(symbol)!;
    switch (resolved.kind) {
      case 'function':
      case 'host':
        if (resolved.kind === 'function' && draft.throwers.has(resolved.function)) {
          throwers.push(symbol);
          break;
        }
        if (denotes.kind === 'undefined-function' && isMismatch(denotes.signature, resolved)) {
          nullFunctions.push({ symbol, signature: denotes.signature });
          break;
        }
        functions.push({ symbol, ...visibleFunction(draft, resolved) });
        break;
      case 'data':
        if (draft.unseen.has(resolved.segment.id)) break;
        data.push({ symbol, owner: resolved.object, segment: resolved.segment, offset: resolved.offset });
        break;
      case 'tag':
        tags.push({ symbol, parameters: resolved.tag.parameters, leads: resolved });
        break;
      case 'host-tag':
        tags.push({ symbol, parameters: resolved.parameters, leads: resolved });
        break;
      case 'table':
        tables.push({ symbol, shape: resolved.table });
        break;
      case 'host-table':
        tables.push({ symbol, shape: resolved.shape });
        break;
      case 'outside':
        if (resolved.place !== undefined)
          data.push({ symbol, owner: resolved.place.object, segment: resolved.place.segment, offset: 0 });
        break;
      case 'global':
        globals.push({ symbol, mutable: resolved.global.mutable });
        break;
      case 'host-global':
        globals.push({ symbol, mutable: resolved.mutable });
        break;
      case 'null':
        if (denotes.kind === 'undefined-function') nullFunctions.push({ symbol, signature: denotes.signature });
        else if (denotes.kind === 'undefined-data') nullData.push(symbol);
        break;
      case 'absolute':
        absolutes.push({ symbol, address: resolved.address });
        break;
      case 'stub':
        if (denotes.kind === 'undefined-function') stubs.push({ symbol, signature: denotes.signature });
        break;
      case 'synthetic':
        if (resolved.name === '__wasm_call_ctors') callCtors = symbol;
        else if (denotes.kind === 'undefined-data') synthetic.push({ symbol, name: resolved.name });
        break;
      default:
        break;
    }
  }
  return {
    object,
    functions,
    data,
    globals,
    nullFunctions,
    nullData,
    absolutes,
    stubs,
    tags,
    throwers,
    tables,
    synthetic,
    callCtors,
  };
}

type FunctionLike = Extract<Resolved, { kind: 'function' | 'host' }>;

function isMismatch(signature: Signature, resolved: FunctionLike): boolean {
  const defined = resolved.kind === 'host' ? resolved.signature : resolved.function.signature;
  return !sameSignature(signature, defined);
}

function visibleFunction(draft: Draft, resolved: FunctionLike): Omit<VisibleFunction, 'symbol'> {
  if (resolved.kind === 'host') {
    return { signature: resolved.signature, rank: 0, payload: undefined, isShared: resolved.library !== undefined };
  }
  const { function: payload } = resolved;
  return { signature: payload.signature, rank: draft.ranks.get(payload) ?? 0, payload };
}
