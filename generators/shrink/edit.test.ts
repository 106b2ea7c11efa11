import { describe, expect, test } from 'vitest';
import { simplerBodies, withoutSymbols, zero } from '../scenario/expression-tree.ts';
import { objectsOf } from '../scenario/scenario.ts';
import {
  archive,
  calling,
  constant,
  dataSymbol,
  defining,
  functionSymbol,
  object,
  returning,
  scenarioOf,
  segment,
} from '../scenario-parts.fixture.ts';
import { mapObjects, prune, removePayloads, removeSymbols } from './edit.ts';

const full = object('a.o', {
  functions: [
    returning('f', {
      op: 'mix',
      terms: [
        constant(1),
        {
          op: 'load',
          bytes: 4,
          place: { from: 'memory', at: { from: 'symbol', symbol: 'd', addend: 0, how: 'leb' }, plus: 0 },
        },
        { op: 'call', symbol: 'g', arguments: [{ op: 'get-global', symbol: 'x' }] },
      ],
    }),
    returning('g', 2),
  ],
  segments: [segment('d', '00000000', { sites: [{ offset: 0, kind: 'TABLE_INDEX_I32', symbol: 'g', addend: 0 }] })],
  customSections: [
    {
      id: 's',
      name: 's',
      bytes: '00000000',
      sites: [{ offset: 0, kind: 'FUNCTION_OFFSET_I32', symbol: 'g', addend: 0 }],
    },
  ],
  symbols: [functionSymbol('f'), functionSymbol('g'), dataSymbol('d', 'd')],
  initFunctions: [{ symbol: 'g', priority: 1 }],
});

describe('removeSymbols', () => {
  test('takes everything away that uses the symbol, and nothing else', () => {
    const left = removeSymbols(full, new Set(['g']));
    expect(left.symbols.map(({ id }) => id)).toEqual(['f', 'd']);
    expect(left.initFunctions).toEqual([]);
    expect([left.segments[0]!.sites, left.customSections[0]!.sites]).toEqual([[], []]);
    expect(left.functions[0]!.body.result).toEqual({
      op: 'mix',
      terms: [constant(1), expect.objectContaining({ op: 'load' }), zero],
    });
  });

  test('a payload goes with its symbols', () => {
    const left = removePayloads(full, 'segments', new Set(['d']));
    expect([left.segments, left.symbols.map(({ id }) => id)]).toEqual([[], ['f', 'g']]);
    expect(JSON.stringify(left.functions)).not.toContain('"d"');
  });
});

describe('prune', () => {
  test('references to what is gone go, and what options and probes say about it', () => {
    const before = scenarioOf(
      [calling('a.o', 'f', 'g'), defining('b.o', 'f', 1), archive('lib.a', defining('c.o', 'g', 1))],
      {
        exports: ['main', 'f'],
        exportsIfDefined: ['f'],
        undefined: ['g'],
        entry: 'f',
      },
    );
    const after = prune(
      before,
      mapObjects(before, (found) => (found.name === 'b.o' ? undefined : found)),
    );
    expect(objectsOf(after).map(({ name }) => name)).toEqual(['a.o', 'c.o']);
    expect(objectsOf(after)[0]!.symbols.map(({ name }) => name)).toEqual(['main', 'g']);
    expect(after.options).toEqual({ entry: null, exports: ['main'], exportsIfDefined: [], undefined: ['g'] });
  });

  test.each([
    ['--export', { exports: ['f'] }],
    ['--export-all', { exportAll: true }],
    ['--export-if-defined', { exportsIfDefined: ['f'] }],
  ])('with %s the probes go that call what was exported by it', (_option, options) => {
    const probes = ['main', 'f'].map((name) => ({ export: name, arguments: [] }));
    const before = { ...scenarioOf([calling('a.o', 'f'), defining('b.o', 'f', 1)], { ...options }), probes };
    const kept = { ...before, options: { ...before.options, entry: 'main' } };
    expect(prune(before, kept).probes).toEqual(probes);
    expect(prune(before, { ...kept, options: { entry: 'main', exports: [] } }).probes).toEqual([probes[0]]);
  });

  test('what led nowhere before is left alone', () => {
    const before = scenarioOf([calling('a.o', 'missing'), defining('b.o', 'f', 1)]);
    const after = prune(
      before,
      mapObjects(before, (found) => (found.name === 'b.o' ? undefined : found)),
    );
    expect(objectsOf(after)).toEqual([objectsOf(before)[0]]);
  });
});

describe('expression trees', () => {
  test('symbols in places and slots count, and those of parts do not take the whole away', () => {
    const left = withoutSymbols(full.functions[0]!.body, new Set(['x', 'd']));
    expect(left.result).toEqual({
      op: 'mix',
      terms: [constant(1), zero, { op: 'call', symbol: 'g', arguments: [zero] }],
    });
  });

  test('statements that use a symbol go', () => {
    const body = {
      statements: [
        { op: 'set-global', symbol: 'x', value: constant(1) },
        { op: 'nops', count: 2 },
      ],
    } as const;
    expect(withoutSymbols(body, new Set(['x'])).statements).toEqual([{ op: 'nops', count: 2 }]);
  });

  test('simpler bodies lose a statement, a term, or put a part or 0 in place of the whole', () => {
    const [first, second] = [constant(1), constant(2)];
    const body = { statements: [{ op: 'nops', count: 4 }], result: { op: 'add', left: first, right: second } } as const;
    const simpler = [...simplerBodies(body)].map((found) => JSON.stringify(found));
    const expected = [
      { statements: [], result: body.result },
      { statements: body.statements, result: zero },
      { statements: body.statements, result: second },
      { statements: body.statements, result: { op: 'add', left: first, right: zero } },
      { statements: [{ op: 'nops', count: 2 }], result: body.result },
    ];
    for (const one of expected) expect(simpler).toContain(JSON.stringify(one));
  });
});
