/** The function table and its slots; tables of objects; old objects that name no table. */
import { expect, test } from 'vitest';
import { decodeModule } from '../wasm/decode.ts';
import { link } from './link.ts';
import { describeLinks, exportNames, importNames, type LinkCase } from './link-case.fixture.ts';
import { type SmallObject, smallObject } from './small-object.fixture.ts';
import {
  addressOf,
  datum,
  exported,
  i32,
  load,
  noStrip,
  probe,
  retain,
  returnsI32To,
  slotOf,
  value,
} from './small-parts.fixture.ts';

const takesF: SmallObject = { functions: [probe([...slotOf('f')]), value('f', 1)] };
const callsSlot1: SmallObject = {
  functions: [
    probe([[0x41, 1, 0x11], ['TYPE_INDEX_LEB', 0], [0]]),
    { ...probe([...slotOf('f')]), name: 'takes' },
    value('f', 9),
  ],
};

const slots: readonly LinkCase[] = [
  {
    name: 'one function has one slot, whoever takes its address',
    objects: [
      { functions: [probe([...slotOf('f')])], undefinedTypes: returnsI32To('f') },
      { functions: [value('f', 1), { ...probe([...slotOf('f')]), name: 'probe2' }] },
    ],
    check: (module, run) => {
      expect([run('probe'), run('probe2')]).toEqual([1, 1]);
      expect(module.elements[0]!.functions.length).toBe(1);
      expect(module.tables[0]!.limits).toEqual({ flags: 1, minimum: 2n, maximum: 2n });
    },
  },
  {
    name: 'aliases share a slot',
    objects: [{ functions: [probe([...slotOf('f'), ...slotOf('g'), [0x46]]), { ...value('f', 1), aliases: ['g'] }] }],
    check: (_, run) => expect(run('probe')).toBe(1),
  },
  {
    name: 'slots are given in the order in which sites stand, functions before data',
    objects: [
      {
        functions: [
          probe([...slotOf('b')]),
          { ...probe([...addressOf('p'), load]), name: 'probe2' },
          value('a', 1),
          value('b', 2),
        ],
        data: [datum('p', [['TABLE_INDEX_I32', 'a']], { flags: retain })],
      },
    ],
    check: (_, run) => expect([run('probe'), run('probe2')]).toEqual([1, 2]),
  },
  {
    name: 'a call through a slot ends in the function',
    objects: [callsSlot1],
    check: (_, run) => expect(run('probe')).toBe(9),
  },
  {
    name: '--table-base moves the slots',
    objects: [takesF],
    args: '--table-base=10',
    check: (module, run) => {
      expect(run('probe')).toBe(10);
      expect(module.tables[0]!.limits.minimum).toBe(11n);
      expect(module.elements[0]!.offset!.value).toEqual({ kind: 'i32', value: 10 });
    },
  },
  {
    name: '--growable-table has no maximum',
    objects: [takesF],
    args: '--growable-table',
    check: (module) => expect(module.tables[0]!.limits).toEqual({ flags: 0, minimum: 2n }),
  },
  {
    name: '--export-table',
    objects: [takesF],
    args: '--export-table',
    check: (module) => expect(exportNames(module)).toEqual(['memory', '__indirect_function_table', 'probe']),
  },
  {
    name: '--export-table makes a table that nothing needs',
    objects: [{ functions: [probe([...i32(1)])] }],
    args: '--export-table --growable-table',
    check: (module) => {
      expect(module.tables[0]!.limits).toEqual({ flags: 0, minimum: 1n });
      expect(exportNames(module)).toContain('__indirect_function_table');
    },
  },
  {
    name: '--import-table',
    objects: [takesF],
    args: '--import-table',
    check: (module) => {
      expect(importNames(module)).toEqual(['env.__indirect_function_table']);
      expect(module.imports[0]).toMatchObject({ table: { limits: { flags: 0, minimum: 2n } } });
    },
  },
  {
    name: '--import-table without a need imports none',
    objects: [{ functions: [probe([...i32(1)])] }],
    args: '--import-table',
    check: (module) => expect(module.imports).toEqual([]),
  },
];

const externref = { elementType: 0x6f, limits: { flags: 0, minimum: 3n } };

const tables: readonly LinkCase[] = [
  {
    name: 'a table of an object stands before the function table',
    objects: [
      {
        functions: [
          probe([[0x41, 0, 0x25], ['TABLE_NUMBER_LEB', 't'], [0xd1]]),
          { ...probe([...slotOf('f')]), name: 'probe2' },
          value('f', 1),
        ],
        tables: [{ name: 't', type: externref }],
      },
    ],
    check: (module, run) => {
      expect([run('probe'), run('probe2')]).toEqual([1, 1]);
      expect(module.tables.map(({ elementType }) => elementType)).toEqual([0x6f, 0x70]);
      expect(module.elements[0]!.tableIndex).toBe(1);
    },
  },
  {
    name: 'a table that nothing refers to is dropped',
    objects: [{ functions: [probe([...i32(1)])], tables: [{ name: 't', type: externref }] }],
    check: (module) => expect(module.tables).toEqual([]),
  },
  {
    name: 'an exported table',
    objects: [{ tables: [{ name: 't', type: externref, flags: exported }] }],
    check: (module) => expect(exportNames(module)).toEqual(['memory', 't']),
  },
  {
    name: 'an object that means the function table without naming it gets it as the first',
    objects: [
      { functions: [probe([...slotOf('f')]), value('f', 1)], functionTable: 'unnamed' },
      { tables: [{ name: 't', type: externref, flags: noStrip }] },
    ],
    check: (module, run) => {
      expect(run('probe')).toBe(1);
      expect(module.tables.map(({ elementType }) => elementType)).toEqual([0x70, 0x6f]);
    },
  },
  {
    name: 'dead code of the first object names the function table, and the next one takes an address',
    objects: [
      {
        functions: [
          {
            name: 'dead',
            code: [
              [0x41, 0, 0x11],
              ['TYPE_INDEX_LEB', 0],
              ['TABLE_NUMBER_LEB', '__indirect_function_table'],
            ],
          },
        ],
        undefinedKinds: { __indirect_function_table: 'table' },
      },
      takesF,
    ],
    differs: 'wasm-ld crashes',
    check: (module, run) => {
      expect(run('probe')).toBe(1);
      expect(module.tables.length).toBe(1);
    },
  },
  {
    name: 'addresses are taken, and no object names the table',
    objects: [{ ...takesF, functionTable: 'none' }],
    differs: 'wasm-ld crashes',
    check: (_, run) => expect(run('probe')).toBe(1),
  },
];

describeLinks('table slots', slots);
describeLinks('tables', tables);

test('link() without options defines the table that is needed', () => {
  const result = link([{ name: 'a.o', bytes: smallObject(takesF) }], { entry: undefined });
  const module = decodeModule(result.ok ? result.bytes : new Uint8Array());
  expect([module.tables.length, module.imports]).toEqual([1, []]);
});
