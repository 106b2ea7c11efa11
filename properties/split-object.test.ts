import { describe, expect, test } from 'vitest';
import type { ScenarioFunction, ScenarioObject } from '../generators/scenario/scenario.ts';
import { splitObject } from './split-object.ts';

const f = (id: string, calls: string, comdat?: string): ScenarioFunction => ({
  id,
  signature: { parameters: [], results: [] },
  body: { statements: [{ op: 'evaluate', value: { op: 'call', symbol: calls, arguments: [] } }] },
  ...(comdat !== undefined && { comdat }),
});

/** Two functions that call each other, one of them local; a third that starts with the program. */
const object: ScenarioObject = {
  name: 'a.o',
  functions: [f('one', 'two'), f('two', 'one'), f('start', 'out')],
  segments: [],
  globals: [{ id: 'g', type: 'i32', mutable: true, init: 1 }],
  customSections: [],
  symbols: [
    { id: 'one', name: 'one', binding: 'weak', denotes: { kind: 'function', function: 'one' } },
    { id: 'two', name: 'two', binding: 'local', denotes: { kind: 'function', function: 'two' } },
    { id: 'start', name: 'start', binding: 'local', denotes: { kind: 'function', function: 'start' } },
    {
      id: 'out',
      name: 'out',
      binding: 'strong',
      denotes: { kind: 'undefined-function', signature: { parameters: [], results: [] } },
    },
    { id: 'g', name: 'g', binding: 'strong', denotes: { kind: 'global', global: 'g' } },
  ],
  initFunctions: [{ symbol: 'start', priority: 1 }],
  targetFeatures: [],
  producers: [],
};

const shown = ({ name, functions, symbols }: ScenarioObject) => ({
  name,
  functions: functions.map(({ id }) => id),
  symbols: symbols.map(
    ({ name, binding, hidden, denotes }) => `${binding}${hidden ? ' hidden' : ''} ${name}: ${denotes.kind}`,
  ),
});

describe('splitObject', () => {
  test('lets the halves refer to each other by name', () => {
    const split = splitObject(object, 1)!;
    expect(shown(split.left)).toEqual({
      name: 'a.o',
      functions: ['one', 'start'],
      symbols: [
        'weak one: function',
        'strong a.o.two: undefined-function',
        'local start: function',
        'strong out: undefined-function',
        'strong g: global',
      ],
    });
    expect(shown(split.right)).toEqual({
      name: 'a.right.o',
      functions: ['two'],
      symbols: ['strong one: undefined-function', 'strong hidden a.o.two: function'],
    });
    expect(split.nowGlobal).toEqual(new Set(['a.o.two']));
  });

  test('keeps a COMDAT group together, and init functions on the left', () => {
    const grouped = { ...object, functions: [f('one', 'two', 'g'), f('two', 'one', 'g'), f('start', 'out')] };
    for (let seed = 0; seed < 8; seed++) {
      expect(splitObject(grouped, seed)!.right.functions.map(({ id }) => id)).toEqual(['one', 'two']);
    }
  });

  test('cuts nothing that has one payload, or only what must stay', () => {
    expect(splitObject({ ...object, functions: [f('one', 'one')] }, 0)).toBeUndefined();
    expect(
      splitObject({ ...object, functions: [f('start', 'out')], initFunctions: object.initFunctions }, 0),
    ).toBeUndefined();
  });
});
