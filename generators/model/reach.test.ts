import { describe, expect, test } from 'vitest';
import type { LinkOptions, Scenario, ScenarioObject } from '../scenario/scenario.ts';
import {
  archive,
  calling,
  dataSymbol,
  defining,
  functionSymbol,
  nothing,
  object,
  returning,
  scenarioOf,
  segment,
  symbol,
  undefinedFunction,
} from '../scenario-parts.fixture.ts';
import { expectationOf } from './expect.ts';

function keptOf(scenario: Scenario): string {
  const { reach } = expectationOf(scenario);
  return [...reach.kept]
    .map(({ id }) => id)
    .sort()
    .join(' ');
}

/** An init function that calls `helper`. */
const initializing = (file: string, name = 'init'): ScenarioObject =>
  object(file, {
    functions: [{ id: name, signature: nothing, body: { statements: [] } }, returning(`${name}_other`, 1)],
    symbols: [functionSymbol(name, 'local'), functionSymbol(`${name}_other`)],
    initFunctions: [{ symbol: name, priority: 10 }],
  });

interface Row {
  readonly rule: string;
  readonly inputs: Parameters<typeof scenarioOf>[0];
  readonly options?: Partial<LinkOptions>;
  readonly kept: string;
}

const pointing = object('p.o', {
  functions: [
    returning('main', { op: 'load', bytes: 4, place: { from: 'symbol', symbol: 'a', addend: 0, how: 'sleb' } }),
    returning('f', 1),
  ],
  segments: [
    segment('a', '0000000000000000', { sites: [{ offset: 4, kind: 'MEMORY_ADDR_I32', symbol: 'b', addend: 0 }] }),
    segment('b', '00000000', { sites: [{ offset: 0, kind: 'TABLE_INDEX_I32', symbol: 'f', addend: 0 }] }),
    segment('c', '00000000'),
  ],
  symbols: [
    functionSymbol('main'),
    functionSymbol('f', 'local'),
    dataSymbol('a', 'a'),
    dataSymbol('b', 'b'),
    dataSymbol('c', 'c'),
  ],
});

const rows: readonly Row[] = [
  {
    rule: 'an export and what it calls',
    inputs: [calling('a.o', 'f'), defining('b.o', 'f', 1), defining('c.o', 'g', 1)],
    kept: 'f main',
  },
  {
    rule: 'what a weak definition that lost refers to is not reached',
    inputs: [
      object('a.o', {
        functions: [returning('f', { op: 'call', symbol: 'g', arguments: [] })],
        symbols: [functionSymbol('f', 'weak'), undefinedFunction('g')],
      }),
      defining('b.o', 'f', 1),
      defining('c.o', 'g', 1),
      calling('d.o', 'f'),
    ],
    kept: 'f main',
  },
  { rule: 'pointers in data are followed', inputs: [pointing], kept: 'a b f main' },
  {
    rule: '--no-gc-sections keeps everything',
    inputs: [pointing],
    options: { gcSections: false },
    kept: 'a b c f main',
  },
  {
    rule: 'a no-strip symbol is a root',
    inputs: [
      object('a.o', { functions: [returning('f', 1)], symbols: [functionSymbol('f', 'strong', { noStrip: true })] }),
    ],
    kept: 'f',
  },
  {
    rule: 'an exported symbol is a root',
    inputs: [
      object('a.o', { functions: [returning('f', 1)], symbols: [functionSymbol('f', 'strong', { exported: true })] }),
    ],
    kept: 'f',
  },
  {
    rule: '--export-dynamic leaves hidden symbols',
    inputs: [
      object('a.o', {
        functions: [returning('f', 1), returning('g', 1)],
        symbols: [functionSymbol('f', 'strong', { hidden: true }), functionSymbol('g')],
      }),
    ],
    options: { exportDynamic: true },
    kept: 'g',
  },
  { rule: 'init functions of a named object', inputs: [initializing('a.o')], kept: 'init' },
  {
    rule: 'no init function of a member that is not linked',
    inputs: [calling('m.o'), archive('lib.a', initializing('a.o'))],
    kept: 'main',
  },
  {
    rule: 'init functions of a member that something reaches',
    inputs: [calling('m.o', 'init_other'), archive('lib.a', initializing('a.o'))],
    kept: 'init init_other main',
  },
  {
    rule: 'no init function of a member that is linked but not reached',
    inputs: [
      calling('m.o'),
      object('n.o', { symbols: [undefinedFunction('init_other')] }),
      archive('lib.a', initializing('a.o')),
    ],
    kept: 'main',
  },
  {
    rule: 'a retained segment',
    inputs: [object('a.o', { segments: [segment('r', '01', { retain: true }), segment('s', '02')] })],
    kept: 'r',
  },
  {
    rule: 'custom sections are kept and reach nothing',
    inputs: [
      object('a.o', {
        functions: [returning('f', 1)],
        customSections: [
          {
            id: 'notes',
            name: 'notes',
            bytes: '00000000',
            sites: [{ offset: 0, kind: 'FUNCTION_OFFSET_I32', symbol: 'f', addend: 0 }],
          },
        ],
        symbols: [functionSymbol('f')],
      }),
    ],
    kept: 'notes',
  },
];

describe('reach', () => {
  test.each(rows)('$rule', ({ inputs, options, kept }) => {
    expect(keptOf(scenarioOf(inputs, options))).toBe(kept);
  });

  test('an undefined symbol is a problem only when something kept refers to it', () => {
    const unused = object('b.o', {
      functions: [returning('dead', { op: 'call', symbol: 'missing', arguments: [] })],
      symbols: [functionSymbol('dead'), undefinedFunction('missing')],
    });
    expect(expectationOf(scenarioOf([calling('a.o'), unused])).problems).toEqual([]);
    const { verdict, problems } = expectationOf(scenarioOf([calling('a.o', 'dead'), unused]));
    expect([verdict, problems.map(({ code, symbol: name }) => `${code} ${name}`)]).toEqual([
      'fails',
      ['undefined-symbol missing'],
    ]);
  });

  test('references in custom sections count only without garbage collection', () => {
    const sites = [
      { offset: 0, kind: 'FUNCTION_OFFSET_I32', symbol: 'missing', addend: 0 },
      { offset: 4, kind: 'TABLE_INDEX_I32', symbol: 'f', addend: 0 },
    ] as const;
    const noted = object('a.o', {
      functions: [returning('f', 1)],
      customSections: [{ id: 'notes', name: 'notes', bytes: '0000000000000000', sites }],
      symbols: [functionSymbol('f'), undefinedFunction('missing')],
    });
    const found = (options: Partial<LinkOptions>) => {
      const { problems, reach } = expectationOf(scenarioOf([noted], options));
      return [problems.map(({ symbol: name }) => name), [...reach.tableSlots]];
    };
    expect(found({})).toEqual([[], []]);
    expect(found({ gcSections: false })).toEqual([['missing'], ['a.o/f']]);
  });

  test('references in what lost its COMDAT group count only without garbage collection', () => {
    const loser = object('b.o', {
      functions: [returning('f', { op: 'call', symbol: 'missing', arguments: [] }, { comdat: 'g' })],
      symbols: [undefinedFunction('missing')],
    });
    const winner = object('a.o', { functions: [returning('f', 1, { comdat: 'g' })], symbols: [functionSymbol('f')] });
    const found = (options: Partial<LinkOptions>) =>
      expectationOf(scenarioOf([winner, loser], options)).problems.map(({ symbol: name }) => name);
    expect(found({})).toEqual([]);
    expect(found({ gcSections: false })).toEqual(['missing']);
  });

  test('one function has one slot, whoever takes its address', () => {
    const slot = { op: 'null-function', slot: { from: 'symbol', symbol: 'f' } } as const;
    const taking = object('a.o', {
      functions: [returning('main', slot)],
      segments: [
        segment('r', '00000000', {
          retain: true,
          sites: [{ offset: 0, kind: 'TABLE_INDEX_I32', symbol: 'f', addend: 0 }],
        }),
      ],
      symbols: [functionSymbol('main'), undefinedFunction('f')],
    });
    const { reach } = expectationOf(scenarioOf([taking, defining('b.o', 'f', 1)]));
    expect([...reach.tableSlots]).toEqual(['b.o/f']);
  });

  test('init functions run by priority, then in link order', () => {
    const early: ScenarioObject = {
      ...initializing('c.o', 'early'),
      initFunctions: [{ symbol: 'early', priority: 1 }],
    };
    const { reach } = expectationOf(scenarioOf([initializing('a.o', 'one'), initializing('b.o', 'two'), early]));
    expect(reach.initCalls.map((call) => call.kind === 'function' && call.function.id)).toEqual([
      'early',
      'one',
      'two',
    ]);
    expect(reach.wrapsExports).toBe(true);
  });

  test.each([
    ['an export of __wasm_call_ctors', { exports: ['__wasm_call_ctors'] }, []],
    [
      'an object that refers to it',
      {},
      [symbol('__wasm_call_ctors', { kind: 'undefined-function', signature: nothing })],
    ],
    ['--export-all', { exportAll: true }, []],
  ])('exports are not wrapped when there is %s', (_what, options, symbols) => {
    const { reach } = expectationOf(scenarioOf([initializing('a.o'), object('b.o', { symbols })], options));
    expect(reach.initCalls).toHaveLength(1);
    expect(reach.wrapsExports).toBe(false);
  });
});
