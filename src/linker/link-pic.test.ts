/** Position-independent output: -shared, -pie, the GOT, dylink.0; shared libraries as inputs. */
import { expect } from 'vitest';
import { encodeDylink } from '../wasm/dylink.ts';
import { encodeModule } from '../wasm/encode.ts';
import type { FunctionType, WasmModule } from '../wasm/model.ts';
import { SymbolFlag } from '../wasm/model.ts';
import {
  describeLinks,
  exportNames,
  functionNames,
  globalNames,
  importNames,
  type LinkCase,
  segmentNames,
} from './link-case.fixture.ts';
import type { Piece, SmallObject } from './small-object.fixture.ts';
import {
  call,
  datum,
  drop,
  exported,
  globalOf,
  hidden,
  i32,
  load,
  local,
  noParameters,
  probe,
  retain,
  returnsI32,
  returnsI32To,
  strings,
  value,
  weak,
  word,
} from './small-parts.fixture.ts';

const shared = '-shared --experimental-pic';
const pie = '-pie --experimental-pic';
const hiddenData = (name: string, content: readonly Piece[]) =>
  datum(name, content, { symbols: [{ name, flags: hidden }] });
const aboveBase = (name: string) =>
  [...globalOf('__memory_base'), [0x41], ['MEMORY_ADDR_REL_SLEB', name], [0x6a]] as const;
const sizeOfTable: readonly Piece[] = [
  [0xfc, 0x10],
  ['TABLE_NUMBER_LEB', '__indirect_function_table'],
];
const instructions = (module: WasmModule, name: string) => {
  const { index } = module.names!.functions.find((entry) => entry.name === name)!;
  const body = module.code[index - module.imports.filter(({ kind }) => kind === 'function').length]!;
  return [...body.bytes.subarray(body.headerSize)];
};

const libraries: readonly LinkCase[] = [
  {
    name: 'a shared library begins with dylink.0 and imports its bases',
    objects: [{ functions: [probe([...aboveBase('d')])], data: [hiddenData('d', [word(1)])] }],
    args: shared,
    check: (module) => {
      expect(module.sections[0]!.name).toBe('dylink.0');
      expect(module.dylink).toMatchObject({ memorySize: 4, memoryAlignLog2: 2, tableSize: 0 });
      expect(importNames(module)).toEqual(['env.memory', 'env.__memory_base', 'env.__table_base']);
      expect(exportNames(module)).toEqual(['__wasm_call_ctors', '__wasm_apply_data_relocs', 'probe']);
      expect(segmentNames(module)).toEqual(['.data']);
      expect(module.data[0]!.offsetExpression!.value).toEqual({ kind: 'global', globalIndex: 0 });
    },
  },
  {
    name: 'segments of one without extended constants are one',
    objects: [{ data: [hiddenData('d', [word(1)]), { ...hiddenData('r', [word(2)]), segment: '.rodata.r' }] }],
    args: `${shared} --no-gc-sections`,
    check: (module) => expect(segmentNames(module)).toEqual(['.data']),
  },
  {
    name: 'with extended constants each segment adds to the base',
    objects: [
      {
        data: [hiddenData('d', [word(1)]), { ...hiddenData('r', [word(2)]), segment: '.rodata.r' }],
        features: ['extended-const'],
      },
    ],
    args: `${shared} --no-gc-sections`,
    check: (module) => {
      expect(segmentNames(module)).toEqual(['.rodata', '.data']);
      expect([...module.data[1]!.offsetExpression!.bytes]).toEqual([0x23, 1, 0x41, 4, 0x6a, 0x0b]);
    },
  },
  {
    name: 'what is not hidden is exported, and its GOT entry imported',
    objects: [
      {
        functions: [probe([...globalOf('d'), load, ...globalOf('f'), drop]), value('f', 1)],
        data: [datum('d', [word(1)])],
      },
    ],
    args: shared,
    check: (module) => {
      expect(exportNames(module)).toEqual(expect.arrayContaining(['probe', 'f', 'd']));
      expect(importNames(module).slice(-2)).toEqual(['GOT.mem.d', 'GOT.func.f']);
    },
  },
  {
    name: '-Bsymbolic binds it inside',
    objects: [
      {
        functions: [probe([...globalOf('d'), load, ...globalOf('f'), drop]), value('f', 1)],
        data: [datum('d', [word(1)])],
      },
    ],
    args: `${shared} -Bsymbolic`,
    check: (module) => {
      expect(importNames(module).filter((name) => name.startsWith('GOT'))).toEqual([]);
      expect(globalNames(module)).toEqual(expect.arrayContaining(['GOT.data.internal.d', 'GOT.func.internal.f']));
      expect(functionNames(module)).toContain('__wasm_apply_global_relocs');
      expect(module.start).toBeDefined();
    },
  },
  {
    name: 'hidden and local symbols are bound inside',
    objects: [
      {
        functions: [probe([...globalOf('d'), load, ...globalOf('f'), drop]), value('f', 1, local)],
        data: [hiddenData('d', [word(1)])],
      },
    ],
    args: shared,
    check: (module) => {
      expect(importNames(module).filter((name) => name.startsWith('GOT'))).toEqual([]);
      expect(module.dylink!.tableSize).toBe(1);
    },
  },
  {
    name: 'with extended constants GOT entries are constant',
    objects: [
      {
        functions: [probe([...globalOf('d')])],
        data: [hiddenData('c', [word(1)]), hiddenData('d', [word(1)])],
        features: ['extended-const'],
      },
      { data: [datum('r', [word(2)], { flags: retain, segment: '.rodata.r' })] },
    ],
    args: shared,
    check: (module) => {
      expect(module.start).toBeUndefined();
      expect([...module.globals[0]!.init.bytes]).toEqual([0x23, 0, 0x41, 4, 0x6a, 0x0b]);
    },
  },
  {
    name: 'pointers in data are set by __wasm_apply_data_relocs',
    objects: [
      {
        functions: [value('f', 1, hidden)],
        data: [
          datum('p', [['MEMORY_ADDR_I32', 'd', 4]], { flags: retain, symbols: [{ name: 'p', flags: hidden }] }),
          datum('q', [['TABLE_INDEX_I32', 'f']], { flags: retain, symbols: [{ name: 'q', flags: hidden }] }),
          hiddenData('d', [word(1), word(2)]),
        ],
      },
    ],
    args: shared,
    check: (module) => {
      expect(instructions(module, '__wasm_apply_data_relocs')).toEqual([
        0, 0x41, 0, 0x23, 0, 0x6a, 0x23, 0, 0x41, 12, 0x6a, 0x36, 2, 0, 0x41, 4, 0x23, 0, 0x6a, 0x23, 1, 0x41, 0, 0x6a,
        0x36, 2, 0, 0x0b,
      ]);
      expect(module.elements[0]!.offset!.value).toEqual({ kind: 'global', globalIndex: 1 });
    },
  },
  {
    name: 'a pointer from 2 GiB above the base on is a negative constant',
    objects: [
      {
        data: [
          datum('p', [['MEMORY_ADDR_I32', 'd', 2 ** 31 - 1]], {
            flags: retain,
            symbols: [{ name: 'p', flags: hidden }],
          }),
          hiddenData('d', [word(1)]),
        ],
      },
    ],
    args: shared,
    check: (module) => {
      expect(instructions(module, '__wasm_apply_data_relocs').slice(6, -4)).toEqual([
        0x23, 0, 0x41, 0x83, 0x80, 0x80, 0x80, 0x78, 0x6a,
      ]);
    },
    differs: 'wasm-ld writes a constant of more than 32 bits, and so an invalid module',
  },
  {
    name: 'pointers to what another module may define come from the GOT',
    objects: [{ data: [datum('p', [['MEMORY_ADDR_I32', 'd', 4]], { flags: retain }), datum('d', [word(1)])] }],
    args: shared,
    check: (module) => {
      expect(importNames(module)).toContain('GOT.mem.d');
      expect(instructions(module, '__wasm_apply_data_relocs')).toEqual([
        0, 0x41, 0, 0x23, 0, 0x6a, 0x23, 2, 0x41, 4, 0x6a, 0x36, 2, 0, 0x0b,
      ]);
    },
  },
  {
    name: 'what is absolute is not moved: neither its GOT entry nor a pointer to it',
    objects: [
      {
        functions: [probe([...globalOf('port')])],
        data: [
          datum('p', [['MEMORY_ADDR_I32', 'reset', 4]], { flags: retain, symbols: [{ name: 'p', flags: hidden }] }),
        ],
        absolutes: [
          { name: 'port', address: 48, flags: hidden },
          { name: 'reset', address: 60, flags: hidden },
        ],
      },
    ],
    args: shared,
    check: (module) => {
      expect([...module.globals[0]!.init.bytes]).toEqual([0x41, 48, 0x0b]);
      expect(module.start).toBeUndefined();
      expect(instructions(module, '__wasm_apply_data_relocs')).toEqual([0, 0x0b]);
      expect(module.data[0]!.bytes[0]).toBe(64);
    },
    differs: 'wasm-ld adds __memory_base to both',
  },
  {
    name: 'nor beside GOT entries that are moved',
    objects: [
      {
        functions: [probe([...globalOf('port'), drop, ...globalOf('d')])],
        data: [hiddenData('d', [word(1)])],
        absolutes: [{ name: 'port', address: 48, flags: hidden }],
      },
    ],
    args: shared,
    check: (module) =>
      expect(instructions(module, '__wasm_apply_global_relocs')).toEqual([0, 0x23, 0, 0x41, 0, 0x6a, 0x24, 3, 0x0b]),
    differs: 'wasm-ld adds __memory_base to both',
  },
  {
    name: 'nor with extended constants',
    objects: [
      {
        functions: [probe([...globalOf('port')])],
        absolutes: [{ name: 'port', address: 48, flags: hidden }],
        features: ['extended-const'],
      },
    ],
    args: shared,
    check: (module) => expect([...module.globals[0]!.init.bytes]).toEqual([0x41, 48, 0x0b]),
    differs: 'wasm-ld adds __memory_base',
  },
  {
    name: 'merged strings of the one segment are where they are, not at twice their offset',
    objects: [
      {
        functions: [probe([...aboveBase('s')])],
        data: [
          datum('d', [word(1)], { flags: retain, segment: '.rodata.d' }),
          datum('s', [[0x61, 0]], {
            flags: strings,
            alignLog2: 0,
            segment: '.rodata.s',
            symbols: [{ name: 's', flags: local }],
          }),
        ],
      },
    ],
    args: `${shared} --no-merge-data-segments`,
    check: (module) => expect(instructions(module, 'probe').slice(7, 9)).toEqual([0x41, 0x84]),
    differs: 'wasm-ld counts what lies before its segment twice',
  },
  {
    name: 'a wrapped name has the GOT entry of its wrapper',
    objects: [
      {
        functions: [probe([...globalOf('f'), drop, ...globalOf('__real_f')]), value('f', 1), value('__wrap_f', 2)],
        undefinedKinds: { __real_f: 'function' },
        undefinedTypes: returnsI32To('__real_f'),
      },
    ],
    args: `${shared} --wrap=f`,
    check: (module) => expect(importNames(module).slice(-2)).toEqual(['GOT.func.__wrap_f', 'GOT.func.f']),
  },
  {
    name: 'slots count from the table base',
    objects: [
      {
        functions: [
          probe([...globalOf('__table_base'), [0x41], ['TABLE_INDEX_REL_SLEB', 'f'], [0x6a]]),
          value('e', 1, hidden),
          value('f', 1, hidden),
        ],
      },
    ],
    args: shared,
    check: (module) => {
      expect(module.dylink).toMatchObject({ tableSize: 1, tableAlignLog2: 0 });
      expect(importNames(module)).toContain('env.__indirect_function_table');
    },
  },
  {
    name: 'the table is imported though the object that names it first does not need it',
    objects: [
      { functions: [value('g', 1), { name: 'dead', flags: local, code: [...sizeOfTable, drop] }] },
      { functions: [value('f', 1, hidden)], data: [datum('q', [['TABLE_INDEX_I32', 'f']], { flags: retain })] },
    ],
    args: shared,
    check: (module) => expect(importNames(module)).toContain('env.__indirect_function_table'),
    differs: 'wasm-ld leaves it out, and writes an invalid module',
  },
  {
    name: 'a difference in data is left as it is',
    objects: [
      {
        data: [
          datum('p', [['MEMORY_ADDR_LOCREL_I32', 'd', 0], word(1)], {
            flags: retain,
            symbols: [{ name: 'd', flags: hidden, offset: 4 }],
          }),
        ],
      },
    ],
    args: shared,
    check: (module) => {
      expect(instructions(module, '__wasm_apply_data_relocs')).toEqual([0, 0x0b]);
      expect(module.data[0]!.bytes[0]).toBe(4);
    },
    differs: 'wasm-ld adds __memory_base',
  },
  {
    name: 'undefined functions are imported with --unresolved-symbols=import-dynamic, weak ones always',
    objects: [
      {
        functions: [probe([...call('f'), ...call('g'), [0x6a]])],
        undefinedTypes: returnsI32To('f', 'g'),
        undefinedFlags: { g: weak },
      },
    ],
    args: `${shared} --unresolved-symbols=import-dynamic`,
    check: (module) => {
      expect(importNames(module).filter((name) => /\.[fg]$/.test(name))).toEqual(['env.f', 'env.g']);
      expect(module.dylink!.importInfo).toEqual([
        { module: 'env', field: 'g', flags: SymbolFlag.BindingWeak | SymbolFlag.Undefined },
      ]);
    },
  },
  {
    name: 'undefined data is imported through the GOT',
    objects: [{ functions: [probe([...globalOf('d')])], undefinedKinds: { d: 'data' } }],
    args: `${shared} --unresolved-symbols=import-dynamic`,
    check: (module) => expect(importNames(module)).toContain('GOT.mem.d'),
  },
  {
    name: 'a weak definition is exported, and calls of it go to the import',
    objects: [{ functions: [probe([...call('f')]), value('f', 1, weak)] }],
    args: shared,
    check: (module) => {
      expect(importNames(module)).toContain('env.f');
      expect(exportNames(module)).toContain('f');
    },
  },
  {
    name: '--soname is the name of the module',
    objects: [{ functions: [value('f', 1)] }],
    args: `${shared} -soname libmine.so`,
    check: (module) => expect(module.names!.moduleName).toBe('libmine.so'),
  },
  {
    name: '--no-export-dynamic exports only what is marked',
    objects: [{ functions: [value('f', 1, exported), value('g', 2)] }],
    args: `${shared} --no-export-dynamic`,
    check: (module) => expect(exportNames(module)).toEqual(['__wasm_call_ctors', '__wasm_apply_data_relocs', 'f']),
  },
  {
    name: 'constructors of a library are called by the loader',
    objects: [{ functions: [{ name: 'init' }, value('f', 1)], init: [['init', 1]] }],
    args: shared,
    check: (module) => {
      expect(instructions(module, '__wasm_call_ctors')).toEqual([0, 0x10, 2, 0x0b]);
      expect(functionNames(module).some((name) => name.endsWith('command_export'))).toBe(false);
    },
  },
];

const executables: readonly LinkCase[] = [
  {
    name: 'a PIE exports its memory and binds its own symbols',
    objects: [{ functions: [probe([...globalOf('d'), load]), value('f', 1)], data: [datum('d', [word(1)])] }],
    args: pie,
    check: (module) => {
      expect(exportNames(module)).toEqual(['memory', '__wasm_apply_data_relocs', 'probe']);
      expect(importNames(module)).toEqual(['env.__memory_base', 'env.__table_base']);
      expect(globalNames(module)).toContain('GOT.data.internal.d');
    },
  },
  {
    name: 'a PIE imports the stack pointer',
    objects: [{ functions: [probe([...globalOf('__stack_pointer')])] }],
    args: pie,
    check: (module) => expect(importNames(module)).toContain('env.__stack_pointer'),
  },
  {
    name: 'with threads a PIE finds the flag of its start function above its base',
    objects: [
      {
        functions: [probe([...aboveBase('d'), load])],
        data: [hiddenData('d', [word(1)])],
        features: ['atomics', 'bulk-memory'],
      },
    ],
    args: `${pie} --shared-memory --max-memory=1048576 --import-memory`,
    check: (module) => {
      expect(instructions(module, '__wasm_init_memory').slice(0, 12)).toEqual([
        1, 2, 0x7f, 0x23, 0, 0x41, 4, 0x6a, 0x21, 0, 0x02, 0x40,
      ]);
    },
  },
  {
    name: 'with threads and addresses to set, the start function calls both who set them and who fills memory',
    objects: [
      {
        functions: [probe([...globalOf('d'), load])],
        undefinedKinds: { d: 'data' },
        features: ['atomics', 'bulk-memory', 'mutable-globals'],
      },
      { data: [hiddenData('d', [word(1)])], features: ['atomics', 'bulk-memory'] },
    ],
    args: `${pie} --shared-memory --max-memory=1048576 --import-memory`,
    check: (module) => {
      const indexOf = (name: string) => module.names!.functions.find((entry) => entry.name === name)!.index;
      const called = ['__wasm_apply_global_relocs', '__wasm_init_memory'].flatMap((name) => [0x10, indexOf(name)]);
      expect(instructions(module, '__wasm_start')).toEqual([0, ...called, 0x0b]);
    },
  },
];

const completed: readonly LinkCase[] = [
  {
    name: 'what a loader calls before constructors does not run them',
    objects: [
      {
        functions: [probe([...globalOf('d')]), { name: 'init' }],
        undefinedKinds: { d: 'data' },
        init: [['init', 1]],
      },
    ],
    args: '--no-entry --export=probe --unresolved-symbols=import-dynamic --experimental-pic',
    check: (module) => {
      expect(functionNames(module)).toContain('probe.command_export');
      expect(functionNames(module)).not.toContain('__wasm_apply_data_relocs.command_export');
      expect(exportNames(module)).toContain('__wasm_apply_data_relocs');
    },
    differs: 'wasm-ld wraps __wasm_apply_data_relocs too',
  },
];

const staticGot: readonly LinkCase[] = [
  {
    name: 'a GOT entry of a static link is a constant global',
    objects: [{ functions: [probe([...globalOf('d')])], data: [datum('d', [word(1)])] }],
    check: (module, run) => {
      expect(run('probe')).toBe(1024);
      expect(globalNames(module)).toContain('GOT.data.internal.d');
    },
  },
  {
    name: 'of a function it holds the slot, and makes the table',
    objects: [{ functions: [probe([...globalOf('f')]), value('f', 1)] }],
    check: (module, run) => {
      expect(run('probe')).toBe(1);
      expect(globalNames(module)).toContain('GOT.func.internal.f');
      expect(module.tables.length).toBe(1);
    },
  },
  {
    name: 'of a weak undefined symbol it is null',
    objects: [
      {
        functions: [probe([...globalOf('f'), ...globalOf('d'), [0x6a]])],
        undefinedKinds: { f: 'function', d: 'data' },
        undefinedFlags: { f: weak, d: weak },
      },
    ],
    check: (_, run) => expect(run('probe')).toBe(0),
  },
  {
    name: 'two sites of one symbol share an entry',
    objects: [
      { functions: [probe([...globalOf('d'), ...globalOf('d'), [0x6b]])], data: [datum('d', [word(1)])] },
      { functions: [{ ...probe([...globalOf('d')]), name: 'probe2' }], undefinedKinds: { d: 'data' } },
    ],
    check: (module, run) => {
      expect([run('probe'), run('probe2')]).toEqual([0, 1024]);
      expect(module.globals.length).toBe(2);
    },
  },
];

/** A module as a loader knows it: functions and data that it exports. */
function library(functions: Readonly<Record<string, FunctionType>>, data: readonly string[] = []): Uint8Array {
  const names = Object.keys(functions);
  const dylink = { memorySize: 0, memoryAlignLog2: 0, tableSize: 0, tableAlignLog2: 0 };
  return encodeModule({
    types: Object.values(functions),
    functions: names.map((_, i) => i),
    globals: data.map(() => ({
      type: { valueType: 0x7f, mutable: false },
      init: { bytes: Uint8Array.of(0x41, 0, 0x0b), value: { kind: 'i32', value: 0 } },
    })),
    exports: [
      ...names.map((name, index) => ({ name, kind: 'function' as const, index })),
      ...data.map((name, index) => ({ name, kind: 'global' as const, index })),
    ],
    bodies: names.map(() => Uint8Array.of(0, 0, 0x0b)),
    customs: [
      {
        name: 'dylink.0',
        content: encodeDylink({ ...dylink, needed: [], exportInfo: [], importInfo: [], runtimePath: [] }),
      },
    ],
    order: [{ kind: 'custom', position: 0 }, ...[1, 3, 6, 7, 10].map((id) => ({ kind: 'core' as const, id }))],
  });
}

const callsF: SmallObject = { functions: [probe([...call('f')])], undefinedTypes: returnsI32To('f') };

const linkedWith: readonly LinkCase[] = [
  {
    name: 'a function of a library is imported, the library is needed',
    objects: [callsF],
    files: { 'dir/libf.so': library({ f: returnsI32 }) },
    args: `a.o dir/libf.so ${pie}`,
    check: (module) => {
      expect(importNames(module)).toContain('env.f');
      expect(module.dylink!.needed).toEqual(['libf.so']);
    },
  },
  {
    name: 'also into an executable with fixed addresses',
    objects: [callsF],
    files: { 'libf.so': library({ f: returnsI32 }) },
    args: 'a.o libf.so',
    check: (module) => {
      expect(importNames(module)).toEqual(['env.f']);
      expect(module.dylink).toMatchObject({ needed: ['libf.so'], memorySize: 0 });
    },
  },
  {
    name: 'a definition in an object wins over a library',
    objects: [callsF, { functions: [value('f', 3)] }],
    files: { 'libf.so': library({ f: returnsI32 }) },
    args: 'libf.so a.o b.o',
    check: (module, run) => {
      expect(run('probe')).toBe(3);
      expect(module.imports).toEqual([]);
    },
  },
  {
    name: 'data of a library comes through the GOT',
    objects: [{ functions: [probe([...globalOf('d')])], undefinedKinds: { d: 'data' } }],
    files: { 'libd.so': library({ f: returnsI32 }, ['d']) },
    args: `a.o libd.so ${pie}`,
    check: (module) => expect(importNames(module)).toContain('GOT.mem.d'),
  },
  {
    name: 'the address of a function of a library comes through the GOT',
    objects: [
      { functions: [probe([...globalOf('f')])], undefinedKinds: { f: 'function' }, undefinedTypes: returnsI32To('f') },
    ],
    files: { 'libf.so': library({ f: returnsI32 }) },
    args: `a.o libf.so ${pie}`,
    check: (module) => expect(importNames(module)).toContain('GOT.func.f'),
  },
  {
    name: 'names that belong to a library itself are not offered',
    objects: [{ functions: [probe([...i32(1)])] }],
    files: { 'libf.so': library({ __wasm_call_ctors: noParameters, __wasm_apply_data_relocs: noParameters }) },
    args: `a.o libf.so ${pie}`,
    check: (module) => expect(importNames(module)).toEqual(['env.__memory_base', 'env.__table_base']),
  },
  {
    name: '--no-shlib-sigcheck believes the object',
    objects: [callsF],
    files: { 'libf.so': library({ f: noParameters }) },
    args: `a.o libf.so ${pie} --no-shlib-sigcheck`,
    check: (module) => {
      const wanted = module.imports.find(({ field }) => field === 'f');
      expect(wanted?.kind === 'function' && module.types[wanted.typeIndex]).toEqual(returnsI32);
    },
  },
  {
    name: '--no-shlib-sigcheck believes the object behind the library too',
    objects: [callsF],
    files: { 'libf.so': library({ f: noParameters }) },
    args: `libf.so a.o ${pie} --no-shlib-sigcheck`,
    check: (module) => {
      const wanted = module.imports.find(({ field }) => field === 'f');
      expect(wanted?.kind === 'function' && module.types[wanted.typeIndex]).toEqual(returnsI32);
    },
  },
  {
    name: 'a library in front of the object whose call differs',
    objects: [callsF],
    files: { 'libf.so': library({ f: noParameters }) },
    args: `libf.so a.o ${pie}`,
    refused: [
      [
        'signature-mismatch',
        /^function signature mismatch: f\n>>> defined as \(\) -> void in libf\.so\n>>> defined as \(\) -> i32 in a\.o$/,
      ],
    ],
  },
  {
    name: 'data of an object that is a function of the library',
    objects: [{ functions: [probe([...i32(1)])], data: [datum('f', [word(1)])] }],
    files: { 'libf.so': library({ f: noParameters }) },
    args: `a.o libf.so ${pie}`,
    refused: [['symbol-type-mismatch', /_DATA in a\.o\n.*_FUNCTION in libf\.so$/]],
  },
  {
    name: 'without it a signature that differs is an error',
    objects: [callsF],
    files: { 'libf.so': library({ f: noParameters }) },
    args: `a.o libf.so ${pie}`,
    refused: [
      [
        'signature-mismatch',
        /^function signature mismatch: f\n>>> defined as \(\) -> i32 in a\.o\n>>> defined as \(\) -> void in libf\.so$/,
      ],
    ],
  },
  {
    name: '-l prefers a library when the output is position-independent',
    objects: [callsF],
    files: { 'dir/libf.so': library({ f: returnsI32 }), 'dir/libf.a': '' },
    args: `a.o -Ldir -lf ${pie}`,
    check: (module) => expect(module.dylink!.needed).toEqual(['libf.so']),
  },
];

describeLinks('shared libraries', libraries);
describeLinks('position-independent executables', executables);
describeLinks('modules with fixed addresses that a loader completes', completed);
describeLinks('the GOT of a static link', staticGot);
describeLinks('linking with shared libraries', linkedWith);
