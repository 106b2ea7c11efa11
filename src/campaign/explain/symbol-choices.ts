/**
 * For each name that a link's objects share: who defines it, who asks for it, which definition counts, and by which rule.
 * In: inputs and what their symbols lead to, by the oracles' reading of the rules. Out: plain data, in order of appearance.
 * Not here: what is alive (`link-graph.ts`).
 */
import type { AuditedObject } from '../../../properties/audit/audited-object.ts';
import { isLocalSymbol, isUndefinedSymbol, isWeakSymbol } from '../../../properties/audit/audited-object.ts';
import type { AuditInput, InputSymbols, Meaning } from '../../../properties/audit/input-symbols.ts';
import type { ObjectSymbol, WasmObject } from '../../wasm/index.ts';

export interface SymbolChoice {
  readonly name: string;
  readonly kind: string;
  /** Where the name leads, in a few words: `a.o`, `imported as env.f`, `null`. */
  readonly leadsTo: string;
  readonly candidates: readonly Candidate[];
}

export interface Candidate {
  readonly object: string;
  readonly binding: 'strong' | 'weak';
  readonly role: 'wins' | 'loses' | 'not linked' | 'refers';
  readonly why: string;
}

export function symbolChoices(inputs: readonly AuditInput[], symbols: InputSymbols): SymbolChoice[] {
  const byName = new Map<string, Appearance[]>();
  const included = new Map(symbols.included.map((object) => [object.wasm, object]));
  for (const { name: file, object } of inputs) {
    for (const symbol of object.linking.symbols) {
      if (isLocalSymbol(symbol)) continue;
      const list = byName.get(symbol.name) ?? [];
      list.push({ file, symbol, wasm: object, linked: included.get(object) });
      byName.set(symbol.name, list);
    }
  }
  return [...byName].map(([name, appearances]) => choiceOf(name, appearances, symbols));
}

interface Appearance {
  readonly file: string;
  readonly symbol: ObjectSymbol;
  readonly wasm: WasmObject;
  /** Absent for a member that nothing needs. */
  readonly linked: AuditedObject | undefined;
}

function choiceOf(name: string, appearances: readonly Appearance[], symbols: InputSymbols): SymbolChoice {
  const meaning = symbols.meaningOfName(name);
  const winner = appearances.find((one) => one.linked !== undefined && isWinner(one, meaning));
  const definitions = appearances.filter(({ symbol, linked }) => linked !== undefined && !isUndefinedSymbol(symbol));
  return {
    name,
    kind: (winner ?? appearances[0]!).symbol.kind,
    leadsTo: winner?.file ?? placeWithoutWinner(meaning),
    candidates: appearances.map((one) => ({
      object: one.file,
      binding: isWeakSymbol(one.symbol) ? 'weak' : 'strong',
      ...judge(one, winner, definitions.length),
    })),
  };
}

function isWinner({ linked, symbol }: Appearance, meaning: Meaning | undefined): boolean {
  if (meaning === undefined || isUndefinedSymbol(symbol)) return false;
  if (meaning.kind === 'function' || meaning.kind === 'data') return meaning.payload.object === linked;
  if (meaning.kind === 'element') return meaning.object === linked;
  return meaning.kind === 'absolute' && meaning.address === symbol.offset;
}

function placeWithoutWinner(meaning: Meaning | undefined): string {
  if (meaning === undefined) return 'nothing linked speaks of it';
  if (meaning.kind !== 'undefined') return 'nothing: its group is another object’s';
  const { weak, symbolKind, import: wanted } = meaning;
  if (weak && (symbolKind === 'data' || symbolKind === 'function'))
    return 'nothing: weak and undefined, its address is 0';
  return symbolKind === 'data'
    ? 'no input: undefined, or the linker’s own'
    : `no input: imported as ${wanted.module}.${wanted.field}`;
}

function judge(one: Appearance, winner: Appearance | undefined, definitions: number): Pick<Candidate, 'role' | 'why'> {
  const { symbol, linked } = one;
  const isWeak = isWeakSymbol(symbol);
  if (linked === undefined) {
    return { role: 'not linked', why: 'nothing that is linked needs this member' };
  }
  if (isUndefinedSymbol(symbol)) return { role: 'refers', why: isWeak ? 'does without, if need be' : 'needs it' };
  if (one === winner) return { role: 'wins', why: winningRule(isWeak, definitions) };
  if (winner === undefined || isWeakSymbol(winner.symbol) === isWeak) {
    const group = linked.wasm.linking.comdats.find(({ members }) =>
      members.some((member) => holds(linked, symbol, member)),
    );
    if (group !== undefined)
      return { role: 'loses', why: `in the group ${group.name}, of which another object came first` };
    return {
      role: 'loses',
      why: isWeak ? `weak, and ${winner?.file} came first` : 'a second strong definition: an error',
    };
  }
  return isWeak
    ? { role: 'loses', why: `weak, and ${winner.file} has a strong one` }
    : { role: 'loses', why: 'in a group of which another object came first' };
}

function winningRule(isWeak: boolean, definitions: number): string {
  if (definitions === 1) return 'the only definition';
  return isWeak ? 'the first of the weak definitions' : 'a strong definition wins over weak ones';
}

function holds(
  object: AuditedObject,
  { kind, index }: ObjectSymbol,
  member: { readonly kind: string; readonly index: number },
): boolean {
  return member.kind === kind && member.index === index && object !== undefined;
}
