/**
 * Cuts one object of a scenario in two that refer to each other by name. Payloads go left or right by chance, COMDAT
 * groups and init functions as a whole; what was local and is now needed by the other half becomes a hidden symbol with
 * a name of its own; everything else that has no symbol across objects stays on the left.
 * In: an object and a seed. Out: two objects, or nothing when it cannot be cut.
 * Not here: whether the meaning may change by that (`split-and-join.ts` asks the model).
 */
import { visitReferences } from '../generators/scenario/body-references.ts';
import type {
  Denotation,
  ScenarioFunction,
  ScenarioObject,
  ScenarioSegment,
  ScenarioSymbol,
} from '../generators/scenario/scenario.ts';

export interface SplitObject {
  readonly left: ScenarioObject;
  readonly right: ScenarioObject;
  /** Names of symbols that were local before. */
  readonly nowGlobal: ReadonlySet<string>;
}

type Movable = ScenarioFunction | ScenarioSegment;

export function splitObject(object: ScenarioObject, seed: number): SplitObject | undefined {
  const onRight = choosePayloads(object, seed);
  if (onRight === undefined) return undefined;
  const cut = new Cut(object, onRight);
  const [left, right] = [cut.half('left'), cut.half('right')];
  return left && right && { left, right, nowGlobal: cut.nowGlobal };
}

/** The payloads that go right: at least one goes, and at least one stays. */
function choosePayloads(object: ScenarioObject, seed: number): ReadonlySet<Movable> | undefined {
  const units = new Map<unknown, Movable[]>();
  const initFunctions = new Set(object.initFunctions.map(({ symbol }) => symbol));
  const stays = new Set(
    object.symbols.flatMap(({ id, denotes }) =>
      initFunctions.has(id) && denotes.kind === 'function' ? [denotes.function] : [],
    ),
  );
  // A group with a member that has no symbol across objects, or that is called at the start, stays as a whole.
  const fixedGroups = new Set([
    ...object.customSections.map(({ comdat }) => comdat),
    ...object.functions.filter(({ id }) => stays.has(id)).map(({ comdat }) => comdat),
  ]);
  for (const payload of [...object.functions, ...object.segments]) {
    const { comdat } = payload;
    if (comdat === undefined ? 'body' in payload && stays.has(payload.id) : fixedGroups.has(comdat)) continue;
    const unit = units.get(comdat ?? payload) ?? [];
    unit.push(payload);
    units.set(comdat ?? payload, unit);
  }
  const movable = [...units.values()];
  const all = object.functions.length + object.segments.length;
  if (movable.length === 0 || all < 2) return undefined;
  const onRight = new Set<Movable>(movable[seed % movable.length]);
  movable.forEach((unit, i) => {
    if (onRight.size + unit.length < all && ((seed >>> (1 + (i % 24))) & 1) === 1)
      for (const one of unit) onRight.add(one);
  });
  return onRight.size < all ? onRight : undefined;
}

type Side = 'left' | 'right';

class Cut {
  readonly nowGlobal = new Set<string>();
  readonly #object: ScenarioObject;
  readonly #onRight: ReadonlySet<Movable>;
  readonly #used: Readonly<Record<Side, ReadonlySet<string>>>;

  constructor(object: ScenarioObject, onRight: ReadonlySet<Movable>) {
    this.#object = object;
    this.#onRight = onRight;
    this.#used = { left: this.#usedBy('left'), right: this.#usedBy('right') };
  }

  half(side: Side): ScenarioObject | undefined {
    const object = this.#object;
    const symbols: ScenarioSymbol[] = [];
    for (const symbol of object.symbols) {
      const half = this.#symbolFor(side, symbol);
      if (half === 'impossible') return undefined;
      if (half !== undefined) symbols.push(half);
    }
    const here = <Payload extends Movable>(payloads: readonly Payload[]) =>
      payloads.filter((payload) => this.#sideOfPayload(payload) === side);
    const parts = { symbols, functions: here(object.functions), segments: here(object.segments) };
    if (side === 'left') return { ...object, ...parts };
    const name = object.name.replace(/(\.o)?$/, '.right.o');
    const { tags: _, tables: __, ...rest } = object;
    return { ...rest, ...parts, name, globals: [], customSections: [], initFunctions: [] };
  }

  #sideOfPayload(payload: Movable): Side {
    return this.#onRight.has(payload) ? 'right' : 'left';
  }

  /** Ids of the symbols that the payloads of a side refer to. */
  #usedBy(side: Side): ReadonlySet<string> {
    const { functions, segments, customSections, initFunctions } = this.#object;
    const used = new Set<string>();
    for (const lowered of functions) {
      if (this.#sideOfPayload(lowered) !== side) continue;
      visitReferences(lowered.body, (_, symbol) => {
        if (symbol !== '') used.add(symbol);
      });
    }
    const holders = segments.filter((segment) => this.#sideOfPayload(segment) === side);
    for (const { sites } of side === 'left' ? [...holders, ...customSections] : holders) {
      for (const { symbol } of sites) used.add(symbol);
    }
    if (side === 'left') for (const { symbol } of initFunctions) used.add(symbol);
    return used;
  }

  #symbolFor(side: Side, symbol: ScenarioSymbol): ScenarioSymbol | 'impossible' | undefined {
    const { id, denotes } = symbol;
    const other: Side = side === 'left' ? 'right' : 'left';
    const isUsed = this.#used[side].has(id);
    if (denotes.kind.startsWith('undefined-')) {
      return isUsed || (side === 'left' && !this.#used.right.has(id)) ? symbol : undefined;
    }
    if (this.#sideOf(denotes) === side) return this.#used[other].has(id) ? this.#visible(symbol) : symbol;
    if (!isUsed) return undefined;
    const reference = this.#referenceTo(denotes);
    if (reference === undefined) return 'impossible';
    return { id, name: this.#visible(symbol).name, binding: 'strong', denotes: reference };
  }

  #sideOf(denotes: Denotation): Side {
    const { functions, segments } = this.#object;
    if (denotes.kind === 'function') return this.#sideOfPayload(functions.find(({ id }) => id === denotes.function)!);
    if (denotes.kind === 'data') return this.#sideOfPayload(segments.find(({ id }) => id === denotes.segment)!);
    return 'left';
  }

  #visible(symbol: ScenarioSymbol): ScenarioSymbol {
    if (symbol.binding !== 'local') return symbol;
    const name = `${this.#object.name}.${symbol.id}`;
    this.nowGlobal.add(name);
    return { ...symbol, name, binding: 'strong', hidden: true };
  }

  #referenceTo(denotes: Denotation): Denotation | undefined {
    const { functions, globals } = this.#object;
    switch (denotes.kind) {
      case 'function': {
        const { signature } = functions.find(({ id }) => id === denotes.function)!;
        return { kind: 'undefined-function', signature };
      }
      case 'data':
      case 'absolute-data':
        return { kind: 'undefined-data' };
      case 'global': {
        const { type, mutable } = globals.find(({ id }) => id === denotes.global)!;
        return { kind: 'undefined-global', type, mutable };
      }
      case 'tag': {
        const { parameters } = this.#object.tags!.find(({ id }) => id === denotes.tag)!;
        return { kind: 'undefined-tag', parameters };
      }
      case 'table': {
        const { id: _, ...shape } = this.#object.tables!.find(({ id }) => id === denotes.table)!;
        return { kind: 'undefined-table', ...shape };
      }
      default:
        return undefined;
    }
  }
}
