/**
 * A scenario of two objects and an archive that is small enough to read: a weak definition that loses, a pointer with an
 * addend, an alias, a table slot taken from code and from data, a dead function, an init function.
 * For canaries and for tests of properties; generated scenarios are in `generators`.
 */
import type { Scenario, ScenarioFunction, ScenarioObject, Signature } from '../generators/scenario/scenario.ts';

const nothing: Signature = { parameters: [], results: [] };
const number: Signature = { parameters: [], results: ['i32'] };

const object = (name: string, parts: Partial<ScenarioObject>): ScenarioObject => ({
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
});

const constant = (id: string, value: number): ScenarioFunction => ({
  id,
  signature: number,
  body: { statements: [], result: { op: 'constant', value } },
});

const main = object('main.o', {
  functions: [
    {
      id: 'probe',
      signature: number,
      body: {
        statements: [],
        result: {
          op: 'mix',
          terms: [
            { op: 'call', symbol: 'answer', arguments: [] },
            { op: 'load', bytes: 4, place: { from: 'symbol', symbol: 'data', addend: 4, how: 'sleb' } },
            {
              op: 'load',
              bytes: 1,
              place: { from: 'memory', at: { from: 'symbol', symbol: 'pointer', addend: 0, how: 'sleb' }, plus: 1 },
            },
            { op: 'call-indirect', slot: { from: 'symbol', symbol: 'answer' }, signature: number, arguments: [] },
          ],
        },
      },
    },
    constant('answer-weak', 13),
    constant('dead', 99),
    {
      id: 'init',
      signature: nothing,
      body: {
        statements: [
          {
            op: 'store',
            bytes: 4,
            place: { from: 'symbol', symbol: 'data', addend: 8, how: 'sleb' },
            value: { op: 'constant', value: 3 },
          },
        ],
      },
    },
    {
      id: 'initialized',
      signature: number,
      body: {
        statements: [],
        result: { op: 'load', bytes: 4, place: { from: 'symbol', symbol: 'data', addend: 8, how: 'leb', base: 0 } },
      },
    },
  ],
  segments: [
    { id: 'data-segment', name: '.data.d', alignLog2: 2, bytes: '010203040506070800000000', sites: [] },
    {
      id: 'pointer-segment',
      name: '.data.p',
      alignLog2: 2,
      bytes: '00000000',
      sites: [{ offset: 0, kind: 'MEMORY_ADDR_I32', symbol: 'data', addend: 2 }],
    },
  ],
  symbols: [
    { id: 'probe', name: 'probe', binding: 'strong', denotes: { kind: 'function', function: 'probe' } },
    { id: 'answer', name: 'answer', binding: 'weak', denotes: { kind: 'function', function: 'answer-weak' } },
    { id: 'dead', name: 'dead', binding: 'strong', denotes: { kind: 'function', function: 'dead' } },
    { id: 'init', name: 'init', binding: 'local', denotes: { kind: 'function', function: 'init' } },
    {
      id: 'initialized',
      name: 'initialized',
      binding: 'strong',
      denotes: { kind: 'function', function: 'initialized' },
    },
    {
      id: 'data',
      name: 'data',
      binding: 'strong',
      denotes: { kind: 'data', segment: 'data-segment', offset: 0, size: 12 },
    },
    {
      id: 'pointer',
      name: 'pointer',
      binding: 'local',
      denotes: { kind: 'data', segment: 'pointer-segment', offset: 0, size: 4 },
    },
  ],
  initFunctions: [{ symbol: 'init', priority: 100 }],
});

const other = object('other.o', {
  functions: [constant('answer', 42)],
  symbols: [
    { id: 'answer', name: 'answer', binding: 'strong', denotes: { kind: 'function', function: 'answer' } },
    { id: 'alias', name: 'alias', binding: 'strong', denotes: { kind: 'function', function: 'answer' } },
  ],
});

const member = object('member.o', {
  functions: [constant('unused', 7)],
  symbols: [{ id: 'unused', name: 'unused', binding: 'strong', denotes: { kind: 'function', function: 'unused' } }],
});

export const exampleScenario: Scenario = {
  schemaVersion: 1,
  title: 'an example that links',
  leftOut: [],
  inputs: [
    { kind: 'object', object: main },
    { kind: 'object', object: other },
    { kind: 'archive', name: 'lib.a', members: [member] },
  ],
  options: { entry: null, exports: ['probe', 'alias', 'initialized'] },
  probes: ['probe', 'alias', 'initialized'].map((name) => ({ export: name, arguments: [] })),
};

/** The same with two strong definitions of `answer`: no linker may link it. */
export const refusedScenario: Scenario = {
  ...exampleScenario,
  title: 'an example that must be refused',
  inputs: [...exampleScenario.inputs, { kind: 'object', object: { ...other, name: 'again.o' } }],
};
