/** Where data, stack and heap lie, how large memory is, whose it is; data segments and what they are made of. */
import { expect } from 'vitest';
import { describeLinks, importNames, type LinkCase, type Runner, segmentNames } from './link-case.fixture.ts';
import type { SmallObject } from './small-object.fixture.ts';
import { addressOf, datum, i32, load, noStrip, probe, retain, strings, value, word } from './small-parts.fixture.ts';

/** An object with a word of data and a function for the address of each place. */
const places: SmallObject = {
  functions: [
    '__global_base',
    '__data_end',
    '__stack_low',
    '__stack_high',
    '__heap_base',
    '__heap_end',
    '__dso_handle',
  ].map((name) => probe([...addressOf(name)], { name: `get${name}` })),
  data: [datum('d', [word(7)], { flags: retain })],
};

const readPlaces = (run: Runner) => ({
  base: run('get__global_base'),
  end: run('get__data_end'),
  stack: [run('get__stack_low'), run('get__stack_high')],
  heap: [run('get__heap_base'), run('get__heap_end')],
  handle: run('get__dso_handle'),
});

const kiB = 1024;

const layout: readonly LinkCase[] = [
  {
    name: 'data, then the stack, then the heap',
    objects: [places],
    check: (module, run) => {
      expect(readPlaces(run)).toEqual({
        base: 1024,
        end: 1028,
        stack: [1040, 1040 + 64 * kiB],
        heap: [1040 + 64 * kiB, 128 * kiB],
        handle: 1024,
      });
      expect(module.memories).toEqual([{ flags: 0, minimum: 2n }]);
    },
  },
  {
    name: '--stack-first: the stack, then data, then the heap',
    objects: [places],
    args: '--stack-first -z stack-size=4096',
    check: (module, run) => {
      expect(readPlaces(run)).toEqual({
        base: 4096,
        end: 4100,
        stack: [0, 4096],
        heap: [4112, 64 * kiB],
        handle: 4096,
      });
      expect(module.globals[0]!.init.value).toEqual({ kind: 'i32', value: 4096 });
    },
  },
  {
    name: '--stack-first with --global-base',
    objects: [places],
    args: '--stack-first -z stack-size=4096 --global-base=8192',
    check: (_, run) => expect(readPlaces(run)).toMatchObject({ base: 8192, end: 8196, stack: [0, 4096] }),
  },
  {
    name: '--global-base',
    objects: [places],
    args: '--global-base=65536',
    check: (_, run) => expect(readPlaces(run)).toMatchObject({ base: 65_536, end: 65_540, handle: 65_536 }),
  },
  {
    name: '-z stack-size',
    objects: [places],
    args: '-z stack-size=131072',
    check: (module, run) => {
      expect(readPlaces(run)).toMatchObject({ stack: [1040, 1040 + 128 * kiB] });
      expect(module.memories[0]!.minimum).toBe(3n);
    },
  },
  {
    name: 'segments keep their alignment',
    objects: [
      {
        functions: [probe([...addressOf('b')]), { ...probe([...addressOf('c')]), name: 'probe2' }],
        data: [
          datum('a', [[1]], { alignLog2: 0, flags: retain }),
          datum('b', [[2]], { alignLog2: 3 }),
          datum('c', [[3]], { segment: '.rodata.c', alignLog2: 6 }),
        ],
      },
    ],
    check: (module, run) => {
      expect([run('probe'), run('probe2')]).toEqual([1040, 1024]);
      expect(segmentNames(module)).toEqual(['.rodata', '.data']);
    },
  },
  {
    name: 'layout symbols exist where something wants them',
    objects: [
      {
        functions: [probe([...addressOf('__heap_base')]), { ...probe([...addressOf('__data_end')]), name: 'data_end' }],
        data: [{ segment: '.bss.b', content: [word(0)], symbols: [{ name: 'b', flags: noStrip }] }],
      },
    ],
    check: (_, run) => expect([run('data_end'), run('probe')]).toEqual([1028, 1040 + 65_536]),
  },
  {
    name: 'an object may define a place itself',
    objects: [{ functions: [probe([...addressOf('__heap_base'), load])], data: [datum('__heap_base', [word(3)])] }],
    check: (_, run) => expect(run('probe')).toBe(3),
  },
  {
    name: '__memory_base and __table_base are 0 and the first slot',
    objects: [
      {
        functions: [
          probe([...addressOf('__memory_base')]),
          { ...probe([...addressOf('__table_base')]), name: 'probe2' },
        ],
      },
    ],
    check: (_, run) => expect([run('probe'), run('probe2')]).toEqual([0, 1]),
  },
  {
    name: '__start_ and __stop_ enclose the output segment',
    objects: [
      {
        functions: [probe([...addressOf('__stop_set'), ...addressOf('__start_set'), [0x6b]])],
        data: [{ segment: 'set', content: [word(1)], flags: retain, symbols: [] }],
      },
      { data: [{ segment: 'set', content: [word(2)], flags: retain, symbols: [] }] },
    ],
    check: (_, run) => expect(run('probe')).toBe(8),
  },
];

const nothing: readonly SmallObject[] = [{ functions: [value('f', 1)] }];

const memory: readonly LinkCase[] = [
  {
    name: '--initial-memory and --max-memory',
    objects: nothing,
    args: '--initial-memory=262144 --max-memory=524288',
    check: (module) => expect(module.memories).toEqual([{ flags: 1, minimum: 4n, maximum: 8n }]),
  },
  {
    name: '--no-growable-memory makes the initial size the maximum',
    objects: nothing,
    args: '--no-growable-memory --initial-memory=262144',
    check: (module) => expect(module.memories).toEqual([{ flags: 1, minimum: 4n, maximum: 4n }]),
  },
  {
    name: '--initial-heap comes on top of data and stack',
    objects: [places],
    args: '--initial-heap=131072',
    check: (module, run) => {
      expect(module.memories[0]!.minimum).toBe(4n);
      expect(readPlaces(run)).toMatchObject({ heap: [1040 + 64 * kiB, 256 * kiB] });
    },
  },
  {
    name: '--import-memory imports it as env.memory and exports none',
    objects: nothing,
    args: '--import-memory --max-memory=131072',
    check: (module) => {
      expect(importNames(module)).toEqual(['env.memory']);
      expect(module.imports[0]).toMatchObject({ memory: { flags: 1, minimum: 2n, maximum: 2n } });
      expect([module.memories, module.exports]).toEqual([[], []]);
    },
  },
  {
    name: '--import-memory with names',
    objects: nothing,
    args: '--import-memory=host,heap',
    check: (module) => expect(importNames(module)).toEqual(['host.heap']),
  },
  {
    name: '--import-memory and --export-memory',
    objects: nothing,
    args: '--import-memory --export-memory=again',
    check: (module) => expect(module.exports).toEqual([{ name: 'again', kind: 'memory', index: 0 }]),
  },
  {
    name: '--export-memory names the export',
    objects: nothing,
    args: '--export-memory=heap',
    check: (module) => expect(module.exports).toEqual([{ name: 'heap', kind: 'memory', index: 0 }]),
  },
];

const bss = datum('z', [word(0), word(0)], { segment: '.bss.z', flags: retain });

const segments: readonly LinkCase[] = [
  {
    name: 'what begins alike is one segment',
    objects: [
      {
        data: [
          datum('a', [word(1)], { flags: retain }),
          datum('b', [word(2)], { flags: retain, segment: '.rodata.b' }),
          datum('c', [word(3)], { flags: retain }),
          datum('d', [word(4)], { flags: retain, segment: 'mine' }),
        ],
      },
      { data: [datum('e', [word(5)], { flags: retain })] },
    ],
    check: (module) => {
      expect(segmentNames(module)).toEqual(['.rodata', '.data', 'mine']);
      expect(module.data.map(({ bytes }) => bytes.length)).toEqual([4, 12, 4]);
    },
  },
  {
    name: '--no-merge-data-segments keeps them apart',
    objects: [{ data: [datum('a', [word(1)], { flags: retain }), datum('b', [word(2)], { flags: retain })] }],
    args: '--no-merge-data-segments',
    check: (module) => expect(segmentNames(module)).toEqual(['.data.a', '.data.b']),
  },
  {
    name: 'zero-filled segments come last and are not written',
    objects: [{ data: [bss, datum('a', [word(1)], { flags: retain })] }],
    check: (module) => {
      expect(segmentNames(module)).toEqual(['.data']);
      expect(module.data.map(({ bytes }) => bytes.length)).toEqual([4]);
    },
  },
  {
    name: 'with an imported memory the zeroes are written',
    objects: [{ data: [bss, datum('a', [word(1)], { flags: retain })] }],
    args: '--import-memory',
    check: (module) => expect(module.data.map(({ bytes }) => bytes.length)).toEqual([4, 8]),
  },
  {
    name: 'with an imported memory and bulk-memory a start function fills them',
    objects: [{ data: [bss, datum('a', [word(1)], { flags: retain })], features: ['bulk-memory'] }],
    args: '--import-memory',
    check: (module) => {
      expect([module.data.length, module.start]).toEqual([1, 0]);
      expect(module.names!.functions[0]!.name).toBe('__wasm_init_memory');
    },
  },
  {
    name: 'the form in which a segment comes makes no difference',
    objects: [
      {
        functions: [probe([...addressOf('b'), load, [0x41, 10, 0x6c], ...addressOf('c'), load, [0x6a]])],
        data: [
          datum('a', [word(1)], { flags: retain }),
          datum('b', [word(2)], { form: 'passive' }),
          datum('c', [word(3)], { form: 'indexed' }),
        ],
      },
    ],
    check: (module, run) => {
      expect(run('probe')).toBe(23);
      expect(module.data.map(({ flags }) => flags)).toEqual([0]);
    },
  },
  {
    name: 'a retained segment is a root, one beside it is not',
    objects: [{ data: [datum('a', [word(1)]), datum('b', [word(2)], { flags: retain })] }],
    check: (module) => expect([...module.data[0]!.bytes]).toEqual([2, 0, 0, 0]),
  },
  {
    name: 'an object without data has no data section',
    objects: nothing,
    check: (module) => expect(module.sections.some(({ id }) => id === 11)).toBe(false),
  },
];

const text = (letters: string) => [...new TextEncoder().encode(letters)];
const stringSegment = (name: string, letters: string, flags: number = strings) =>
  datum(name, [text(letters)], { segment: `.rodata.${name}`, alignLog2: 0, flags });

const stringCases: readonly LinkCase[] = [
  {
    name: 'equal strings are one, and a tail lies inside its string',
    objects: [
      {
        functions: [probe([...addressOf('long'), [0x41, 3, 0x6a], ...addressOf('tail'), [0x46]])],
        data: [stringSegment('long', 'abcd\0'), stringSegment('tail', 'd\0')],
      },
      {
        functions: [probe([...addressOf('again')], { name: 'probe2' })],
        data: [stringSegment('again', 'abcd\0')],
      },
    ],
    check: (module, run) => {
      expect([run('probe'), run('probe2')]).toEqual([1, 1024]);
      expect(module.data[0]!.bytes.length).toBe(5);
    },
  },
  {
    name: 'strings of other flags are merged by themselves',
    objects: [
      {
        functions: [probe([...addressOf('s')])],
        data: [stringSegment('s', 'ab\0'), stringSegment('t', 'ab\0', strings | retain)],
      },
    ],
    check: (module) => expect(module.data[0]!.bytes.length).toBe(6),
  },
  {
    name: '-O0 keeps strings apart',
    objects: [{ data: [stringSegment('s', 'a\0a\0', strings | retain)] }],
    args: '-O0',
    check: (module) => expect(module.data[0]!.bytes.length).toBe(4),
  },
  {
    name: '-O2 merges like -O1',
    objects: [{ data: [stringSegment('s', 'ab\0b\0ab\0', strings | retain)] }],
    args: '-O2',
    check: (module) => expect(module.data[0]!.bytes.length).toBe(3),
  },
  {
    name: 'an address inside a string moves with it',
    objects: [
      {
        functions: [probe([...addressOf('s', 4), [0x2d, 0, 0]])],
        data: [stringSegment('s', 'xy\0cd\0'), stringSegment('t', 'zzz\0', strings | retain)],
      },
    ],
    check: (_, run) => expect(run('probe')).toBe('d'.charCodeAt(0)),
  },
  {
    name: 'aligned strings are left as they are',
    objects: [
      {
        data: [datum('s', [text('a\0a\0')], { segment: '.rodata.s', alignLog2: 1, flags: strings | retain })],
      },
    ],
    check: (module) => expect(module.data[0]!.bytes.length).toBe(4),
  },
  {
    name: 'other data of the segment stays beside the strings',
    objects: [
      {
        functions: [probe([...i32(0)])],
        data: [
          stringSegment('s', 'a\0', strings | retain),
          datum('n', [word(9)], { segment: '.rodata.n', flags: retain }),
        ],
      },
    ],
    check: (module) => expect(module.data[0]!.bytes.length).toBe(8),
  },
];

describeLinks('memory layout', layout);
describeLinks('the memory itself', memory);
describeLinks('data segments', segments);
describeLinks('strings', stringCases);
