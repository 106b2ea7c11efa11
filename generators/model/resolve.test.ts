import { describe, expect, test } from 'vitest';
import type { Denotation, LinkOptions, ScenarioObject, TableShape } from '../scenario/scenario.ts';
import {
  archive,
  calling,
  dataSymbol,
  defining,
  functionSymbol,
  nullary,
  object,
  returning,
  scenarioOf,
  segment,
  symbol,
  undefinedFunction,
} from '../scenario-parts.fixture.ts';
import { type Resolved, resolve } from './resolve.ts';

/** `object/payload`, or the kind of what has none. */
function text(resolved: Resolved | undefined): string | undefined {
  switch (resolved?.kind) {
    case 'function':
      return `${resolved.object.name}/${resolved.function.id}`;
    case 'data':
      return `${resolved.object.name}/${resolved.segment.id}+${resolved.offset}`;
    case 'host':
      return `host ${resolved.import.module}.${resolved.import.field}`;
    default:
      return resolved?.kind;
  }
}

const grouped = (file: string, value: number): ScenarioObject =>
  object(file, {
    functions: [returning('f', value, { comdat: 'f' }), returning('own', value, { comdat: 'f' })],
    symbols: [functionSymbol('f', 'weak'), functionSymbol('own', 'local')],
  });

/** The name `x` in an object that has a tag and a table. */
const withName = (file: string, denotes: Denotation): ScenarioObject =>
  object(file, {
    tags: [{ id: 'x', parameters: ['i32'] }],
    tables: [{ id: 'x', element: 'funcref', minimum: 1 }],
    symbols: [symbol('x', denotes)],
  });

const wantedTable = (element: TableShape['element']): Denotation => ({ kind: 'undefined-table', element, minimum: 0 });

interface Row {
  readonly rule: string;
  readonly inputs: Parameters<typeof scenarioOf>[0];
  readonly options?: Partial<LinkOptions>;
  /** Where names lead. */
  readonly names: Readonly<Record<string, string>>;
  readonly included?: string;
  readonly problems?: readonly string[];
}

const rows: readonly Row[] = [
  {
    rule: 'a strong definition beats a weak one before it',
    inputs: [defining('a.o', 'f', 1, 'weak'), defining('b.o', 'f', 2)],
    names: { f: 'b.o/f' },
  },
  {
    rule: 'a strong definition beats a weak one behind it',
    inputs: [defining('a.o', 'f', 1), defining('b.o', 'f', 2, 'weak')],
    names: { f: 'a.o/f' },
  },
  {
    rule: 'the first of several weak definitions wins',
    inputs: [defining('a.o', 'f', 1, 'weak'), defining('b.o', 'f', 2, 'weak'), defining('c.o', 'f', 3, 'weak')],
    names: { f: 'a.o/f' },
  },
  {
    rule: 'two strong definitions are a problem',
    inputs: [defining('a.o', 'f', 1), defining('b.o', 'f', 2)],
    names: {},
    problems: ['duplicate-symbol f'],
  },
  {
    rule: 'a local symbol does not escape',
    inputs: [calling('a.o', 'f'), defining('b.o', 'f', 1, 'local'), defining('c.o', 'f', 2)],
    names: { f: 'c.o/f' },
  },
  {
    rule: 'an archive member comes in when it is needed, wherever the archive stands',
    inputs: [archive('lib.a', defining('unused.o', 'g', 1), defining('used.o', 'f', 2)), calling('a.o', 'f')],
    names: { f: 'used.o/f' },
    included: 'used.o a.o',
  },
  {
    rule: 'an archive behind the reference gives its member too',
    inputs: [calling('a.o', 'f'), archive('lib.a', defining('used.o', 'f', 2))],
    names: { f: 'used.o/f' },
    included: 'a.o used.o',
  },
  {
    rule: 'a weak reference brings no member in',
    inputs: [object('a.o', { symbols: [undefinedFunction('f', 'weak')] }), archive('lib.a', defining('b.o', 'f', 1))],
    names: { f: 'null' },
    included: 'a.o',
  },
  {
    rule: 'a weak reference becomes a strong one',
    inputs: [
      object('a.o', { symbols: [undefinedFunction('f', 'weak')] }),
      archive('lib.a', defining('b.o', 'f', 1)),
      object('c.o', { symbols: [undefinedFunction('f')] }),
    ],
    names: { f: 'b.o/f' },
  },
  {
    rule: 'a weak reference and a strong one to a name without definition',
    inputs: [
      object('a.o', { symbols: [undefinedFunction('f', 'weak')] }),
      object('b.o', { symbols: [undefinedFunction('f')] }),
    ],
    names: { f: 'undefined' },
  },
  {
    rule: 'a weak definition is enough not to need a member',
    inputs: [defining('a.o', 'f', 1, 'weak'), archive('lib.a', defining('b.o', 'f', 2)), calling('c.o', 'f')],
    names: { f: 'a.o/f' },
    included: 'a.o c.o',
  },
  {
    rule: 'members need each other',
    inputs: [
      calling('a.o', 'f'),
      archive(
        'lib.a',
        object('g.o', { functions: [returning('g', 1)], symbols: [functionSymbol('g')] }),
        object('f.o', { functions: [returning('f', 1)], symbols: [functionSymbol('f'), undefinedFunction('g')] }),
      ),
    ],
    names: { f: 'f.o/f', g: 'g.o/g' },
    included: 'a.o g.o f.o',
  },
  {
    rule: 'local names of members satisfy nothing',
    inputs: [archive('lib.a', defining('a.o', 'f', 1, 'local'), defining('b.o', 'f', 2)), calling('c.o', 'f')],
    names: { f: 'b.o/f' },
    included: 'b.o c.o',
  },
  {
    rule: 'an export brings its member in',
    inputs: [calling('a.o'), archive('lib.a', defining('b.o', 'f', 1))],
    options: { exports: ['f'] },
    names: { f: 'b.o/f' },
  },
  {
    rule: 'the first object keeps a COMDAT group, the other refers to it',
    inputs: [grouped('a.o', 1), grouped('b.o', 2)],
    names: { f: 'a.o/f' },
  },
  {
    rule: 'undefined names',
    inputs: [
      object('a.o', {
        symbols: [
          undefinedFunction('f'),
          undefinedFunction('w', 'weak'),
          symbol('host', {
            kind: 'undefined-function',
            signature: nullary,
            import: { module: 'm', field: 'x' },
          }),
          symbol('d', { kind: 'undefined-data' }),
          symbol('__heap_base', { kind: 'undefined-data' }),
        ],
      }),
    ],
    names: { f: 'undefined', w: 'null', host: 'host m.x', d: 'undefined', __heap_base: 'synthetic' },
  },
  {
    rule: '--allow-undefined imports functions and gives data address 0',
    inputs: [object('a.o', { symbols: [undefinedFunction('f'), symbol('d', { kind: 'undefined-data' })] })],
    options: { allowUndefined: true },
    names: { f: 'host env.f', d: 'null' },
  },
  {
    rule: '--allow-undefined forgives an export that nobody defines',
    inputs: [calling('a.o')],
    options: { allowUndefined: true, exports: ['main', 'nothing'] },
    names: {},
  },
  {
    rule: 'boundaries of a section are there when a segment of it is retained',
    inputs: [
      object('a.o', {
        segments: [segment('t', '00', { name: 'table', retain: true }), segment('u', '00', { name: 'other' })],
        symbols: ['__start_table', '__stop_other'].map((name) => symbol(name, { kind: 'undefined-data' })),
      }),
    ],
    names: { __start_table: 'synthetic', __stop_other: 'undefined' },
  },
  {
    rule: 'a function here and data there',
    inputs: [
      defining('a.o', 'x', 1),
      object('b.o', { segments: [segment('x', '00000000')], symbols: [dataSymbol('x', 'x')] }),
    ],
    names: {},
    problems: ['symbol-type-mismatch x'],
  },
  {
    rule: 'a tag that is wanted with other values than it has',
    inputs: [
      withName('a.o', { kind: 'tag', tag: 'x' }),
      withName('b.o', { kind: 'undefined-tag', parameters: ['i64'] }),
    ],
    names: {},
    problems: ['tag-signature-mismatch x'],
  },
  {
    rule: 'a tag that was wanted as it is',
    inputs: [
      withName('a.o', { kind: 'undefined-tag', parameters: ['i32'] }),
      withName('b.o', { kind: 'tag', tag: 'x' }),
    ],
    names: { x: 'tag' },
  },
  {
    rule: 'a table that was wanted for other references than it holds, and then is',
    inputs: ['externref', 'funcref', 'externref'].map((element, i) =>
      withName(`${i}.o`, i === 1 ? { kind: 'table', table: 'x' } : wantedTable(element as TableShape['element'])),
    ),
    names: { x: 'table' },
    problems: ['table-type-mismatch x', 'table-type-mismatch x'],
  },
  {
    rule: 'entry and exports that nobody defines',
    inputs: [calling('a.o')],
    options: { entry: 'start', exports: ['main', 'nothing'] },
    names: {},
    problems: ['undefined-entry start', 'undefined-export nothing'],
  },
  {
    rule: 'a global that may stay missing',
    inputs: [
      object('a.o', {
        symbols: [symbol('g', { kind: 'undefined-global', type: 'i32', mutable: true }, 'weak')],
      }),
    ],
    names: {},
    problems: ['malformed-object a.o'],
  },
];

describe('resolve', () => {
  test.each(rows)('$rule', ({ inputs, options, names, included, problems = [] }) => {
    const resolution = resolve(scenarioOf(inputs, options));
    const found = Object.keys(names).map((name) => [name, text(resolution.names.get(name))]);
    expect(Object.fromEntries(found)).toEqual(names);
    if (included !== undefined) expect(resolution.included.map(({ name }) => name).join(' ')).toBe(included);
    expect(resolution.problems.map(({ code, symbol }) => `${code} ${symbol}`)).toEqual(problems);
  });

  test('local members of a COMDAT group that lost are discarded, its other symbols lead to the copy that stayed', () => {
    const { symbols, comdatOwners } = resolve(scenarioOf([grouped('a.o', 1), grouped('b.o', 2)]));
    expect(comdatOwners.get('f')).toBe('a.o');
    expect(text(symbols.get('b.o')!.get('f'))).toBe('a.o/f');
    expect(text(symbols.get('b.o')!.get('own'))).toBe('discarded');
    expect(text(symbols.get('a.o')!.get('own'))).toBe('a.o/own');
  });

  test('a direct call with another signature is a mismatch, an address taken is none', () => {
    const other = { parameters: ['i64'], results: ['i32'] } as const;
    const referring = (file: string, called: boolean): ScenarioObject =>
      object(file, {
        functions: [
          returning(file, called ? { op: 'call', symbol: 'f', arguments: [] } : { op: 'constant', value: 1 }),
        ],
        symbols: [symbol('f', { kind: 'undefined-function', signature: other })],
      });
    const { symbols, problems } = resolve(
      scenarioOf([defining('a.o', 'f', 1), referring('b.o', true), referring('c.o', false)]),
    );
    expect(text(symbols.get('b.o')!.get('f'))).toBe('mismatch');
    expect(text(symbols.get('c.o')!.get('f'))).toBe('a.o/f');
    expect(problems).toEqual([{ code: 'signature-mismatch', severity: 'warning', symbol: 'f' }]);
  });

  test('two members that come in for exports have no certain order', () => {
    const members = archive('lib.a', defining('a.o', 'f', 1), defining('b.o', 'g', 1));
    expect(resolve(scenarioOf([members], { exports: ['f', 'g'] })).ambiguous).toBe(true);
    expect(resolve(scenarioOf([members], { exports: ['f', 'g'], undefined: ['g', 'f'] })).ambiguous).toBe(false);
  });
});
