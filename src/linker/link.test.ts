/**
 * The linker's features, one row each: small objects and options in, facts about the decoded output out. Every row is
 * linked lazily and eagerly, which must agree to the byte, and the output must compile in V8 where it can run there.
 */
import { describe, expect, test } from 'vitest';
import { type EngineGlobal, type EngineInstance, engine } from '../observe/engine.ts';
import { decodeModule, decodeObject } from '../wasm/decode.ts';
import { encodeArchive } from '../wasm/encode-archive.ts';
import type { WasmModule } from '../wasm/model.ts';
import { type LinkResult, link } from './link.ts';
import type { LinkInput, LinkOptions } from './options.ts';
import {
  addressOf,
  call,
  drop,
  i32,
  noParameters,
  type Piece,
  returnsI32,
  SegmentFlag,
  type SmallFunction,
  type SmallObject,
  SymbolFlag,
  slotOf,
  smallObject,
} from './small-object.fixture.ts';

const {
  BindingWeak: weak,
  BindingLocal: local,
  VisibilityHidden: hidden,
  Exported: exported,
  NoStrip: noStrip,
  Tls: tls,
} = SymbolFlag;

interface Case {
  readonly name: string;
  readonly objects?: readonly SmallObject[];
  /** Members of an archive that follows the objects. */
  readonly members?: readonly SmallObject[];
  readonly options?: Partial<LinkOptions>;
  readonly input?: Partial<LinkInput>;
  readonly check: (module: WasmModule, run: Runner, result: Extract<LinkResult, { ok: true }>) => void;
}

interface Refusal {
  readonly name: string;
  readonly objects: readonly SmallObject[];
  readonly options?: Partial<LinkOptions>;
  /** Code and text of each diagnostic. */
  readonly expected: readonly (readonly [code: string, text: RegExp])[];
}

type Runner = (exportName: string) => unknown;

function inputsOf({
  objects = [],
  members = [],
  input = {},
}: Pick<Case, 'objects' | 'members' | 'input'>): LinkInput[] {
  const inputs = objects.map((object, i) => ({ name: `${'abcdef'[i]}.o`, bytes: smallObject(object), ...input }));
  if (members.length === 0) return inputs;
  const archive = encodeArchive({
    members: members.map((member, i) => ({ name: `m${i}.o`, bytes: smallObject(member) })),
  });
  return [...inputs, { name: 'lib.a', bytes: archive, ...input }];
}

function linkBoth(inputs: readonly LinkInput[], options: Partial<LinkOptions>): LinkResult {
  const given = { outputFile: 'out.wasm', entry: undefined, ...options };
  const copies = inputs.map(({ bytes }) => bytes.slice());
  const lazy = link(inputs, { ...given, atoms: 'lazy' });
  const eager = link(inputs, { ...given, atoms: 'eager' });
  expect(inputs.map(({ bytes }) => bytes)).toEqual(copies);
  expect(eager.diagnostics).toEqual(lazy.diagnostics);
  if (lazy.ok && eager.ok) expect(eager.bytes).toEqual(lazy.bytes);
  return lazy;
}

function runnerOf(bytes: Uint8Array): Runner {
  let instance: EngineInstance | undefined;
  return (exportName) => {
    instance ??= new engine.Instance(new engine.Module(Uint8Array.from(bytes)), { env: { host: () => 77 } });
    const value = instance.exports[exportName];
    return typeof value === 'function' ? value() : (value as EngineGlobal).value;
  };
}

const functionNames = (module: WasmModule) =>
  module.names!.functions.map(({ name }) => name).filter((name) => name !== '__wasm_call_ctors');
const exportNames = (module: WasmModule) => module.exports.map(({ name }) => name);
const probe = (code: readonly Piece[], more: Partial<SmallFunction> = {}): SmallFunction => ({
  name: 'probe',
  type: returnsI32,
  code,
  flags: exported,
  ...more,
});
const value = (name: string, number: number, flags = 0): SmallFunction => ({
  name,
  type: returnsI32,
  code: [...i32(number)],
  flags,
});
const word = (number: number): Piece => [
  number & 0xff,
  (number >> 8) & 0xff,
  (number >> 16) & 0xff,
  (number >> 24) & 0xff,
];
const load: Piece = [0x28, 2, 0];
const returnsI32To = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, returnsI32]));

const cases: readonly Case[] = [
  {
    name: 'a call goes to the definition in another object',
    objects: [
      { functions: [probe([...call('f')])], undefinedTypes: returnsI32To('f') },
      { functions: [value('f', 7)] },
    ],
    check: (_, run) => expect(run('probe')).toBe(7),
  },
  {
    name: 'a strong definition wins over a weak one that came first',
    objects: [{ functions: [probe([...call('f')]), value('f', 1, weak)] }, { functions: [value('f', 2)] }],
    check: (module, run) => {
      expect(run('probe')).toBe(2);
      expect(functionNames(module)).toEqual(['probe', 'f']);
    },
  },
  {
    name: 'of two weak definitions the first wins',
    objects: [{ functions: [probe([...call('f')]), value('f', 1, weak)] }, { functions: [value('f', 2, weak)] }],
    check: (_, run) => expect(run('probe')).toBe(1),
  },
  {
    name: 'local names do not meet',
    objects: [{ functions: [probe([...call('f')]), value('f', 1, local)] }, { functions: [value('f', 2)] }],
    options: { exports: ['f'] },
    check: (_, run) => expect([run('probe'), run('f')]).toEqual([1, 2]),
  },
  {
    name: 'aliases are one atom',
    objects: [{ functions: [{ ...value('f', 5, exported), aliases: ['g'] }] }],
    check: (module, run, { stats }) => {
      expect([run('f'), run('g'), module.code.length, stats.atomsMarked]).toEqual([5, 5, 1, 1]);
    },
  },
  {
    name: 'what nothing reaches is never opened',
    objects: [
      {
        functions: [probe([...i32(1)]), value('dead', 2)],
        data: [{ segment: '.data.d', content: [word(1)], symbols: [{ name: 'd' }] }],
      },
    ],
    check: (module, _, { stats }) =>
      expect([module.code.length, module.data.length, stats.atomsParsed]).toEqual([1, 0, 1]),
  },
  {
    name: '--no-gc-sections keeps everything',
    objects: [{ functions: [probe([...i32(1)]), value('dead', 2)] }],
    options: { gcSections: false },
    check: (module) => expect(functionNames(module)).toEqual(['probe', 'dead']),
  },
  {
    name: 'a no-strip symbol is a root',
    objects: [{ functions: [value('kept', 1, noStrip), value('dead', 2)] }],
    check: (module) => expect(functionNames(module)).toEqual(['kept']),
  },
  {
    name: 'a retained segment is a root',
    objects: [{ data: [{ segment: '.data.r', content: [word(3)], flags: SegmentFlag.Retain, symbols: [] }] }],
    check: (module) => expect(module.data.length).toBe(1),
  },
  {
    name: 'an address with a negative addend',
    objects: [
      {
        functions: [probe([...addressOf('end', -4), load])],
        data: [
          {
            segment: '.data.x',
            content: [word(41), word(42)],
            alignLog2: 2,
            symbols: [{ name: 'end', offset: 8, size: 0 }],
          },
        ],
      },
    ],
    check: (_, run) => expect(run('probe')).toBe(42),
  },
  {
    name: 'a pointer in data',
    objects: [
      {
        functions: [probe([...addressOf('p'), load, load])],
        data: [
          { segment: '.data.p', content: [['MEMORY_ADDR_I32', 'x', 4]], alignLog2: 2, symbols: [{ name: 'p' }] },
          { segment: '.data.x', content: [word(1), word(9)], alignLog2: 2, symbols: [{ name: 'x' }] },
        ],
      },
    ],
    check: (_, run) => expect(run('probe')).toBe(9),
  },
  {
    name: 'one function has one table slot, whoever takes its address',
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
    name: 'the address of a weak undefined function is null, a call of it traps',
    objects: [
      {
        functions: [probe([...slotOf('f')]), { ...probe([...call('f')]), name: 'probe2' }],
        undefinedTypes: returnsI32To('f'),
        undefinedFlags: { f: weak },
      },
    ],
    check: (module, run) => {
      expect(run('probe')).toBe(0);
      expect(() => run('probe2')).toThrow('unreachable');
      expect(functionNames(module)).toContain('undefined_weak:f');
    },
  },
  {
    name: 'the address of weak undefined data is null, whatever the addend',
    objects: [{ functions: [probe([...addressOf('d', 8)])], undefinedFlags: { d: weak } }],
    check: (_, run) => expect(run('probe')).toBe(0),
  },
  {
    name: 'a call with another signature traps, with a warning',
    objects: [
      { functions: [probe([...call('f')])], undefinedTypes: returnsI32To('f') },
      { functions: [{ name: 'f' }] },
    ],
    check: (module, run, { diagnostics }) => {
      expect(() => run('probe')).toThrow('unreachable');
      expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['signature-mismatch', 'warning']]);
      expect(functionNames(module)).toContain('signature_mismatch:f');
    },
  },
  {
    name: '--allow-undefined imports what is missing',
    objects: [{ functions: [probe([...call('host')])], undefinedTypes: returnsI32To('host') }],
    options: { importUndefined: true, unresolvedSymbols: 'ignore-all' },
    check: (module, run) => {
      expect(run('probe')).toBe(77);
      expect(module.imports.map(({ module: from, field }) => `${from}.${field}`)).toEqual(['env.host']);
    },
  },
  {
    name: '--unresolved-symbols=ignore-all makes a trapping stub',
    objects: [{ functions: [probe([...call('missing')])], undefinedTypes: returnsI32To('missing') }],
    options: { unresolvedSymbols: 'ignore-all' },
    check: (module, run) => {
      expect(() => run('probe')).toThrow('unreachable');
      expect(functionNames(module)).toContain('undefined_stub');
    },
  },
  {
    name: 'of a COMDAT group only the first is linked',
    objects: [
      { functions: [probe([...call('f')]), { ...value('f', 1, weak), comdat: 'f' }] },
      {
        functions: [
          { ...value('f', 2, weak), comdat: 'f' },
          { ...probe([...call('f')]), name: 'probe2' },
        ],
      },
    ],
    check: (module, run) => {
      expect([run('probe'), run('probe2')]).toEqual([1, 1]);
      expect(module.code.length).toBe(3);
    },
  },
  {
    name: 'an archive member is taken in when something needs it, and only then',
    objects: [{ functions: [probe([...call('f')])], undefinedTypes: returnsI32To('f') }],
    members: [{ functions: [value('f', 3)] }, { functions: [value('unused', 4, exported)] }],
    check: (module, run) => {
      expect(run('probe')).toBe(3);
      expect(exportNames(module)).toEqual(['memory', 'probe']);
    },
  },
  {
    name: 'members that need each other',
    objects: [{ functions: [probe([...call('even')])], undefinedTypes: returnsI32To('even') }],
    members: [
      {
        functions: [{ ...value('odd', 1), code: [...call('even')] }, value('five', 5)],
        undefinedTypes: returnsI32To('even'),
      },
      { functions: [{ ...value('even', 1), code: [...call('five')] }], undefinedTypes: returnsI32To('five') },
    ],
    check: (_, run) => expect(run('probe')).toBe(5),
  },
  {
    name: '--whole-archive takes in every member',
    objects: [{ functions: [value('x', 1)] }],
    members: [{ functions: [value('m', 4, exported)] }],
    input: { wholeArchive: true },
    check: (module) => expect(exportNames(module)).toEqual(['memory', 'm']),
  },
  {
    name: 'a weak reference takes no member in',
    objects: [{ functions: [probe([...slotOf('f')])], undefinedTypes: returnsI32To('f'), undefinedFlags: { f: weak } }],
    members: [{ functions: [value('f', 3)] }],
    check: (_, run) => expect(run('probe')).toBe(0),
  },
  {
    name: 'constructors run by priority, then in link order, before each export',
    objects: [
      {
        functions: [
          probe([...addressOf('log'), load]),
          ...[1, 2, 3].map(
            (digit): SmallFunction => ({
              name: `init${digit}`,
              code: [...addressOf('log'), ...addressOf('log'), load, [0x41, 10, 0x6c, 0x41, digit, 0x6a], [0x36, 2, 0]],
            }),
          ),
        ],
        data: [{ segment: '.data.log', content: [word(0)], alignLog2: 2, symbols: [{ name: 'log' }] }],
        init: [
          ['init1', 65_535],
          ['init2', 100],
          ['init3', 65_535],
        ],
      },
    ],
    check: (_, run) => expect(run('probe')).toBe(213),
  },
  {
    name: 'an undefined tag, a defined one elsewhere',
    objects: [
      { functions: [{ name: 'throws', flags: exported, code: [[0x08], ['TAG_INDEX_LEB', 'oops']] }] },
      { tags: [{ name: 'oops' }] },
    ],
    check: (module) => expect(module.tags.length).toBe(1),
  },
  {
    name: 'a defined global is read through its output index',
    objects: [
      {
        functions: [probe([[0x23], ['GLOBAL_INDEX_LEB', 'g']])],
        globals: [
          { name: 'unused', value: 1 },
          { name: 'g', value: 6 },
        ],
      },
    ],
    check: (module, run) => {
      expect(run('probe')).toBe(6);
      expect(module.globals.length).toBe(2);
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
    name: '__start_ and __stop_ enclose the output segment',
    objects: [
      {
        functions: [probe([...addressOf('__stop_set'), ...addressOf('__start_set'), [0x6b]])],
        data: [{ segment: 'set', content: [word(1)], flags: SegmentFlag.Retain, symbols: [] }],
      },
      { data: [{ segment: 'set', content: [word(2)], flags: SegmentFlag.Retain, symbols: [] }] },
    ],
    check: (_, run) => expect(run('probe')).toBe(8),
  },
  {
    name: '--stack-first places the stack below data',
    objects: [
      {
        functions: [probe([...addressOf('d')])],
        data: [{ segment: '.data.d', content: [word(1)], symbols: [{ name: 'd' }] }],
      },
    ],
    options: { stackFirst: true, zStackSize: 4096, globalBase: 0 },
    check: (_, run) => expect(run('probe')).toBe(4096),
  },
  {
    name: 'equal strings are one, and a tail lies inside its string',
    objects: [
      {
        functions: [probe([...addressOf('long'), [0x41, 3, 0x6a], ...addressOf('tail'), [0x46]])],
        data: [
          {
            segment: '.rodata.s1',
            content: [[0x61, 0x62, 0x63, 0x64, 0]],
            flags: SegmentFlag.Strings,
            symbols: [{ name: 'long' }],
          },
          { segment: '.rodata.s2', content: [[0x64, 0]], flags: SegmentFlag.Strings, symbols: [{ name: 'tail' }] },
        ],
      },
    ],
    check: (module, run) => {
      expect(run('probe')).toBe(1);
      expect(module.data[0]!.bytes.length).toBe(5);
    },
  },
  {
    name: '-O0 keeps strings apart',
    objects: [
      {
        data: [
          {
            segment: '.rodata.s',
            content: [[0x61, 0, 0x61, 0]],
            flags: SegmentFlag.Strings | SegmentFlag.Retain,
            symbols: [],
          },
        ],
      },
    ],
    options: { optimize: 0 },
    check: (module) => expect(module.data[0]!.bytes.length).toBe(4),
  },
  {
    name: 'sections of one name are joined, dead targets leave a tombstone',
    objects: [
      {
        functions: [value('dead', 1)],
        customs: [{ name: '.debug_x', content: [[1], ['FUNCTION_OFFSET_I32', 'dead', 2]] }],
      },
      { customs: [{ name: '.debug_x', content: [[2]] }] },
    ],
    check: (module) => {
      const section = module.sections.find(({ name }) => name === '.debug_x')!;
      expect([...section.content]).toEqual([1, 0xff, 0xff, 0xff, 0xff, 2]);
    },
  },
  {
    name: '--strip-debug drops debug sections, and no others',
    objects: [
      {
        customs: [
          { name: '.debug_x', content: [[1]] },
          { name: 'mine', content: [[2]] },
        ],
      },
    ],
    options: { stripDebug: true },
    check: (module) =>
      expect(module.sections.flatMap(({ name }) => (name === undefined ? [] : [name]))).toEqual(['mine', 'name']),
  },
  {
    name: '--export-all exports what is not local, hidden included',
    objects: [{ functions: [value('a', 1), value('b', 2, hidden), value('c', 3, local)] }],
    options: { exportAll: true },
    check: (module) => expect(exportNames(module)).toEqual(expect.arrayContaining(['a', 'b'])),
  },
  {
    name: 'an export name of the source takes the place of the symbol name',
    objects: [{ functions: [{ ...value('f', 8, exported), exportName: 'shown' }] }],
    check: (_, run) => expect(run('shown')).toBe(8),
  },
  {
    name: '--wrap sends calls to the wrapper and __real_ to the original',
    objects: [
      { functions: [probe([...call('f')]), value('f', 1)] },
      {
        functions: [{ ...value('__wrap_f', 0), code: [...call('__real_f'), [0x41, 10, 0x6a]] }],
        undefinedTypes: returnsI32To('__real_f'),
      },
    ],
    options: { wrap: ['f'] },
    check: (_, run) => expect(run('probe')).toBe(11),
  },
  {
    name: '--compress-relocations gives the same meaning in fewer bytes',
    objects: [{ functions: [probe([...call('f')]), value('f', 7)] }],
    options: { compressRelocations: true, stripAll: true },
    check: (module, run) => {
      expect(run('probe')).toBe(7);
      expect(module.code[0]!.bytes.length).toBe(5);
    },
  },
  {
    name: '-r gives an object that links like its parts',
    objects: [
      { functions: [probe([...call('f')])], undefinedTypes: returnsI32To('f') },
      {
        functions: [{ ...value('f', 0), code: [...addressOf('d', 4), load] }],
        data: [{ segment: '.data.d', content: [word(1), word(12)], symbols: [{ name: 'd', size: 8 }] }],
      },
    ],
    options: { relocatable: true },
    check: (_, __, { bytes }) => {
      expect(decodeObject(bytes).linking.symbols.map(({ name }) => name)).toEqual(['f', 'probe', 'd']);
      const again = linkBoth([{ name: 'r.o', bytes }], {});
      expect(again.ok && runnerOf(again.bytes)('probe')).toBe(12);
    },
  },
  {
    name: '--emit-relocs keeps the relocations of a linked module',
    objects: [{ functions: [probe([...call('f')]), value('f', 7)] }],
    options: { emitRelocs: true },
    check: (module, run) => {
      expect(run('probe')).toBe(7);
      expect(module.sections.find(({ id }) => id === 10)!.relocations.length).toBe(1);
    },
  },
  {
    name: '64-bit sites hold 64-bit addresses',
    objects: [
      {
        is64: true,
        functions: [{ name: 'f', flags: exported, code: [[0x42], ['MEMORY_ADDR_SLEB64', 'd', 4], drop] }],
        data: [
          {
            segment: '.data.d',
            content: [['MEMORY_ADDR_I64', 'd', -1]],
            alignLog2: 3,
            symbols: [{ name: 'd', size: 8 }],
          },
        ],
      },
    ],
    options: { is64: true },
    check: (module) => {
      expect([...module.data[0]!.bytes]).toEqual([0xff, 3, 0, 0, 0, 0, 0, 0]);
      expect([...module.code[0]!.bytes.subarray(3, 13)]).toEqual([
        0x84, 0x88, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0,
      ]);
    },
  },
  {
    name: 'a site-relative address counts from its place',
    objects: [
      {
        data: [
          {
            segment: '.data.d',
            content: [word(0), ['MEMORY_ADDR_LOCREL_I32', 'd']],
            flags: SegmentFlag.Retain,
            symbols: [{ name: 'd' }],
          },
        ],
      },
    ],
    check: (module) => expect([...module.data[0]!.bytes.subarray(4)]).toEqual([0xfc, 0xff, 0xff, 0xff]),
  },
  {
    name: 'shared memory makes segments passive and a start function that fills them',
    objects: [
      {
        functions: [probe([...addressOf('d'), load])],
        data: [{ segment: '.data.d', content: [word(5)], alignLog2: 2, symbols: [{ name: 'd' }] }],
        features: ['atomics', 'bulk-memory'],
      },
    ],
    options: { sharedMemory: true, maxMemory: 1 << 20 },
    check: (module, run) => {
      expect(run('probe')).toBe(5);
      expect([module.data[0]!.flags, module.dataCount, module.start !== undefined]).toEqual([1, 1, true]);
    },
  },
  {
    name: 'thread-local addresses count from the TLS base',
    objects: [
      {
        functions: [probe([[0x41], ['MEMORY_ADDR_TLS_SLEB', 't', 0]])],
        data: [
          { segment: '.tdata.s', content: [word(1)], flags: SegmentFlag.Tls | SegmentFlag.Retain, symbols: [] },
          { segment: '.tdata.t', content: [word(2)], flags: SegmentFlag.Tls, symbols: [{ name: 't', flags: tls }] },
        ],
        features: ['atomics', 'bulk-memory'],
      },
    ],
    options: { sharedMemory: true, maxMemory: 1 << 20 },
    check: (module, run) => {
      expect(run('probe')).toBe(4);
      expect(module.names!.dataSegments.map(({ name }) => name)).toEqual(['.tdata']);
    },
  },
  {
    name: 'a shared library begins with dylink.0 and imports its bases',
    objects: [
      {
        functions: [
          {
            name: 'f',
            flags: exported,
            code: [[0x23], ['GLOBAL_INDEX_LEB', '__memory_base'], [0x41], ['MEMORY_ADDR_REL_SLEB', 'd'], [0x6a], drop],
          },
        ],
        data: [{ segment: '.data.d', content: [word(1)], alignLog2: 2, symbols: [{ name: 'd', flags: hidden }] }],
      },
    ],
    options: { shared: true, experimentalPic: true },
    check: (module) => {
      expect(module.sections[0]!.name).toBe('dylink.0');
      expect(module.dylink).toMatchObject({ memorySize: 4, memoryAlignLog2: 2 });
      expect(module.imports.map(({ field }) => field)).toEqual(
        expect.arrayContaining(['memory', '__memory_base', '__table_base']),
      );
    },
  },
  {
    name: 'a GOT entry of a static link is a constant global',
    objects: [
      {
        functions: [probe([[0x23], ['GLOBAL_INDEX_LEB', 'd']])],
        data: [{ segment: '.data.d', content: [word(1)], symbols: [{ name: 'd' }] }],
      },
    ],
    check: (module, run) => {
      expect(run('probe')).toBe(1024);
      expect(module.names!.globals.map(({ name }) => name)).toContain('GOT.data.internal.d');
    },
  },
  {
    name: 'features of inputs are united and sorted',
    objects: [
      { features: ['sign-ext', 'multivalue'], functions: [probe([...i32(1)])] },
      { features: ['bulk-memory', 'sign-ext'] },
    ],
    check: (module) =>
      expect(module.targetFeatures!.map(({ prefix, name }) => prefix + name)).toEqual([
        '+bulk-memory',
        '+multivalue',
        '+sign-ext',
      ]),
  },
  {
    name: 'a build id is as given',
    objects: [{ functions: [probe([...i32(1)])] }],
    options: { buildId: { kind: 'hex', bytes: Uint8Array.of(1, 2, 3) } },
    check: (module) => expect([...module.sections.at(-1)!.content]).toEqual([3, 1, 2, 3]),
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
];

const refusals: readonly Refusal[] = [
  {
    name: 'no definition',
    objects: [{ functions: [probe([...call('f')])], undefinedTypes: returnsI32To('f') }],
    expected: [['undefined-symbol', /^a\.o: undefined symbol: f$/]],
  },
  {
    name: 'several errors at once',
    objects: [{ functions: [probe([...call('f'), drop, ...call('g')])], undefinedTypes: returnsI32To('f', 'g') }],
    expected: [
      ['undefined-symbol', /f$/],
      ['undefined-symbol', /g$/],
    ],
  },
  {
    name: 'two strong definitions',
    objects: [{ functions: [value('f', 1)] }, { functions: [value('f', 2)] }],
    expected: [['duplicate-symbol', /^duplicate symbol: f\n>>> defined in a\.o\n>>> defined in b\.o$/]],
  },
  {
    name: 'a function and data of one name',
    objects: [
      { functions: [value('f', 1)] },
      { data: [{ segment: '.data.f', content: [word(1)], symbols: [{ name: 'f' }] }] },
    ],
    expected: [
      ['symbol-type-mismatch', /^symbol type mismatch: f\n/],
      ['duplicate-symbol', /./],
    ],
  },
  {
    name: 'no entry',
    objects: [{ functions: [value('f', 1)] }],
    options: { entry: '_start' },
    expected: [['undefined-entry', /pass --no-entry to suppress\): _start$/]],
  },
  {
    name: 'an export that is not there',
    objects: [{ functions: [value('f', 1)] }],
    options: { exports: ['gone'] },
    expected: [['undefined-export', /--export not found: gone$/]],
  },
  {
    name: 'shared memory without atomics',
    objects: [{ features: ['bulk-memory'] }],
    options: { sharedMemory: true, maxMemory: 1 << 20 },
    expected: [['missing-memory-feature', /'atomics'/]],
  },
  {
    name: 'a memory that is too small',
    objects: [{}],
    options: { initialMemory: 65_536, zStackSize: 131_072 },
    expected: [['memory-too-small', /^initial memory too small, \d+ bytes needed$/]],
  },
  {
    name: 'absolute addresses in a shared library',
    objects: [
      {
        functions: [{ name: 'f', flags: exported, code: [...addressOf('d'), drop] }],
        data: [{ segment: '.data.d', content: [word(1)], symbols: [{ name: 'd' }] }],
      },
    ],
    options: { shared: true, experimentalPic: true },
    expected: [
      ['not-position-independent', /R_WASM_MEMORY_ADDR_SLEB cannot be used against symbol `d`; recompile with -fPIC$/],
    ],
  },
  {
    name: 'a constructor with parameters',
    objects: [
      {
        functions: [{ name: 'init', type: { parameters: [0x7f], results: [] } }, probe([...i32(1)])],
        init: [['init', 1]],
      },
    ],
    expected: [['bad-constructor', /constructor functions cannot take arguments: init$/]],
  },
  {
    name: '--fatal-warnings',
    objects: [
      { functions: [probe([...call('f')])], undefinedTypes: returnsI32To('f') },
      { functions: [{ name: 'f', type: noParameters }] },
    ],
    options: { fatalWarnings: true },
    expected: [['signature-mismatch', /./]],
  },
];

describe('link', () => {
  test.each(cases)('$name', ({ options = {}, check, ...given }) => {
    const result = linkBoth(inputsOf(given), options);
    if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join('\n'));
    check(decodeModule(result.bytes), runnerOf(result.bytes), result);
  });

  test.each(refusals)('refuses: $name', ({ objects, options = {}, expected }) => {
    const result = linkBoth(inputsOf({ objects }), options);
    expect(result.ok).toBe(false);
    expect(result.diagnostics.map(({ code }) => code)).toEqual(expected.map(([code]) => code));
    for (const [i, [, text]] of expected.entries()) expect(result.diagnostics[i]!.message).toMatch(text);
  });
});
