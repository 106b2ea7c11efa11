/** Shared memory, passive segments and the function that fills them, thread-local storage. */
import { expect } from 'vitest';
import {
  customNames,
  describeLinks,
  exportNames,
  functionNames,
  globalNames,
  type LinkCase,
  segmentNames,
} from './link-case.fixture.ts';
import type { SmallObject, SmallSegment } from './small-object.fixture.ts';
import {
  addressOf,
  call,
  datum,
  exported,
  globalOf,
  hidden,
  load,
  probe,
  retain,
  tls,
  tlsSegment,
  value,
  weak,
  word,
} from './small-parts.fixture.ts';

const features = ['atomics', 'bulk-memory', 'mutable-globals'];
const threads = '--shared-memory --max-memory=1048576';
const isShared = { flags: 3, minimum: 2n, maximum: 16n };

const sharedMemory: readonly LinkCase[] = [
  {
    name: 'segments are passive, and a start function fills them',
    objects: [{ functions: [probe([...addressOf('d'), load])], data: [datum('d', [word(5)])], features }],
    args: threads,
    check: (module, run) => {
      expect(run('probe')).toBe(5);
      expect([module.data[0]!.flags, module.dataCount, module.start]).toEqual([1, 1, 0]);
      expect(module.memories).toEqual([isShared]);
      expect(functionNames(module)[0]).toBe('__wasm_init_memory');
    },
  },
  {
    name: 'without data there is nothing to fill',
    objects: [{ functions: [value('f', 1, exported)], features }],
    args: threads,
    check: (module) => {
      expect([module.start, module.dataCount]).toEqual([undefined, undefined]);
      expect(functionNames(module)).toEqual(['f']);
    },
  },
  {
    name: 'the flag that tells who fills lies behind data',
    objects: [
      {
        functions: [probe([...addressOf('__data_end')])],
        data: [datum('d', [[5]], { alignLog2: 0, flags: retain })],
        features,
      },
    ],
    args: threads,
    check: (_, run) => expect(run('probe')).toBe(1032),
  },
  {
    name: 'zero-filled segments are not written, the start function zeroes them',
    objects: [{ data: [datum('z', [word(0)], { segment: '.bss.z', flags: retain })], features }],
    args: threads,
    check: (module) => expect([module.start, module.data.length]).toEqual([0, 0]),
  },
  {
    name: 'with an imported memory it is',
    objects: [
      {
        data: [datum('z', [word(0)], { segment: '.bss.z', flags: retain }), datum('d', [word(1)], { flags: retain })],
        features,
      },
    ],
    args: `${threads} --import-memory`,
    check: (module) => {
      expect([module.start, module.data.length]).toEqual([0, 1]);
      expect(module.imports[0]).toMatchObject({ memory: isShared });
    },
  },
  {
    name: 'without --max-memory the size is the maximum',
    objects: [{ functions: [value('f', 1, exported)], features }],
    args: '--shared-memory',
    check: (module) => expect(module.memories).toEqual([{ flags: 3, minimum: 2n, maximum: 2n }]),
  },
  {
    name: 'passive segments of objects are passive',
    objects: [
      { functions: [probe([...addressOf('d'), load])], data: [datum('d', [word(5)], { form: 'passive' })], features },
    ],
    args: threads,
    check: (_, run) => expect(run('probe')).toBe(5),
  },
];

const local = (name: string, number: number, more: Partial<SmallSegment> = {}): SmallSegment =>
  datum(name, [word(number)], {
    segment: `.tdata.${name}`,
    flags: tlsSegment,
    symbols: [{ name, flags: tls }],
    ...more,
  });
const offsetOf = (name: string) => [[0x41], ['MEMORY_ADDR_TLS_SLEB', name]] as const;
const atOffset = (name: string) => [...globalOf('__tls_base'), ...offsetOf(name), [0x6a]] as const;

/** What a thread does first; its thread-local storage lies at 32,768. */
const startThread = [[0x41, 0x80, 0x80, 0x02], ...call('__wasm_init_tls')] as const;
const initTls = { __wasm_init_tls: { parameters: [0x7f], results: [] } };

const usesLocal: SmallObject = {
  functions: [probe([...atOffset('t'), load])],
  data: [local('first', 1, { flags: tlsSegment | retain }), local('t', 2)],
  features,
};

const storage: readonly LinkCase[] = [
  {
    name: 'addresses count from the TLS base',
    objects: [{ functions: [probe([...offsetOf('t')])], data: usesLocal.data!, features }],
    args: threads,
    check: (module, run) => {
      expect(run('probe')).toBe(4);
      expect(segmentNames(module)).toEqual(['.tdata']);
    },
  },
  {
    name: 'the main thread has its own from the start',
    objects: [usesLocal],
    args: threads,
    check: (module, run) => {
      expect(run('probe')).toBe(2);
      expect(globalNames(module)).toEqual(['__stack_pointer', '__tls_base']);
    },
  },
  {
    name: '__wasm_init_tls gives a thread its copy',
    objects: [
      {
        ...usesLocal,
        functions: [
          probe([...startThread, ...atOffset('t'), load]),
          { ...probe([...globalOf('__tls_base')]), name: 'base' },
        ],
        undefinedTypes: initTls,
      },
    ],
    args: `${threads} --initial-memory=131072`,
    check: (_, run) => expect([run('base'), run('probe'), run('base')]).toEqual([1024, 2, 32_768]),
  },
  {
    name: '__tls_size and __tls_align say what a thread must set aside',
    objects: [
      {
        ...usesLocal,
        functions: [
          ...usesLocal.functions!,
          { ...probe([...globalOf('__tls_size')]), name: 'size' },
          { ...probe([...globalOf('__tls_align')]), name: 'align' },
        ],
        data: [...usesLocal.data!, local('big', 3, { alignLog2: 5, flags: tlsSegment | retain })],
      },
    ],
    args: threads,
    check: (_, run) => expect([run('size'), run('align')]).toEqual([36, 32]),
  },
  {
    name: 'objects from before the flag say it by the name of the segment',
    objects: [
      {
        ...usesLocal,
        data: usesLocal.data!.map((segment) => ({ ...segment, flags: (segment.flags ?? 0) & ~tlsSegment })),
      },
    ],
    args: threads,
    check: (_, run) => expect(run('probe')).toBe(2),
  },
  {
    name: 'zeroes of thread-local storage are written',
    objects: [
      { ...usesLocal, data: [...usesLocal.data!, local('z', 0, { segment: '.tbss.z', flags: tlsSegment | retain })] },
    ],
    args: threads,
    check: (module) => expect(module.data.map(({ bytes }) => bytes.length)).toEqual([12]),
  },
  {
    name: '--compress-relocations shortens offsets from the TLS base',
    objects: [usesLocal],
    args: `${threads} --compress-relocations -s`,
    differs: 'wasm-ld crashes',
    check: (module, run) => {
      expect(run('probe')).toBe(2);
      expect(module.code.at(-1)!.bytes.length).toBe(11);
    },
  },
  {
    name: 'without threads it is plain data, and __tls_base its address',
    objects: [
      {
        functions: [probe([...offsetOf('t')]), { ...probe([...globalOf('__tls_base')]), name: 'base' }],
        data: usesLocal.data!,
        features,
      },
    ],
    check: (module, run) => {
      expect([run('probe'), run('base')]).toEqual([1028, 1024]);
      expect(module.data[0]!.flags).toBe(0);
    },
  },
  {
    name: 'a GOT entry of thread-local data is set for each thread',
    objects: [{ ...usesLocal, functions: [probe([...startThread, ...globalOf('t')])], undefinedTypes: initTls }],
    args: threads,
    check: (module, run) => {
      expect(run('probe')).toBe(32_772);
      expect(functionNames(module)).toContain('__wasm_apply_global_tls_relocs');
      expect(globalNames(module)).toContain('GOT.data.internal.t');
    },
  },
  {
    name: 'pointers in thread-local data are set for each thread',
    objects: [
      {
        ...usesLocal,
        functions: [probe([...startThread, ...atOffset('p'), load, load])],
        undefinedTypes: initTls,
        data: [
          datum('p', [['MEMORY_ADDR_I32', 'd']], {
            segment: '.tdata.p',
            flags: tlsSegment,
            symbols: [{ name: 'p', flags: tls }],
          }),
          datum('d', [word(8)]),
        ],
      },
    ],
    args: threads,
    check: (module, run) => {
      expect(run('probe')).toBe(8);
      expect(functionNames(module)).toContain('__wasm_apply_tls_relocs');
    },
  },
  {
    name: 'a pointer in thread-local data to nothing is null',
    objects: [
      {
        ...usesLocal,
        functions: [probe([...atOffset('p'), load])],
        undefinedFlags: { d: weak },
        data: [
          local('first', 1, { flags: tlsSegment | retain }),
          datum('p', [['MEMORY_ADDR_I32', 'd']], {
            segment: '.tdata.p',
            flags: tlsSegment,
            symbols: [{ name: 'p', flags: tls }],
          }),
        ],
      },
    ],
    args: threads,
    differs: 'wasm-ld crashes',
    check: (_, run) => expect(run('probe')).toBe(0),
  },
  {
    name: 'pointers from thread-local data to such data wait for no GOT entry',
    objects: [
      {
        ...usesLocal,
        functions: [probe([...startThread, ...globalOf('t'), ...atOffset('p'), load, [0x6b]])],
        undefinedTypes: initTls,
        data: [
          ...usesLocal.data!,
          datum('p', [['MEMORY_ADDR_I32', 't', 4]], {
            segment: '.tdata.p',
            flags: tlsSegment,
            symbols: [{ name: 'p', flags: tls }],
          }),
        ],
      },
    ],
    args: `-pie --experimental-pic --no-entry ${threads}`,
    differs: 'wasm-ld reads the entry before it is set',
    check: (module) => {
      const base = globalNames(module).indexOf('__tls_base');
      const { index } = module.names!.functions.find(({ name }) => name === '__wasm_apply_tls_relocs')!;
      const body = module.code[index]!.bytes;
      expect([...body.slice(2)]).toEqual([0x41, 8, 0x23, base, 0x6a, 0x23, base, 0x41, 8, 0x6a, 0x36, 2, 0, 0x0b]);
      expect(globalNames(module)).toContain('GOT.data.internal.t');
    },
  },
  {
    name: 'exported thread-local data of a shared library is marked in dylink.0',
    objects: [
      {
        functions: [{ name: 'f', flags: exported }],
        data: [
          local('t', 2, { symbols: [{ name: 't', flags: tls | exported }] }),
          local('h', 2, { symbols: [{ name: 'h', flags: tls | hidden }] }),
        ],
        features,
      },
    ],
    args: `-shared --experimental-pic ${threads}`,
    check: (module) => {
      expect(module.dylink!.exportInfo).toEqual([{ name: 't', flags: tls | exported }]);
      expect(exportNames(module)).toEqual(expect.arrayContaining(['f', 't']));
      expect(customNames(module)[0]).toBe('dylink.0');
    },
  },
];

describeLinks('shared memory', sharedMemory);
describeLinks('thread-local storage', storage);
