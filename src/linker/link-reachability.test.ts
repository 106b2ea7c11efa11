/** What is linked because something reaches it, and what is not: roots, --gc-sections, what is never opened. */
import { expect } from 'vitest';
import { describeLinks, exportNames, functionNames, type LinkCase } from './link-case.fixture.ts';
import {
  addressOf,
  call,
  datum,
  exported,
  hidden,
  i32,
  load,
  local,
  noStrip,
  probe,
  retain,
  returnsI32To,
  slotOf,
  value,
  word,
} from './small-parts.fixture.ts';

const reach: readonly LinkCase[] = [
  {
    name: 'what nothing reaches is never opened',
    objects: [{ functions: [probe([...i32(1)]), value('dead', 2)], data: [datum('d', [word(1)])] }],
    check: (module, _, { stats }) =>
      expect([module.code.length, module.data.length, stats.atomsParsed]).toEqual([1, 0, 1]),
  },
  {
    name: 'a chain through code, data, tables and other objects is followed',
    objects: [
      { functions: [probe([...call('f')]), value('dead', 1)], undefinedTypes: returnsI32To('f') },
      {
        functions: [{ ...value('f', 0), code: [...addressOf('p'), load, load] }],
        data: [datum('p', [['MEMORY_ADDR_I32', 'q']])],
      },
      { data: [datum('q', [['TABLE_INDEX_I32', 'last']]), datum('unused', [word(1)])] },
      { functions: [{ name: 'last' }] },
    ],
    check: (module, run) => {
      expect(run('probe')).toBe(1);
      expect(functionNames(module)).toEqual(['probe', 'f', 'last']);
      expect(module.data[0]!.bytes.length).toBe(8);
    },
  },
  {
    name: '--no-gc-sections keeps everything',
    objects: [{ functions: [probe([...i32(1)]), value('dead', 2)], data: [datum('d', [word(1)])] }],
    args: '--no-gc-sections',
    check: (module) => {
      expect(functionNames(module)).toEqual(['probe', 'dead']);
      expect(module.data[0]!.bytes.length).toBe(4);
    },
  },
  {
    name: '--no-gc-sections does not take members in',
    objects: [{ functions: [probe([...i32(1)])] }],
    members: [{ functions: [value('m', 2)] }],
    args: '--no-gc-sections',
    check: (module) => expect(functionNames(module)).toEqual(['probe']),
  },
  {
    name: 'a no-strip symbol is a root, and not exported',
    objects: [{ functions: [value('kept', 1, noStrip), value('dead', 2)] }],
    check: (module) => {
      expect(functionNames(module)).toEqual(['kept']);
      expect(exportNames(module)).toEqual(['memory']);
    },
  },
  {
    name: 'a hidden exported symbol is exported',
    objects: [{ functions: [value('f', 1, exported | hidden)] }],
    check: (module) => expect(exportNames(module)).toEqual(['memory', 'f']),
  },
  {
    name: 'local symbols are no roots',
    objects: [{ functions: [value('f', 1, exported | local)] }],
    check: (module) => expect(functionNames(module)).toEqual([]),
  },
  {
    name: 'init functions and retained segments of a member that is used are roots',
    objects: [{ functions: [probe([...call('f')])], undefinedTypes: returnsI32To('f') }],
    members: [
      {
        functions: [value('f', 4), { name: 'init', flags: local }],
        data: [datum('r', [word(1)], { flags: retain })],
        init: [['init', 1]],
      },
    ],
    check: (module) => {
      expect(functionNames(module)).toEqual(['probe', 'f', 'init', 'probe.command_export']);
      expect(module.data.length).toBe(1);
    },
  },
  {
    name: 'what an extracted member retains counts only when something of it is alive',
    objects: [
      {
        functions: [probe([...i32(1)]), { ...value('dead', 0), code: [...call('f')] }],
        undefinedTypes: returnsI32To('f'),
      },
    ],
    members: [{ functions: [value('f', 4)], data: [datum('r', [word(1)], { flags: retain })] }],
    check: (module) => expect(module.data.length).toBe(0),
  },
  {
    name: 'a table slot keeps a function alive',
    objects: [{ functions: [probe([...slotOf('f')]), value('f', 1), value('dead', 2)] }],
    check: (module) => expect(functionNames(module)).toEqual(['probe', 'f']),
  },
  {
    name: '--print-gc-sections names what is dropped',
    objects: [
      { functions: [probe([...i32(1)]), value('dead', 2)], data: [datum('d', [word(1)])] },
      { functions: [value('dead2', 2)], globals: [{ name: 'g', value: 1 }], tags: [{ name: 'e' }] },
    ],
    args: '--print-gc-sections',
    check: (_, __, { printed }) =>
      expect(printed).toEqual([
        'removing unused section a.o:(dead)',
        'removing unused section a.o:(.data.d)',
        'removing unused section b.o:(dead2)',
        'removing unused section b.o:(g)',
        'removing unused section b.o:(e)',
        'removing unused section <internal>:(__wasm_call_ctors)',
      ]),
  },
];

describeLinks('reachability', reach);
