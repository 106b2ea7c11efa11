/**
 * What the linker tells beside its output: --trace, --trace-symbol, --Map, and the link map as data.
 * Not here: --reproduce (`command-line/reproduce.test.ts`), --why-extract (`link-archives.test.ts`), messages
 * (`link-messages.test.ts`).
 */
import { describe, expect, test } from 'vitest';
import { decodeModule, decodeObject } from '../wasm/decode.ts';
import { describeLinks, type LinkCase, linkBoth } from './link-case.fixture.ts';
import { printLinkMap } from './map-file.ts';
import { type SmallObject, smallObject } from './small-object.fixture.ts';
import {
  addressOf,
  call,
  datum,
  drop,
  globalOf,
  i32,
  probe,
  returnsI32To,
  strings,
  value,
  weak,
  word,
} from './small-parts.fixture.ts';

const callsF: SmallObject = { functions: [probe([...call('f')])], undefinedTypes: returnsI32To('f') };
const definesF: SmallObject = { functions: [value('f', 3)] };
const unused: SmallObject = { functions: [value('unused', 4)] };

const traces: readonly LinkCase[] = [
  {
    name: '--trace names each file that takes part',
    objects: [callsF],
    members: [unused, definesF],
    args: '--trace',
    check: (_, __, { printed }) => expect(printed).toEqual(['a.o', 'lib.a(m1.o)']),
  },
  {
    name: '--trace-symbol tells of definitions and references',
    objects: [callsF, { functions: [value('f', 1, weak)] }, definesF],
    args: '--trace-symbol=f',
    check: (_, __, { printed }) =>
      expect(printed).toEqual(['a.o: reference to f', 'b.o: definition of f', 'c.o: definition of f']),
  },
  {
    name: '-y tells of lazy definitions',
    objects: [callsF],
    members: [definesF],
    args: '-y f lib.a a.o',
    check: (_, __, { printed }) =>
      expect(printed).toEqual([
        'lib.a(m0.o): lazy definition of f',
        'a.o: reference to f',
        'lib.a(m0.o): definition of f',
      ]),
  },
  {
    name: '-y tells of stub libraries',
    objects: [
      { functions: [probe([...call('host')])], undefinedTypes: returnsI32To('host') },
      { functions: [value('malloc', 1)] },
    ],
    files: { 'libc.so': '#STUB\nhost: malloc\nmalloc\nother\n' },
    args: '-y host -y malloc -y other a.o b.o libc.so',
    check: (_, __, { printed }) =>
      expect(printed).toEqual([
        'a.o: reference to host',
        'b.o: definition of malloc',
        'libc.so: importing host',
        'libc.so: exported malloc due to import of host',
        'libc.so: stub symbol not needed: malloc',
      ]),
  },
];

/** Something of everything that has a line in a map. */
const everything: readonly SmallObject[] = [
  {
    functions: [
      probe([...call('f'), drop, ...addressOf('d'), drop, ...globalOf('g'), drop, ...addressOf('s')]),
      value('_Z1xv', 1),
    ],
    data: [
      datum('d', [[1, 2, 3, 4]], { symbols: [{ name: 'd' }, { name: 'inner', offset: 2, size: 1 }] }),
      datum('s', [[0x61, 0]], { segment: '.rodata.s', alignLog2: 0, flags: strings }),
      datum('z', [[0, 0, 0, 0]], { segment: '.bss.z', flags: 4 }),
    ],
    globals: [{ name: 'g', value: 1 }],
    customs: [{ name: 'mine', content: [[1]] }],
    undefinedTypes: returnsI32To('f'),
    features: ['sign-ext'],
  },
  { functions: [{ ...value('f', 1), aliases: ['f2'] }] },
];

/** Payloads of all kinds, with sites that do not stand at their beginning. */
const payloads: SmallObject = {
  functions: [probe([...call('f'), drop, ...addressOf('d')]), value('f', 7)],
  data: [
    datum('d', [word(1), ['MEMORY_ADDR_I32', 'e'], word(2)], { segment: '.data.all' }),
    datum('e', [word(3), ['MEMORY_ADDR_I32', 'zero']], { segment: '.data.all' }),
    datum('zero', [word(0)], { segment: '.bss.zero' }),
  ],
  customs: [
    { name: '.debug_info', content: [word(4), ['FUNCTION_OFFSET_I32', 'f']] },
    { name: '.debug_line', content: [word(5), word(6), ['FUNCTION_OFFSET_I32', 'probe']] },
  ],
};

const maps: readonly LinkCase[] = [
  {
    name: '--print-map lists sections, payloads and symbols',
    objects: everything,
    args: '--print-map --export=_Z1xv',
    check: (_, __, { map }) => {
      const text = printLinkMap(map);
      expect(text.split('\n')[0]).toBe('    Addr      Off     Size Out     In      Symbol');
      expect(text).toMatch(/^ {7}- +[0-9a-f]+ +[0-9a-f]+ CODE$/m);
      expect(text).toMatch(/^ {7}- +[0-9a-f]+ +[0-9a-f]+ {9}b\.o:\(f\)\n.* {17}f\n.* {17}f2$/m);
      expect(text).toMatch(/^ +404 .* {9}a\.o:\(\.data\.d\)$/m);
      expect(text).toMatch(/^ +406 +[0-9a-f]+ +1 {17}inner$/m);
      expect(text).toContain(' CUSTOM(mine)\n');
    },
  },
  {
    name: '--Map=- is the same',
    objects: [callsF, definesF],
    args: '--Map=-',
    check: (_, __, { map }) => expect(printLinkMap(map)).toContain('a.o:(probe)'),
  },
  {
    name: 'the map of a link with --no-demangle has mangled names',
    objects: everything,
    args: '--print-map --export=_Z1xv --no-demangle',
    check: (_, __, { map }) => expect(printLinkMap(map)).toContain(' _Z1xv\n'),
  },
  {
    name: 'the link map says where each atom went and what each site holds',
    objects: [{ functions: [probe([...call('f')]), value('f', 7)] }],
    check: (module, _, { bytes, map }) => {
      const [first] = [...map.atoms()];
      expect(first).toMatchObject({ object: 'a.o', kind: 'function', index: 0, first: 0, last: 1 });
      const section = module.sections.find(({ id }) => id === 10)!;
      expect(first!.fileOffset).toBe(section.contentFileOffset + module.code[0]!.offset);
      const [site] = [...map.sites()];
      expect(site).toMatchObject({ kind: 'R_WASM_FUNCTION_INDEX_LEB', symbol: 'f', value: 1n });
      expect(bytes[site!.fileOffset]).toBe(0x81);
    },
  },
  {
    name: 'the link map leads from every payload and site of the input to its place in the output',
    objects: [payloads],
    args: '--export=e',
    check: (_, __, { bytes, map }) => {
      const { sections } = decodeObject(smallObject(payloads));
      const atoms = [...map.atoms()];
      expect(atoms.map(({ kind }) => kind).sort()).toEqual([
        'custom',
        'custom',
        'data',
        'data',
        'data',
        'function',
        'function',
      ]);
      for (const { kind, sectionIndex, inputOffset, inputSize, fileOffset, address } of atoms) {
        if (kind === 'function') continue;
        const payload = sections[sectionIndex]!.content.subarray(inputOffset, inputOffset + inputSize);
        if (fileOffset === undefined) expect([address, ...payload]).toEqual([1044, 0, 0, 0, 0]);
        else expect(bytes[fileOffset]).toBe(payload[0]);
      }
      const sites = [...map.sites()].filter(({ kind }) => kind.endsWith('I32'));
      const places = ['data', 'custom'].flatMap((kind) => atoms.filter((atom) => atom.kind === kind));
      const offsets = new Set(places.flatMap(({ sectionIndex }) => [...sections[sectionIndex]!.relocations.offsets]));
      expect(new Set(sites.map(({ inputOffset }) => inputOffset))).toEqual(offsets);
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      for (const { fileOffset, value: written } of sites)
        expect(view.getUint32(fileOffset, true)).toBe(Number(written));
    },
  },
];

describeLinks('traces', traces);
describeLinks('maps', maps);

describe('counts of a link', () => {
  test('only what is alive is opened, lazily', () => {
    const { result } = linkBoth({ name: '', objects: [{ functions: [probe([...i32(1)]), value('dead', 1)] }] });
    if (!result.ok) throw new Error('refused');
    expect(result.stats).toMatchObject({ atomsParsed: 1, atomsMarked: 1, bytesCopied: 0 });
    expect(decodeModule(result.bytes).code.length).toBe(1);
  });
});
