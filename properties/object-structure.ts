/**
 * Whether what `-r` writes says of symbols, init functions and COMDAT groups what its inputs say: what only a later link
 * will need, and would not miss in most programs.
 * In: the module, and the objects that it was made from as a scenario of their own. Out: the first fault.
 * Not here: relocation sites (the audit), what the later link comes to (`partial-link.ts`).
 */
import { isDefinition } from '../generators/model/denotation.ts';
import type { Resolution } from '../generators/model/resolution.ts';
import { resolve } from '../generators/model/resolve.ts';
import type { Scenario, ScenarioObject, ScenarioSymbol } from '../generators/scenario/scenario.ts';
import { type ObjectSymbol, SymbolFlag, type WasmObject } from '../src/wasm/index.ts';
import { fails, type Verdict } from './property.ts';

export function structureFault(output: WasmObject, inputs: Scenario): Verdict | undefined {
  const resolution = resolve(inputs);
  return initFunctionFault(output, resolution) ?? symbolFault(output, resolution) ?? comdatFault(output, resolution);
}

function initFunctionFault({ linking }: WasmObject, resolution: Resolution): Verdict | undefined {
  const got = linking.initFunctions.map(
    ({ priority, symbolIndex }) => `${linking.symbols[symbolIndex]?.name} ${priority}`,
  );
  const wanted = resolution.included
    .flatMap(({ name, initFunctions, symbols }) =>
      initFunctions.map(({ symbol, priority }) => ({
        name: symbols.find(({ id }) => id === symbol)!.name,
        leads: resolution.symbols.get(name)!.get(symbol)!.kind,
        priority,
      })),
    )
    .filter(({ leads }) => leads !== 'discarded')
    .sort((left, right) => left.priority - right.priority)
    .map(({ name, priority }) => `${name} ${priority}`);
  if (got.join() === wanted.join()) return undefined;
  return fails(
    'object.init',
    `init functions ${got.join(', ') || 'none'}; the inputs say ${wanted.join(', ') || 'none'}`,
  );
}

/** Of each name that is not local: defined or not, weak, hidden, exported, kept, and the size of data. */
function symbolFault({ linking }: WasmObject, { names, winners, included }: Resolution): Verdict | undefined {
  const found = new Map(linking.symbols.filter(isGlobal).map((symbol) => [symbol.name, symbol]));
  for (const name of names.keys()) {
    const winner = winners.get(name);
    const symbol = found.get(name);
    if (symbol === undefined) {
      if (winner !== undefined) return fails('object.symbol.missing', `${name} is defined, and has no symbol`);
      continue;
    }
    const isDefined = (symbol.flags & SymbolFlag.Undefined) === 0;
    if (isDefined !== (winner !== undefined))
      return fails(
        `object.symbol.${isDefined ? 'defined' : 'undefined'}`,
        `${name} ${isDefined ? 'is' : 'is not'} defined`,
      );
    const fault = winner && flagFault(symbol, winner);
    if (fault !== undefined) return fault;
  }
  const defined = included
    .flatMap(({ symbols }) => symbols)
    .filter(({ binding, denotes }) => binding !== 'local' && isDefinition(denotes));
  const lost = defined.find(({ name }) => !found.has(name));
  return lost && fails('object.symbol.missing', `${lost.name} is defined, and has no symbol`);
}

const isGlobal = ({ flags, kind }: ObjectSymbol): boolean =>
  (flags & SymbolFlag.BindingLocal) === 0 && kind !== 'section';

function flagFault({ name, flags, size }: ObjectSymbol, winner: ScenarioSymbol): Verdict | undefined {
  const wanted = {
    weak: [SymbolFlag.BindingWeak, winner.binding === 'weak'],
    hidden: [SymbolFlag.VisibilityHidden, winner.hidden === true],
    exported: [SymbolFlag.Exported, winner.exported === true],
    'no-strip': [SymbolFlag.NoStrip, winner.noStrip === true],
  } as const;
  for (const [what, [flag, isSet]] of Object.entries(wanted)) {
    if (((flags & flag) !== 0) !== isSet)
      return fails(`object.symbol.${what}`, `${name} is ${isSet ? 'not ' : ''}${what}`);
  }
  const { denotes } = winner;
  if (denotes.kind === 'data' && size !== denotes.size)
    return fails('object.symbol.size', `${name} has ${size} bytes, in its object ${denotes.size}`);
  return undefined;
}

/**
 * Each group once, with at least what its owner has in it: -r keeps what lost, in the group too. Custom sections are not
 * asked for: every wasm-ld leaves them out of groups.
 */
function comdatFault({ linking }: WasmObject, { comdatOwners, included }: Resolution): Verdict | undefined {
  const owners = new Map(included.map((object) => [object.name, object]));
  for (const [group, owner] of comdatOwners) {
    const wanted = membersOf(owners.get(owner)!, group);
    const entries = linking.comdats.filter(({ name }) => name === group);
    const expected = wanted.data + wanted.function > 0 ? 1 : 0;
    if (entries.length !== expected)
      return fails('object.comdat.count', `the group ${group} is there ${entries.length} times`);
    for (const kind of ['data', 'function'] as const) {
      const got = entries[0]?.members.filter((member) => member.kind === kind).length ?? 0;
      if (got >= wanted[kind]) continue;
      return fails(
        `object.comdat.${kind}`,
        `the group ${group} has ${got} of kind ${kind}, in ${owner} it has ${wanted[kind]}`,
      );
    }
  }
  return undefined;
}

function membersOf({ segments, functions }: ScenarioObject, group: string) {
  const count = (payloads: readonly { readonly comdat?: string }[]) =>
    payloads.filter(({ comdat }) => comdat === group).length;
  return { data: count(segments), function: count(functions) };
}
