/**
 * One name of the symbol table on paper while objects come in, and where it leads when nobody has defined it: to an
 * import, to null, to a stub that traps, or nowhere. Who wins a name is decided in `resolve.ts`.
 */
import type {
  ImportName,
  LinkOptions,
  ScenarioObject,
  ScenarioSymbol,
  Signature,
  TableShape,
  ValueTypeName,
} from '../scenario/scenario.ts';
import type { SymbolClass } from './denotation.ts';
import { isPositionIndependent } from './output-mode.ts';
import type { ProblemCode, Resolved } from './resolution.ts';

export interface Entry {
  state: 'lazy' | 'undefined' | 'shared' | 'defined';
  /** What a shared library has under the name. */
  shared?: Resolved;
  class: SymbolClass | undefined;
  weak: boolean;
  object: ScenarioObject | undefined;
  symbol: ScenarioSymbol | undefined;
  signature: Signature | undefined;
  import: ImportName | undefined;
  calledDirectly: boolean;
}

export function newEntry(state: Entry['state'], symbolClass: SymbolClass | undefined): Entry {
  return {
    state,
    class: symbolClass,
    weak: false,
    object: undefined,
    symbol: undefined,
    signature: undefined,
    import: undefined,
    calledDirectly: false,
  };
}

/** Of one class, in what they differ. */
export function typeMismatchOf(left: Entry, right: Entry): ProblemCode | undefined {
  switch (left.class) {
    case 'global': {
      const [one, other] = [globalTypeOf(left), globalTypeOf(right)];
      return one.mutable === other.mutable && one.type === other.type ? undefined : 'global-type-mismatch';
    }
    case 'tag':
      return parametersOf(left).join() === parametersOf(right).join() ? undefined : 'tag-signature-mismatch';
    case 'table':
      return elementOf(left) === elementOf(right) ? undefined : 'table-type-mismatch';
    default:
      return undefined;
  }
}

function parametersOf({ object, symbol }: Entry): readonly ValueTypeName[] {
  const denotes = symbol?.denotes;
  if (denotes?.kind === 'undefined-tag') return denotes.parameters;
  return (denotes?.kind === 'tag' && object?.tags?.find(({ id }) => id === denotes.tag)?.parameters) || [];
}

function elementOf({ object, symbol }: Entry): TableShape['element'] | undefined {
  const denotes = symbol?.denotes;
  if (denotes?.kind === 'undefined-table') return denotes.element;
  return denotes?.kind === 'table' ? object?.tables?.find(({ id }) => id === denotes.table)?.element : undefined;
}

/** Of the linker's own, `__stack_pointer`, where there is no symbol. */
function globalTypeOf(entry: Entry): { readonly type: ValueTypeName; readonly mutable: boolean } {
  const denotes = entry.symbol?.denotes;
  if (denotes?.kind === 'undefined-global') return denotes;
  if (denotes?.kind !== 'global') return { type: 'i32', mutable: true };
  return entry.object!.globals.find((global) => global.id === denotes.global)!;
}

export function undefinedDestination(name: string, entry: Entry, options: LinkOptions): Resolved {
  const isFunction = entry.class === 'function';
  if (entry.state === 'lazy' || entry.weak) {
    // A name that only archives know and nothing asks for has no class.
    if (entry.class === undefined) return { kind: 'undefined', name };
    return { kind: 'null', function: isFunction, ...(entry.state === 'lazy' && { archived: true }) };
  }
  const listed = options.allowUndefinedFile?.includes(name) === true;
  if (isFunction && entry.signature !== undefined) {
    const imports = options.unresolvedSymbols === 'import-dynamic';
    const open = options.allowUndefined === true || options.importUndefined === true || listed || imports;
    if (entry.import !== undefined) return { kind: 'host', import: entry.import, signature: entry.signature };
    if (open) return { kind: 'host', import: { module: 'env', field: name }, signature: entry.signature };
  }
  const denotes = entry.symbol?.denotes;
  if (denotes?.kind === 'undefined-global' && entry.import !== undefined) {
    const { type, mutable } = denotes;
    return { kind: 'host-global', import: entry.import, type, mutable };
  }
  if (denotes?.kind === 'undefined-tag' && entry.import !== undefined) {
    return { kind: 'host-tag', import: entry.import, parameters: denotes.parameters };
  }
  if (denotes?.kind === 'undefined-table' && entry.import !== undefined) {
    const { kind: _, import: __, ...shape } = denotes;
    return { kind: 'host-table', import: entry.import, shape };
  }
  if (entry.class === 'data' && options.unresolvedSymbols === 'import-dynamic') return { kind: 'outside', name };
  const lets = options.allowUndefined === true || listed;
  if (entry.class === 'data' && lets && isPositionIndependent(options)) return { kind: 'outside', name };
  if (entry.class === 'data' && listed) return { kind: 'null', function: false };
  if (policyOf(options) === 'error') return { kind: 'undefined', name };
  if (entry.class === 'data') return { kind: 'null', function: false, unresolved: name };
  return isFunction ? { kind: 'stub', unresolved: name } : { kind: 'undefined', name };
}

/** What becomes of a strong symbol that nobody defines. */
export function policyOf(options: LinkOptions): 'error' | 'warn' | 'ignore' {
  if (options.allowUndefined || ['ignore-all', 'import-dynamic'].includes(options.unresolvedSymbols ?? ''))
    return 'ignore';
  return options.warnUnresolvedSymbols && options.unresolvedSymbols === undefined ? 'warn' : 'error';
}
