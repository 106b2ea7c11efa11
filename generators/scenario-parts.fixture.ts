/** Small pieces of scenarios for tests: objects in a line or two each. */
import type {
  Body,
  Denotation,
  Expression,
  Input,
  LinkOptions,
  Scenario,
  ScenarioFunction,
  ScenarioObject,
  ScenarioSegment,
  ScenarioSymbol,
  Signature,
} from './scenario/scenario.ts';

export const nullary: Signature = { parameters: [], results: ['i32'] };
export const nothing: Signature = { parameters: [], results: [] };

export function object(name: string, parts: Partial<ScenarioObject> = {}): ScenarioObject {
  return {
    name,
    functions: [],
    segments: [],
    globals: [],
    customSections: [],
    symbols: [],
    initFunctions: [],
    targetFeatures: [],
    producers: [],
    ...parts,
  };
}

export function constant(value: number): Expression {
  return { op: 'constant', value };
}

/** A function that returns a value, or what an expression gives. */
export function returning(
  id: string,
  result: number | Expression,
  more: Partial<ScenarioFunction> = {},
): ScenarioFunction {
  const body: Body = { statements: [], result: typeof result === 'number' ? constant(result) : result };
  return { id, signature: nullary, body, ...more };
}

export function symbol(
  name: string,
  denotes: Denotation,
  binding: ScenarioSymbol['binding'] = 'strong',
  more: Partial<ScenarioSymbol> = {},
): ScenarioSymbol {
  return { id: name, name, binding, denotes, ...more };
}

export function functionSymbol(
  name: string,
  binding: ScenarioSymbol['binding'] = 'strong',
  more: Partial<ScenarioSymbol> = {},
): ScenarioSymbol {
  return symbol(name, { kind: 'function', function: name }, binding, more);
}

export function undefinedFunction(name: string, binding: 'strong' | 'weak' = 'strong'): ScenarioSymbol {
  return symbol(name, { kind: 'undefined-function', signature: nullary }, binding);
}

export function dataSymbol(name: string, segment: string, offset = 0, size = 4): ScenarioSymbol {
  return symbol(name, { kind: 'data', segment, offset, size });
}

export function segment(id: string, bytes: string, more: Partial<ScenarioSegment> = {}): ScenarioSegment {
  return { id, name: `.data.${id}`, alignLog2: 2, bytes, sites: [], ...more };
}

/** One function with its symbol, in an object of its own. */
export function defining(
  file: string,
  name: string,
  value: number,
  binding: ScenarioSymbol['binding'] = 'strong',
): ScenarioObject {
  return object(file, { functions: [returning(name, value)], symbols: [functionSymbol(name, binding)] });
}

/** An object whose function `main` calls what is named. */
export function calling(file: string, ...names: readonly string[]): ScenarioObject {
  const terms = names.map((name): Expression => ({ op: 'call', symbol: name, arguments: [] }));
  return object(file, {
    functions: [returning('main', { op: 'mix', terms: [constant(1), ...terms] })],
    symbols: [functionSymbol('main'), ...names.map((name) => undefinedFunction(name))],
  });
}

export function archive(name: string, ...members: readonly ScenarioObject[]): Input {
  return { kind: 'archive', name, members };
}

/** Objects stand for themselves; `main` is exported and probed when it is there. */
export function scenarioOf(inputs: readonly (ScenarioObject | Input)[], options: Partial<LinkOptions> = {}): Scenario {
  const wrapped = inputs.map((input): Input => ('kind' in input ? input : { kind: 'object', object: input }));
  const hasMain = JSON.stringify(wrapped).includes('"name":"main"');
  const names = hasMain ? ['main'] : [];
  return {
    schemaVersion: 1,
    title: 'by hand',
    leftOut: [],
    inputs: wrapped,
    options: { entry: null, exports: names, ...options },
    probes: names.map((name) => ({ export: name, arguments: [] })),
  };
}
