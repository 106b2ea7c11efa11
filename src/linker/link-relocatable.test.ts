/** Output that is an object again, or keeps its relocations: -r, --emit-relocs, --compress-relocations. */
import { describe, expect, test } from 'vitest';
import { decodeObject } from '../wasm/decode.ts';
import { SymbolFlag } from '../wasm/model.ts';
import { describeLinks, functionNames, type LinkCase, linkBoth, runnerOf, type Success } from './link-case.fixture.ts';
import type { SmallObject } from './small-object.fixture.ts';
import {
  addressOf,
  call,
  datum,
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
  weak,
  word,
} from './small-parts.fixture.ts';

const { Undefined: undefinedFlag } = SymbolFlag;
const linkingOf = ({ bytes }: Success) => decodeObject(bytes).linking;
/** Name and flags of each symbol. */
const symbolsOf = (result: Success) => linkingOf(result).symbols.map(({ name, flags }) => [name, flags]);
const relocationsOf = ({ bytes }: Success) =>
  decodeObject(bytes).sections.flatMap(({ relocations }) =>
    Array.from({ length: relocations.length }, (_, i) => relocations.kind(i).name.replace('R_WASM_', '')),
  );

const twoFiles: readonly SmallObject[] = [
  { functions: [probe([...call('f')])], undefinedTypes: returnsI32To('f') },
  {
    functions: [{ ...value('f', 0), code: [...addressOf('d', 4), load] }],
    data: [datum('d', [word(1), word(12)], { symbols: [{ name: 'd', size: 8 }] })],
  },
];

const objects: readonly LinkCase[] = [
  {
    name: '-r resolves names and keeps all symbols',
    objects: twoFiles,
    args: '-r',
    check: (_, __, result) => {
      expect(symbolsOf(result)).toEqual([
        ['f', 0],
        ['probe', exported],
        ['d', 0],
      ]);
      expect(relocationsOf(result)).toEqual(['FUNCTION_INDEX_LEB', 'MEMORY_ADDR_SLEB']);
    },
  },
  {
    name: '-r keeps flags of symbols',
    objects: [
      {
        functions: [
          value('a', 1, weak),
          value('b', 2, hidden),
          value('c', 3, local),
          value('d', 4, noStrip),
          value('e', 5, exported),
        ],
      },
    ],
    args: '-r',
    check: (_, __, result) =>
      expect(symbolsOf(result)).toEqual([
        ['a', weak],
        ['b', hidden],
        ['d', noStrip],
        ['e', exported],
        ['c', local],
      ]),
  },
  {
    name: '-r keeps undefined symbols, weak and with import names',
    objects: [
      {
        functions: [{ name: 'f', code: [...call('g'), ...call('h')] }],
        undefinedFlags: { g: weak },
        importNames: { h: { module: 'm', field: 'n' } },
      },
    ],
    args: '-r',
    check: (module, __, result) => {
      expect(symbolsOf(result)).toEqual([
        ['g', weak | undefinedFlag],
        ['h', undefinedFlag | SymbolFlag.ExplicitName],
        ['f', 0],
      ]);
      expect(module.imports.map(({ module: from, field }) => `${from}.${field}`)).toEqual(['env.g', 'm.n']);
    },
  },
  {
    name: '-r keeps segments and what they are called',
    objects: [
      {
        data: [
          datum('a', [word(1)]),
          datum('b', [word(2)], { alignLog2: 4 }),
          datum('z', [word(0)], { segment: '.bss.z' }),
        ],
      },
    ],
    args: '-r',
    check: (module, _, result) => {
      expect(linkingOf(result).segments.map(({ name, alignLog2 }) => [name, alignLog2])).toEqual([
        ['.data.a', 2],
        ['.data.b', 4],
        ['.bss.z', 2],
      ]);
      expect(module.data.map(({ bytes }) => bytes.length)).toEqual([4, 4, 4]);
    },
  },
  {
    name: '-r merges strings',
    objects: [1, 2].map(() => ({
      data: [
        datum('s', [[0x61, 0]], {
          segment: '.rodata.s',
          alignLog2: 0,
          flags: strings,
          symbols: [{ name: 's', flags: local }],
        }),
      ],
    })),
    args: '-r',
    check: (module) => expect(module.data.map(({ bytes }) => bytes.length)).toEqual([2]),
  },
  {
    name: '-r keeps init functions with their priorities, sorted',
    objects: [
      { functions: [{ name: 'late' }], init: [['late', 9]] },
      { functions: [{ name: 'early' }], init: [['early', 3]] },
    ],
    args: '-r',
    check: (_, __, result) => {
      const { initFunctions, symbols } = linkingOf(result);
      expect(initFunctions.map(({ priority, symbolIndex }) => [priority, symbols[symbolIndex]!.name])).toEqual([
        [3, 'early'],
        [9, 'late'],
      ]);
    },
  },
  {
    name: '-r keeps COMDAT groups',
    objects: [
      {
        functions: [{ ...value('f', 1, weak), comdat: 'g' }],
        data: [datum('d', [word(1)], { comdat: 'g', symbols: [{ name: 'd', flags: weak }] })],
      },
    ],
    args: '-r',
    check: (_, __, result) =>
      expect(linkingOf(result).comdats).toEqual([
        {
          name: 'g',
          flags: 0,
          members: [
            { kind: 'function', index: 0 },
            { kind: 'data', index: 0 },
          ],
        },
      ]),
  },
  {
    name: '-r makes slots from 1 on',
    objects: [{ functions: [probe([...slotOf('f')]), value('f', 1)] }],
    args: '-r',
    check: (module, __, result) => {
      expect(relocationsOf(result)).toEqual(['TABLE_INDEX_SLEB']);
      expect(module.elements[0]!.offset!.value).toEqual({ kind: 'i32', value: 1 });
      expect(symbolsOf(result)).toContainEqual(['__indirect_function_table', undefinedFlag | noStrip]);
    },
  },
  {
    name: '-r keeps custom sections, and what they refer to',
    objects: [
      { functions: [value('f', 1)], customs: [{ name: '.debug_x', content: [[1], ['FUNCTION_OFFSET_I32', 'f', 2]] }] },
      { customs: [{ name: '.debug_x', content: [['SECTION_OFFSET_I32', '.debug_x', 3]] }] },
    ],
    args: '-r',
    check: (module, _, result) => {
      expect(relocationsOf(result)).toEqual(['FUNCTION_OFFSET_I32', 'SECTION_OFFSET_I32']);
      expect(module.sections.find(({ name }) => name === '.debug_x')!.content.length).toBe(9);
    },
  },
  {
    name: '-r --strip-debug drops debug sections',
    objects: [{ functions: [value('f', 1)], customs: [{ name: '.debug_x', content: [[1]] }] }],
    args: '-r --strip-debug',
    check: (module) => expect(module.sections.some(({ name }) => name === '.debug_x')).toBe(false),
  },
  {
    name: '-r takes members in that are needed',
    objects: [twoFiles[0]!],
    members: [twoFiles[1]!, { functions: [value('unused', 1)] }],
    args: '-r',
    check: (module) => expect(functionNames(module)).toEqual(['probe', 'f']),
  },
  {
    name: '-r of a global, a table and a tag',
    objects: [
      {
        functions: [probe([...globalOf('g')])],
        globals: [{ name: 'g', value: 3 }],
        tables: [{ name: 't', type: { elementType: 0x6f, limits: { flags: 0, minimum: 1n } } }],
        tags: [{ name: 'e' }],
      },
    ],
    args: '-r',
    check: (module, _, result) => {
      expect([module.globals.length, module.tables.length, module.tags.length]).toEqual([1, 1, 1]);
      expect(symbolsOf(result).map(([name]) => name)).toEqual(['probe', 'g', 't', 'e']);
    },
  },
];

const kept: readonly LinkCase[] = [
  {
    name: '--emit-relocs keeps the relocations of a linked module',
    objects: [{ functions: [probe([...call('f')]), value('f', 7), value('dead', 1)] }],
    args: '--emit-relocs',
    check: (module, run, result) => {
      expect(run('probe')).toBe(7);
      expect(module.sections.find(({ id }) => id === 10)!.relocations.length).toBe(1);
      expect(symbolsOf(result).map(([name]) => name)).toEqual(['probe', 'f']);
    },
  },
  {
    name: '--emit-relocs writes zero-filled segments',
    objects: [{ data: [datum('z', [word(0)], { segment: '.bss.z', flags: retain })] }],
    args: '--emit-relocs',
    check: (module) => expect(module.data.map(({ bytes }) => bytes.length)).toEqual([4]),
  },
  {
    name: '--emit-relocs of a shared library names what its GOT and its start-up stand for',
    objects: [
      {
        functions: [probe([...globalOf('f'), ...globalOf('d'), [0x6a]]), value('f', 7)],
        data: [datum('d', [['TABLE_INDEX_I32', 'f']])],
      },
    ],
    args: '-shared --experimental-pic --emit-relocs',
    check: (_, __, result) => {
      expect(relocationsOf(result)).toEqual(['GLOBAL_INDEX_LEB', 'GLOBAL_INDEX_LEB', 'TABLE_INDEX_I32']);
      expect(symbolsOf(result).map(([name]) => name)).toEqual(expect.arrayContaining(['probe', 'f', 'd']));
    },
  },
  {
    name: '--emit-relocs leaves out what stays undefined and is no import',
    objects: [
      { functions: [probe([...i32(1)])], undefinedKinds: { f: 'function' }, undefinedTypes: returnsI32To('f') },
    ],
    args: '-pie --experimental-pic --import-memory --allow-undefined --no-gc-sections --emit-relocs',
    check: (_, __, result) => expect(symbolsOf(result).map(([name]) => name)).not.toContain('f'),
    differs: 'wasm-ld crashes',
  },
  {
    name: '--compress-relocations gives the same meaning in fewer bytes',
    objects: [
      {
        functions: [probe([...call('f'), ...addressOf('d'), load, [0x6a], ...slotOf('f'), [0x6a]]), value('f', 7)],
        data: [datum('d', [word(5)])],
      },
    ],
    args: '--compress-relocations -s',
    check: (module, run) => {
      expect(run('probe')).toBe(13);
      expect(module.code[0]!.bytes.length).toBe(15);
    },
  },
  {
    name: '--compress-relocations keeps the sign',
    objects: [{ functions: [probe([...addressOf('d', -1088)])], data: [datum('d', [word(5)])] }],
    args: '--compress-relocations -S',
    check: (_, run) => expect(run('probe')).toBe(-64),
  },
];

describeLinks('-r', objects);
describeLinks('relocations in linked modules', kept);

describe('an object of -r', () => {
  const relink = (bytes: Uint8Array, args: string) => {
    const { result } = linkBoth({ name: '', files: { 'r.o': bytes }, args: `${args} r.o` });
    if (!result.ok) throw new Error('refused');
    return result.bytes;
  };
  const partial = () => {
    const { result } = linkBoth({ name: '', objects: twoFiles, args: '-r' });
    if (!result.ok) throw new Error('refused');
    return result.bytes;
  };

  test('links like its parts', () => {
    expect(runnerOf(relink(partial(), ''))('probe')).toBe(12);
  });

  test('goes through -r once more without a change', () => {
    expect(relink(partial(), '-r')).toEqual(partial());
  });
});
