/** wasm64: addresses, slots and the linker's own symbols of 64 bits. Programs are read, not run: the oldest Node cannot. */
import { expect } from 'vitest';
import { describeLinks, functionNames, type LinkCase } from './link-case.fixture.ts';
import type { Piece, SmallObject } from './small-object.fixture.ts';
import { datum, drop, exported, globalOf, retain, tls, tlsSegment, word } from './small-parts.fixture.ts';

const i64 = 0x7e;
const address64 = (name: string, addend = 0): readonly Piece[] => [[0x42], ['MEMORY_ADDR_SLEB64', name, addend]];
const uses = (...code: readonly Piece[]): SmallObject => ({
  is64: true,
  functions: [{ name: 'f', flags: exported, code: [...code, drop] }],
});
const wide = (name: string, content: readonly Piece[]) => datum(name, content, { alignLog2: 3 });

const rows: readonly LinkCase[] = [
  {
    name: 'sites hold 64-bit addresses',
    objects: [{ ...uses(...address64('d', 4)), data: [wide('d', [['MEMORY_ADDR_I64', 'd', -1]])] }],
    args: '-mwasm64',
    check: (module) => {
      expect([...module.data[0]!.bytes]).toEqual([0xff, 3, 0, 0, 0, 0, 0, 0]);
      expect([...module.code[0]!.bytes.subarray(3, 13)]).toEqual([
        0x84, 0x88, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0,
      ]);
    },
  },
  {
    name: 'memory, stack pointer and segment offsets are of 64 bits',
    objects: [{ ...uses(...globalOf('__stack_pointer')), data: [datum('d', [word(1)], { flags: retain })] }],
    args: '-mwasm64 --max-memory=262144',
    check: (module) => {
      expect(module.memories).toEqual([{ flags: 5, minimum: 2n, maximum: 4n }]);
      expect(module.globals[0]).toMatchObject({
        type: { valueType: i64, mutable: true },
        init: { value: { kind: 'i64', value: 66_576n } },
      });
      expect(module.data[0]!.offsetExpression!.value).toEqual({ kind: 'i64', value: 1024n });
    },
  },
  {
    name: 'the function table has 64-bit indices',
    objects: [uses([0x42], ['TABLE_INDEX_SLEB64', 'f'])],
    args: '-mwasm64',
    check: (module) => {
      expect(module.tables[0]!.limits).toEqual({ flags: 5, minimum: 2n, maximum: 2n });
      expect(module.elements[0]!.offset!.value).toEqual({ kind: 'i64', value: 1n });
    },
  },
  {
    name: 'an exported address is an i64',
    objects: [{ ...uses([0x41, 0]), data: [wide('d', [word(1), word(0)])] }],
    args: '-mwasm64 --export=d',
    check: (module) => {
      const { index } = module.exports.find(({ name }) => name === 'd')!;
      expect(module.globals[index]!.init.value).toEqual({ kind: 'i64', value: 1024n });
    },
  },
  {
    name: 'GOT entries are i64 globals',
    objects: [{ ...uses(...globalOf('d')), data: [wide('d', [word(1), word(0)])] }],
    args: '-mwasm64',
    check: (module) => expect(module.globals[1]!.type).toEqual({ valueType: i64, mutable: false }),
  },
  {
    name: 'memory may be larger than 4 GiB',
    objects: [uses([0x41, 0])],
    args: '-mwasm64 --max-memory=8589934592',
    check: (module) => expect(module.memories[0]!.maximum).toBe(131_072n),
  },
  {
    name: 'data may lie beyond 4 GiB',
    objects: [{ ...uses(...address64('d')), data: [wide('d', [word(1), word(0)])] }],
    args: '-mwasm64 --global-base=4294967296 --max-memory=8589934592',
    check: (module) => {
      expect(module.data[0]!.offsetExpression!.value).toEqual({ kind: 'i64', value: 2n ** 32n });
    },
  },
  {
    name: 'shared memory is filled by 64-bit instructions',
    objects: [
      {
        ...uses([0x42], ['MEMORY_ADDR_TLS_SLEB64', 't']),
        data: [
          datum('d', [word(1)], { flags: retain }),
          datum('t', [word(2)], { segment: '.tdata.t', flags: tlsSegment, symbols: [{ name: 't', flags: tls }] }),
        ],
        features: ['atomics', 'bulk-memory'],
      },
    ],
    args: '-mwasm64 --shared-memory --max-memory=262144 --export=__wasm_init_tls',
    check: (module) => {
      expect(functionNames(module)).toEqual(['__wasm_init_tls', '__wasm_init_memory', 'f']);
      expect(module.types).toContainEqual({ parameters: [i64], results: [] });
    },
  },
  {
    name: 'a shared library of 64 bits adds its 64-bit base',
    objects: [
      {
        ...uses(...globalOf('__memory_base'), [0x42], ['MEMORY_ADDR_REL_SLEB64', 'd'], [0x7c]),
        data: [
          wide('d', [['MEMORY_ADDR_I64', 'd', 4]]),
          datum('s', [['TABLE_INDEX_I64', 'f']], { flags: retain, alignLog2: 3 }),
        ],
      },
    ],
    args: '-mwasm64 -shared --experimental-pic',
    check: (module) => {
      expect(module.imports.find(({ field }) => field === '__memory_base')).toMatchObject({
        global: { valueType: i64, mutable: false },
      });
      expect(functionNames(module)).toContain('__wasm_apply_data_relocs');
    },
  },
  {
    name: '-r of 64-bit objects is one',
    objects: [{ ...uses(...address64('d')), data: [wide('d', [['MEMORY_ADDR_I64', 'd']])] }],
    args: '-mwasm64 -r',
    check: (module) => expect(module.sections.filter(({ relocations }) => relocations.length > 0).length).toBe(2),
  },
];

describeLinks('wasm64', rows);
