/**
 * Mistakes about one name, which linkers have to find: it is defined twice, nowhere, as two kinds of things, or with
 * another type than it is declared with. Each for functions, data, globals, tags and tables alike.
 * Not here: other mistakes, and which one is made (`inject-error.ts`).
 */
import type { SymbolClass } from '../model/denotation.ts';
import { policyOf } from '../model/symbol-entry.ts';
import type { Denotation, Expression, FeatureArea, Signature } from '../scenario/scenario.ts';
import {
  addFunction,
  addSymbol,
  type Draft,
  type DraftFunction,
  type DraftObject,
  symbolNamed,
  topRank,
} from './draft.ts';

/** Makes one mistake; false when the scenario gives no occasion for the kind that was drawn. */
export type Mistake = (draft: Draft) => boolean;

/** What a name can stand for. */
interface Kind {
  readonly class: SymbolClass;
  /** Without it there are none in the case. */
  readonly area?: FeatureArea;
  define(draft: Draft, object: DraftObject, id: string): Denotation;
  readonly wanted: Denotation;
  /** Wanted as what the definition is not. */
  readonly wantedOtherwise?: Denotation;
  use(symbol: string): Expression;
}

const i32: Signature = { parameters: [], results: ['i32'] };
const zero: Expression = { op: 'constant', value: 0 };

const kinds: readonly Kind[] = [
  {
    class: 'function',
    define(draft, object, id) {
      addFunction(draft, object, { id, signature: i32, rank: 0 }).body = { statements: [], result: zero };
      return { kind: 'function', function: id };
    },
    wanted: { kind: 'undefined-function', signature: i32 },
    wantedOtherwise: { kind: 'undefined-function', signature: { parameters: ['i64'], results: ['i32'] } },
    use: (symbol) => ({ op: 'call', symbol, arguments: [] }),
  },
  {
    class: 'data',
    define(_draft, object, id) {
      object.segments.push({ id: `.data.${id}`, name: `.data.${id}`, alignLog2: 2, bytes: '00000000', sites: [] });
      return { kind: 'data', segment: `.data.${id}`, offset: 0, size: 4 };
    },
    wanted: { kind: 'undefined-data' },
    use: (symbol) => ({ op: 'null-address', place: { from: 'symbol', symbol, addend: 0, how: 'sleb' } }),
  },
  {
    class: 'global',
    area: 'globals',
    define(_draft, { globals }, id) {
      globals.push({ id, type: 'i32', mutable: true, init: 1 });
      return { kind: 'global', global: id };
    },
    wanted: { kind: 'undefined-global', type: 'i32', mutable: true },
    wantedOtherwise: { kind: 'undefined-global', type: 'i32', mutable: false },
    use: (symbol) => ({ op: 'get-global', symbol }),
  },
  {
    class: 'tag',
    area: 'tags',
    define(_draft, object, id) {
      object.tags = [...(object.tags ?? []), { id, parameters: ['i32'] }];
      return { kind: 'tag', tag: id };
    },
    wanted: { kind: 'undefined-tag', parameters: ['i32'] },
    wantedOtherwise: { kind: 'undefined-tag', parameters: ['i64'] },
    use: (symbol) => ({ op: 'catch', symbol, body: zero }),
  },
  {
    class: 'table',
    area: 'tables',
    define(_draft, object, id) {
      object.tables = [...(object.tables ?? []), { id, element: 'funcref', minimum: 2 }];
      return { kind: 'table', table: id };
    },
    wanted: { kind: 'undefined-table', element: 'funcref', minimum: 0 },
    wantedOtherwise: { kind: 'undefined-table', element: 'externref', minimum: 0 },
    use: (symbol) => ({ op: 'table-size', symbol }),
  },
];

export const symbolMistakes: readonly Mistake[] = [
  duplicate,
  undefinedSymbol,
  undefinedBehindWeak,
  twoKinds,
  ...mismatches(),
];

/** Of those that the case may hold, as many as are asked for, each another one. */
function chooseKinds(draft: Draft, count: number): readonly Kind[] {
  return draft.choices.sample(
    kinds.filter(({ area }) => area === undefined || draft.has(area)),
    count,
  );
}

/** Two objects that are both linked for certain. */
function twoObjects({ choices, explicit }: Draft): readonly [DraftObject, DraftObject] | undefined {
  const [first, second] = choices.sample(explicit, 2);
  return first === undefined || second === undefined ? undefined : [first, second];
}

function define(draft: Draft, object: DraftObject, name: string, kind: Kind): void {
  addStrong(object, name, kind.define(draft, object, name));
}

function addStrong(object: DraftObject, name: string, denotes: Denotation): void {
  // Before reference types no table had a symbol.
  if (denotes.kind.endsWith('table')) delete object.legacyTable;
  addSymbol(object, { name, binding: 'strong', denotes });
}

/** Two strong definitions. */
function duplicate(draft: Draft): boolean {
  const [kind] = chooseKinds(draft, 1);
  const objects = twoObjects(draft);
  for (const object of objects ?? []) define(draft, object, 'twice', kind!);
  return objects !== undefined;
}

/** A function here, data there. */
function twoKinds(draft: Draft): boolean {
  const objects = twoObjects(draft);
  const chosen = chooseKinds(draft, 2);
  objects?.forEach((object, i) => void define(draft, object, 'ambiguous', chosen[i]!));
  return objects !== undefined;
}

function undefinedSymbol(draft: Draft): boolean {
  const live = liveProbe(draft);
  const [kind] = chooseKinds(draft, 1);
  if (live === undefined || draft.open || policyOf(draft.options) !== 'error') return false;
  const { wanted, use } = kind!;
  addStrong(live.object, 'missing', wanted);
  addTerm(live.probe, use('missing'));
  return true;
}

/** A weak reference in one object excuses nothing in another, whichever is seen first. */
function undefinedBehindWeak(draft: Draft): boolean {
  if (draft.explicit.length < 2 || draft.open) return false;
  const [weak, strong] = draft.choices.sample(draft.explicit, 2);
  const denotes = { kind: 'undefined-function', signature: i32 } as const;
  addSymbol(weak!, { name: 'missing', binding: 'weak', denotes });
  addSymbol(strong!, { name: 'missing', binding: 'strong', denotes });
  const result = { op: 'call', symbol: 'missing', arguments: [] } as const;
  addFunction(draft, strong!, { id: 'wants_missing', signature: i32, rank: topRank }).body = { statements: [], result };
  const caller = { kind: 'function', function: 'wants_missing' } as const;
  addSymbol(strong!, { name: 'wants_missing', binding: 'strong', noStrip: true, denotes: caller });
  return true;
}

/** One of each kind that has types. */
function mismatches(): readonly Mistake[] {
  return kinds.flatMap((kind) => {
    const { area, wantedOtherwise } = kind;
    if (wantedOtherwise === undefined) return [];
    return [(draft: Draft) => (area === undefined || draft.has(area)) && mismatch(draft, kind, wantedOtherwise)];
  });
}

/** Of functions and tags it is only warned. */
function mismatch(draft: Draft, kind: Kind, denotes: Denotation): boolean {
  const [first, second] = twoObjects(draft) ?? [];
  if (first === undefined || second === undefined) return false;
  define(draft, first, 'other_type', kind);
  addStrong(second, 'other_type', denotes);
  if (kind.class === 'function') castCaller(draft, second);
  if (kind.class === 'function' || kind.class === 'tag') draft.options.fatalWarnings = true;
  return true;
}

/** Only who calls a function says what its type is. */
function castCaller(draft: Draft, object: DraftObject): void {
  addFunction(draft, object, { id: 'caller', signature: i32, rank: topRank }).body = {
    statements: [],
    result: { op: 'call', symbol: 'other_type', arguments: [zero] },
  };
  addSymbol(object, { name: 'caller', binding: 'local', denotes: { kind: 'function', function: 'caller' } });
}

/** A probe in an object that is linked for certain: what it refers to is live. */
export function liveProbe(draft: Draft): { object: DraftObject; probe: DraftFunction } | undefined {
  for (const object of draft.explicit) {
    const probe = object.functions.find(({ id }) => id === 'probe0');
    if (probe !== undefined && symbolNamed(object, 'probe0')?.binding === 'strong') return { object, probe };
  }
  return undefined;
}

export function addTerm(probe: DraftFunction, term: Expression): void {
  const terms = probe.body.result === undefined ? [term] : [probe.body.result, term];
  probe.body = { statements: probe.body.statements, result: { op: 'mix', terms } };
}
