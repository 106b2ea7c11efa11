/** What is linked because something reaches it, and what is not: roots, --gc-sections, what is never opened. */
import { expect, test } from 'vitest';
import { type LinkStats, link } from './link.ts';
import { describeLinks, exportNames, functionNames, type LinkCase } from './link-case.fixture.ts';
import { smallObject } from './small-object.fixture.ts';
import {
  addressOf,
  call,
  datum,
  drop,
  exported,
  globalOf,
  hidden,
  i32,
  load,
  local,
  noStrip,
  probe,
  retain,
  returnsI32To,
  slotOf,
  strings,
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
    name: 'the end of data can be referred to, in a segment of its own or of strings that are not merged',
    objects: [
      {
        functions: [probe([...addressOf('end')]), { ...probe([...addressOf('end2')]), name: 'probe2' }],
        data: [
          datum('d', [word(1)], { symbols: [{ name: 'end', offset: 4, size: 0 }] }),
          datum('s', [[0x61, 0]], { flags: strings, symbols: [{ name: 'end2', offset: 2, size: 0 }] }),
        ],
      },
    ],
    check: (_, run) => expect([run('probe'), run('probe2')]).toEqual([1028, 1030]),
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

const printing: LinkCase = {
  name: '--print-gc-sections counts imported elements, and names none that is alive',
  objects: [
    {
      functions: [
        probe([
          ...globalOf('host'),
          drop,
          ...globalOf('live'),
          drop,
          ...addressOf('d'),
          drop,
          [0x08],
          ['TAG_INDEX_LEB', 'thrown'],
        ]),
      ],
      data: [datum('d', [word(1)])],
      globals: [{ name: 'live' }, { name: 'g', value: 1 }],
      tags: [{ name: 'e' }],
      tables: [{ name: 't', type: { elementType: 0x6f, limits: { flags: 0, minimum: 1n } } }],
      importNames: { host: { module: 'env', field: 'host' }, thrown: { module: 'env', field: 'thrown' } },
    },
  ],
  args: '--print-gc-sections',
  check: (_, __, { printed }) =>
    expect(printed).toEqual([
      ...['g', 'e', 't'].map((name) => `removing unused section a.o:(${name})`),
      'removing unused section <internal>:(__wasm_call_ctors)',
    ]),
};

describeLinks('reachability', [...reach, printing]);

const counted: readonly [atoms: 'lazy' | 'eager', counts: Partial<LinkStats>][] = [
  ['lazy', { atomsParsed: 4, bytesCopied: 0, relocationsCopied: 0, relocationsScanned: 0 }],
  ['eager', { atomsParsed: 9, bytesCopied: 158, relocationsCopied: 3, relocationsScanned: 9 }],
];
test.each(counted)('with %s atoms it is counted what was opened, visited and copied', (atoms, counts) => {
  const object = smallObject({
    functions: [probe([...call('f'), drop, ...addressOf('p'), load]), value('f', 1), value('dead', 2)],
    data: [datum('p', [['MEMORY_ADDR_I32', 'q'], word(0)]), datum('q', [word(7)]), datum('unused', [word(1)])],
  });
  const result = link([{ name: 'a.o', bytes: object }], { entry: undefined, atoms });
  // Relocations are visited when they are followed, and again when it is noted what they need. In the output code has 19
  // and 5 bytes with its sizes, data 8 and 4.
  const both = { atomsMarked: 4, relocationsVisited: 6, outputBytesCopied: 36 };
  expect(result.ok && result.stats).toEqual({ ...both, ...counts });
});
