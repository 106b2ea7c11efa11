/**
 * Whether a scenario holds together: every id leads somewhere of the right kind, sites lie within their bytes, and the
 * model can say what must come out. The generator makes only such scenarios; shrinking and hand-written cases ask here.
 */
import { type ReferenceUse, visitReferences } from '../scenario/body-references.ts';
import { expressionsOf } from '../scenario/expression-tree.ts';
import {
  type Expression,
  objectsOf,
  type Scenario,
  type ScenarioFunction,
  type ScenarioObject,
  type ScenarioSegment,
  type ScenarioSymbol,
  type Site,
  type SiteKind,
} from '../scenario/scenario.ts';
import { isRelative, siteBytes } from '../scenario/site-kinds.ts';
import { stackReachesData } from './check-memory.ts';
import { segmentOf, signatureOf } from './denotation.ts';
import { expectationOf } from './expect.ts';
import { isPositionIndependent } from './output-mode.ts';
import { visitKeptReferences } from './reach.ts';
import { targetName } from './resolution.ts';

/** What is wrong, or undefined. */
export function invalidity(scenario: Scenario): string | undefined {
  return structuralFault(scenario) ?? semanticFault(scenario);
}

function structuralFault(scenario: Scenario): string | undefined {
  const objects = objectsOf(scenario);
  if (objects.length === 0) return 'there is nothing to link';
  const { libraries = [], options } = scenario;
  // Pointers in the data of a module that is not moved would stay null.
  if (libraries.length > 0 && (!isPositionIndependent(options) || options.memory64))
    return 'a library beside a module that is not moved, or has 64 bits';
  if (stackReachesData(options)) return 'the stack, which stands first, reaches beyond the base of the data';
  const twice = repeated([...objects, ...libraries].map(({ name }) => name));
  if (twice !== undefined) return `two objects are called ${twice}`;
  for (const object of objects) {
    const fault = objectFault(object);
    if (fault !== undefined) return `${object.name}: ${fault}`;
  }
  return undefined;
}

function objectFault(object: ScenarioObject): string | undefined {
  const { functions, segments, globals, customSections, symbols } = object;
  const { tags = [], tables = [] } = object;
  if (object.legacyTable && symbols.some(({ denotes }) => denotes.kind.endsWith('table')))
    return 'tables without symbols';
  for (const list of [functions, segments, globals, tags, tables, customSections, symbols]) {
    const twice = repeated(list.map(({ id }) => id));
    if (twice !== undefined) return `two things are called ${twice}`;
  }
  const shared = repeated(symbols.filter(({ binding }) => binding !== 'local').map(({ name }) => name));
  if (shared !== undefined) return `two symbols are named ${shared}`;
  const global = globals.find(({ type, init }) => type.startsWith('i') && !Number.isInteger(init));
  if (global !== undefined) return `the value of ${global.id} is not whole`;
  const byId = new Map(symbols.map((symbol) => [symbol.id, symbol]));
  for (const symbol of symbols) {
    const fault = denotationFault(object, symbol);
    if (fault !== undefined) return fault;
  }
  for (const { id, body } of functions) {
    let fault: string | undefined;
    visitReferences(body, (use, symbol, addend) => {
      if (symbol !== '' && !fits(use, byId.get(symbol))) fault = `${id} uses ${symbol} as ${use}`;
      if (!object.memory64 && !has32Bits(addend)) fault = `${id} has the addend ${addend}`;
    });
    if (fault !== undefined) return fault;
  }
  for (const one of functions) {
    const fault = arityFault(one, object, byId);
    if (fault !== undefined) return fault;
  }
  for (const { id, bytes, sites } of [...segments, ...customSections]) {
    const fault = siteFault(sites, bytes.length / 2, byId);
    if (fault !== undefined) return `${id}: ${fault}`;
  }
  for (const segment of segments) {
    const fault = threadFault(segment);
    if (fault !== undefined) return `${segment.id}: ${fault}`;
  }
  const stray = object.initFunctions.find(({ symbol }) => !fits('call', byId.get(symbol)));
  return stray && `${stray.symbol} is no init function`;
}

/** A call must pass what its own object believes the callee to take, or the object itself is no valid module. */
function arityFault(
  { id, body }: ScenarioFunction,
  object: ScenarioObject,
  symbols: ReadonlyMap<string, ScenarioSymbol>,
): string | undefined {
  const wanted = (call: Extract<Expression, { op: 'call' | 'call-indirect' }>) =>
    call.op === 'call' ? signatureOf(object, symbols.get(call.symbol)!.denotes) : call.signature;
  for (const expression of expressionsOf(body)) {
    if (expression.op !== 'call' && expression.op !== 'call-indirect') continue;
    const [given, taken] = [expression.arguments.length, wanted(expression)?.parameters.length];
    const callee = expression.op === 'call' ? expression.symbol : 'a table slot';
    if (given !== taken) return `${id} passes ${given} arguments to ${callee}, which takes ${taken}`;
  }
  return undefined;
}

/** Segments of these names are thread-local, whatever their flags say. */
const threadNames = /^[.]t(data|bss)/;

function threadFault({ threadLocal, name, strings, sites }: ScenarioSegment): string | undefined {
  if (threadNames.test(name) !== (threadLocal !== undefined)) return 'its name and its being thread-local differ';
  if (threadLocal === undefined) return undefined;
  if (strings) return 'strings that are thread-local';
  return sites.some(({ kind }) => isRelative(kind)) ? 'a distance that is another one for each thread' : undefined;
}

/** Signed or unsigned. */
function has32Bits(value: number): boolean {
  return value >= -(2 ** 31) && value < 2 ** 32;
}

function repeated(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => seen.size === seen.add(name).size);
}

function denotationFault(object: ScenarioObject, { id, denotes }: ScenarioSymbol): string | undefined {
  const has = (list: readonly { readonly id: string }[], wanted: string): boolean =>
    list.some((item) => item.id === wanted);
  switch (denotes.kind) {
    case 'function':
      return has(object.functions, denotes.function) ? undefined : `${id} denotes no function`;
    case 'global':
      return has(object.globals, denotes.global) ? undefined : `${id} denotes no global`;
    case 'tag':
      return has(object.tags ?? [], denotes.tag) ? undefined : `${id} denotes no tag`;
    case 'table':
      return has(object.tables ?? [], denotes.table) ? undefined : `${id} denotes no table`;
    case 'section':
      return has(object.customSections, denotes.section) ? undefined : `${id} denotes no section`;
    case 'data': {
      if (!has(object.segments, denotes.segment)) return `${id} denotes no segment`;
      const size = segmentOf(object, denotes.segment).bytes.length / 2;
      return denotes.offset + denotes.size > size ? `${id} lies beyond its segment` : undefined;
    }
    default:
      return undefined;
  }
}

function fits(use: ReferenceUse, symbol: ScenarioSymbol | undefined): boolean {
  const kind = symbol?.denotes.kind ?? '';
  switch (use) {
    case 'call':
    case 'slot':
    case 'slot-got':
    case 'slot-rel':
      return kind.endsWith('function');
    case 'global':
      return kind.endsWith('global');
    case 'tag':
      return kind.endsWith('tag');
    case 'table':
    case 'table-call':
      return kind.endsWith('table');
    default:
      return kind.endsWith('data');
  }
}

const classOfSite: Readonly<Record<SiteKind, string>> = {
  MEMORY_ADDR_I32: 'data',
  MEMORY_ADDR_I64: 'data',
  MEMORY_ADDR_LOCREL_I32: 'data',
  TABLE_INDEX_I32: 'function',
  TABLE_INDEX_I64: 'function',
  FUNCTION_INDEX_I32: 'function',
  FUNCTION_OFFSET_I32: 'function',
  FUNCTION_OFFSET_I64: 'function',
  SECTION_OFFSET_I32: 'section',
  GLOBAL_INDEX_I32: 'global',
};

function siteFault(
  sites: readonly Site[],
  size: number,
  symbols: ReadonlyMap<string, ScenarioSymbol>,
): string | undefined {
  let end = 0;
  for (const { offset, kind, symbol, addend } of sites) {
    if (siteBytes(kind) === 4 && !has32Bits(addend)) return `the site at ${offset} has the addend ${addend}`;
    if (offset < end || offset + siteBytes(kind) > size) return `the site at ${offset} has no room`;
    end = offset + siteBytes(kind);
    if (!symbols.get(symbol)?.denotes.kind.endsWith(classOfSite[kind])) return `${kind} against ${symbol}`;
  }
  return undefined;
}

function semanticFault(scenario: Scenario): string | undefined {
  const expectation = expectationOf(scenario);
  if (expectation.resolution.ambiguous) return 'what is linked depends on an order that is left open';
  if (expectation.verdict === 'fails') return undefined;
  for (const { outcome, export: name } of expectation.calls) {
    if (outcome.kind === 'indeterminate') return `${name}: ${outcome.reason}`;
  }
  let fault: string | undefined;
  const hasLegacyTable = expectation.resolution.included.some(({ legacyTable }) => legacyTable);
  visitKeptReferences(expectation.resolution, expectation.reach, (resolved, use, symbol) => {
    if (resolved.kind === 'discarded') fault = 'something kept refers to a discarded COMDAT member';
    if (resolved.kind === 'stub' && isNamedByNobody(targetName(expectation.resolution, symbol), scenario))
      fault = 'a wrapper that no object names';
    const own = resolved.kind === 'data' && resolved.segment.threadLocal !== undefined;
    if (resolved.kind === 'host-table' && hasLegacyTable) fault = 'two tables that must be the first';
    if (use === 'address-tls' && !own) fault = 'a thread-local address of something else';
  });
  return fault;
}

const isNamedByNobody = (name: string, scenario: Scenario): boolean =>
  objectsOf(scenario).every(({ symbols }) => symbols.every((symbol) => symbol.name !== name));
