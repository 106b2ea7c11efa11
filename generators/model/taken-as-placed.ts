/**
 * The scenario that wasm-ld takes one with absolute symbols for: each lies in the first segment of its object. The same
 * linker, when it is right, makes of this scenario what wasm-ld makes of the other; so a comparison need not end there.
 * A symbol cannot lie behind its segment: one whose number does is put at the segment's start, and the number into the
 * addends. Where the address is exported it is then another one, and nothing is said of what crashes or is merged.
 */
import { mapPlaces } from '../scenario/expression-tree.ts';
import type {
  Input,
  Place,
  Scenario,
  ScenarioFunction,
  ScenarioObject,
  ScenarioSymbol,
  Site,
} from '../scenario/scenario.ts';
import { expectationOf } from './expect.ts';
import type { Resolved } from './resolution.ts';

/** Undefined when there is an object that has such symbols and no segment. */
export function takenAsPlaced(scenario: Scenario): Scenario | undefined {
  const { symbols } = expectationOf(scenario).resolution;
  const convert = (object: ScenarioObject) => placed(object, symbols.get(object.name)!);
  const inputs = scenario.inputs.map((input): Input => {
    if (input.kind === 'object') return { ...input, object: convert(input.object) };
    return { ...input, members: input.members.map(convert) };
  });
  const all = inputs.flatMap((input) => (input.kind === 'object' ? [input.object] : input.members));
  return all.some(({ symbols: left }) => left.some(({ denotes }) => denotes.kind === 'absolute-data'))
    ? undefined
    : { ...scenario, inputs };
}

function placed(object: ScenarioObject, resolved: ReadonlyMap<string, Resolved>): ScenarioObject {
  const wrap = (addend: number) => (object.memory64 ? addend : addend | 0);
  const further = (symbol: string, addend: number) => {
    const target = resolved.get(symbol);
    return target?.kind === 'absolute'
      ? wrap(addend + target.address - offsetOf(target.object, target.address))
      : addend;
  };
  const place = (one: Place): Place =>
    one.from === 'symbol' ? { ...one, addend: further(one.symbol, one.addend) } : one;
  const withSites = <T extends { readonly sites: readonly Site[] }>(holder: T): T => ({
    ...holder,
    sites: holder.sites.map((site) => ({ ...site, addend: further(site.symbol, site.addend) })),
  });
  const placeSymbol = (symbol: ScenarioSymbol): ScenarioSymbol => {
    const { denotes } = symbol;
    const [first] = object.segments;
    if (denotes.kind !== 'absolute-data' || first === undefined) return symbol;
    const offset = offsetOf(object, denotes.address);
    return { ...symbol, denotes: { kind: 'data', segment: first.id, offset, size: 0 } };
  };
  return {
    ...object,
    functions: object.functions.map((one): ScenarioFunction => ({ ...one, body: mapPlaces(one.body, place) })),
    segments: object.segments.map(withSites),
    customSections: object.customSections.map(withSites),
    symbols: object.symbols.map(placeSymbol),
  };
}

/** In the first segment: the number, where that is in it or at its end. */
function offsetOf({ segments: [first] }: ScenarioObject, address: number): number {
  return first !== undefined && address <= first.bytes.length / 2 ? address : 0;
}
