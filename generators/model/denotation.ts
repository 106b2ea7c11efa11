/**
 * What a symbol denotes within its own object: the payload, its COMDAT group, its signature, its class. Questions that one
 * object answers; where a name leads among several is `resolve.ts`.
 */
import { visitReferences } from '../scenario/body-references.ts';
import type { Denotation, ScenarioFunction, ScenarioObject, ScenarioSegment, Signature } from '../scenario/scenario.ts';
import type { Resolved } from './resolution.ts';

export type SymbolClass = 'function' | 'data' | 'global' | 'tag' | 'table';

export function isDefinition(denotes: Denotation): boolean {
  return !denotes.kind.startsWith('undefined-');
}

export function classOf(denotes: Denotation): SymbolClass {
  if (denotes.kind.endsWith('function')) return 'function';
  for (const name of ['global', 'tag', 'table'] as const) if (denotes.kind.endsWith(name)) return name;
  return 'data';
}

/** The signature that this object knows a function by. */
export function signatureOf(object: ScenarioObject, denotes: Denotation): Signature | undefined {
  if (denotes.kind === 'undefined-function') return denotes.signature;
  return denotes.kind === 'function' ? functionOf(object, denotes.function).signature : undefined;
}

export function functionOf(object: ScenarioObject, id: string): ScenarioFunction {
  return found(object.functions, id, object);
}

export function segmentOf(object: ScenarioObject, id: string): ScenarioSegment {
  return found(object.segments, id, object);
}

function found<T extends { readonly id: string }>(list: readonly T[], id: string, object: ScenarioObject): T {
  for (const item of list) if (item.id === id) return item;
  throw new Error(`${object.name} has no ${id}`);
}

/** COMDAT groups of an object, in the order of its payloads. */
export function comdatsOf(object: ScenarioObject): string[] {
  const groups = new Set<string>();
  for (const payload of [...object.functions, ...object.segments, ...object.customSections]) {
    if (payload.comdat !== undefined) groups.add(payload.comdat);
  }
  return [...groups];
}

/** The COMDAT group that what is denoted is a member of. */
export function comdatOf(object: ScenarioObject, denotes: Denotation): string | undefined {
  switch (denotes.kind) {
    case 'function':
      return functionOf(object, denotes.function).comdat;
    case 'data':
      return segmentOf(object, denotes.segment).comdat;
    case 'section':
      return found(object.customSections, denotes.section, object).comdat;
    default:
      return undefined;
  }
}

export function payloadOf(object: ScenarioObject, denotes: Denotation): Resolved {
  switch (denotes.kind) {
    case 'function':
      return { kind: 'function', object, function: functionOf(object, denotes.function) };
    case 'data':
      return { kind: 'data', object, segment: segmentOf(object, denotes.segment), offset: denotes.offset };
    case 'absolute-data':
      return { kind: 'absolute', object, address: denotes.address };
    case 'global':
      return { kind: 'global', object, global: found(object.globals, denotes.global, object) };
    case 'tag':
      return { kind: 'tag', object, tag: found(object.tags ?? [], denotes.tag, object) };
    case 'table':
      return { kind: 'table', object, table: found(object.tables ?? [], denotes.table, object) };
    case 'section':
      return { kind: 'section', object, section: denotes.section };
    default:
      throw new Error(`${object.name}: ${denotes.kind} has no payload`);
  }
}

/** Ids of the symbols that some call instruction of the object names. */
export function directlyCalled(object: ScenarioObject): ReadonlySet<string> {
  const called = new Set<string>();
  for (const { body } of object.functions) {
    visitReferences(body, (use, symbol) => {
      if (use === 'call') called.add(symbol);
    });
  }
  return called;
}
