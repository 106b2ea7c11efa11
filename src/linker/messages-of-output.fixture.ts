/** Links that relocations, features or the memory layout spoil, by the code of what is said (`link-messages.test.ts`). */
import { relocationKindNamed } from '../wasm/relocation-kinds.ts';
import type { DiagnosticCode } from './diagnostics.ts';
import type { Refused } from './link-case.fixture.ts';
import { callsF, f, isRefused, type Row, threadFeatures, threads } from './message-parts.fixture.ts';
import type { SmallObject } from './small-object.fixture.ts';
import {
  addressOf,
  call,
  datum,
  drop,
  exported,
  globalOf,
  probe,
  retain,
  returnsI32To,
  slotOf,
  strings,
  tls,
  tlsSegment,
  value,
  weak,
  word,
} from './small-parts.fixture.ts';

/** Relocations of the code section at places of one's own choosing. */
const sitesAt = (kind: string, ...offsets: readonly number[]): SmallObject => ({
  functions: [probe([...call('f')]), value('f', 1)],
  change: (source) => {
    const index = source.linking.symbols!.findIndex((symbol) => symbol.kind === relocationKindNamed(kind)!.target);
    const entries = offsets.map((offset) => ({ kind: relocationKindNamed(kind)!, offset, index, addend: 0n }));
    return { ...source, relocations: [{ of: 'code', entries }] };
  },
});

const tlsSite = (name: string) => [[0x41], ['MEMORY_ADDR_TLS_SLEB', name]] as const;

export const relocations = {
  'bad-reloc-target': [
    {
      name: 'a name that stays undefined as two kinds',
      objects: [
        { functions: [probe([...call('x')])], undefinedTypes: returnsI32To('x') },
        { functions: [{ ...probe([...addressOf('x')]), name: 'probe2' }] },
      ],
      args: '--allow-undefined',
      differs: 'wasm-ld makes a module that is invalid',
      refused: [
        [
          'bad-reloc-target',
          /^b\.o: relocation R_WASM_MEMORY_ADDR_SLEB cannot be used against symbol `x`: not a data$/,
        ],
      ],
    },
  ],
  'bad-reloc-place': [
    {
      name: 'a site that reaches into the next function',
      objects: [sitesAt('FUNCTION_INDEX_LEB', 6)],
      differs: 'wasm-ld applies it to one of the two',
      refused: [
        [
          'bad-reloc-place',
          /^a\.o: relocation R_WASM_FUNCTION_INDEX_LEB at section offset 6 is not within one function or segment$/,
        ],
      ],
    },
    {
      name: 'two sites at one place',
      objects: [sitesAt('FUNCTION_INDEX_LEB', 4, 4)],
      differs: 'wasm-ld writes both, one over the other',
      refused: [
        [
          'bad-reloc-place',
          /^a\.o: relocation R_WASM_FUNCTION_INDEX_LEB at section offset 4 overlaps the one before it$/,
        ],
      ],
    },
    {
      name: 'a value relative to its place, in code',
      objects: [{ ...sitesAt('MEMORY_ADDR_LOCREL_I32', 4), data: [datum('d', [word(1)])] }],
      differs: 'wasm-ld takes any address for the place’s, or crashes',
      refused: [
        ['bad-reloc-place', /^a\.o: relocation R_WASM_MEMORY_ADDR_LOCREL_I32 at section offset 4 is not within data$/],
      ],
    },
  ],
  'undefined-symbol': [
    {
      name: 'a global that nothing can stand in for',
      objects: [{ functions: [probe([...globalOf('g')])] }],
      args: '--unresolved-symbols=ignore-all',
      differs: 'wasm-ld crashes, or writes an index of its own making',
      refused: [['undefined-symbol', /^a\.o: nothing can stand in for undefined global: g$/]],
    },
  ],
  'undefined-reloc-target': [
    {
      name: 'a thread-local address of nothing',
      objects: [{ functions: [probe([...tlsSite('t')])], undefinedFlags: { t: weak | tls }, features: threadFeatures }],
      refused: [
        [
          'undefined-reloc-target',
          /^a\.o: relocation R_WASM_MEMORY_ADDR_TLS_SLEB cannot be used against an undefined symbol `t`$/,
        ],
      ],
    },
  ],
  'tls-reloc': [
    {
      name: 'a thread-local address of plain data',
      objects: [{ functions: [probe([...tlsSite('d')])], data: [datum('d', [word(1)])], features: threadFeatures }],
      args: threads,
      refused: [
        ['tls-reloc', /^a\.o: relocation R_WASM_MEMORY_ADDR_TLS_SLEB cannot be used against non-TLS symbol `d`$/],
        ['tls-reloc', /cannot be used against `d` in non-TLS section: \.data$/],
      ],
    },
  ],
  'not-position-independent': [
    {
      name: 'an absolute address in a shared library',
      objects: [
        { functions: [{ name: 'f', flags: exported, code: [...addressOf('d'), drop] }], data: [datum('d', [word(1)])] },
      ],
      args: '-shared --experimental-pic',
      refused: [
        [
          'not-position-independent',
          /^a\.o: relocation R_WASM_MEMORY_ADDR_SLEB cannot be used against symbol `d`; recompile with -fPIC$/,
        ],
      ],
    },
    {
      name: 'a plain slot in a PIE',
      objects: [{ functions: [probe([...slotOf('f')]), value('f', 1)] }],
      args: '-pie --experimental-pic',
      refused: [
        [
          'not-position-independent',
          /R_WASM_TABLE_INDEX_SLEB cannot be used against symbol `f`; recompile with -fPIC$/,
        ],
      ],
    },
  ],
} as const satisfies Partial<Record<DiagnosticCode, readonly Row[]>>;

export const features = {
  'shared-memory-disallowed': [
    {
      name: 'an object that forbids it',
      objects: [{ ...f, features: ['-shared-mem'] }, { features: threadFeatures }],
      args: threads,
      refused: [['shared-memory-disallowed', /^--shared-memory is disallowed by a\.o because/]],
    },
  ],
  'missing-memory-feature': [
    {
      name: 'shared memory without atomics',
      objects: [{ features: ['bulk-memory'] }],
      args: threads,
      refused: [['missing-memory-feature', /^'atomics' feature must be used in order to use shared memory$/]],
    },
    {
      name: 'thread-local storage without bulk-memory, in one object of two',
      objects: [
        f,
        { data: [datum('t', [word(1)], { segment: '.tdata.t', flags: tlsSegment | retain })], features: ['atomics'] },
      ],
      refused: [
        ['missing-memory-feature', /^'bulk-memory' feature must be used in order to use thread-local storage$/],
      ],
    },
  ],
  'disallowed-feature': [
    {
      name: 'by --features',
      objects: [{ ...f, features: ['simd128'] }],
      args: '--features=sign-ext',
      refused: [['disallowed-feature', /^Target feature 'simd128' used by a\.o is not allowed\.$/]],
    },
    {
      name: 'by another object',
      objects: [{ features: ['-simd128'] }, { features: ['simd128'] }],
      refused: [
        [
          'disallowed-feature',
          /^Target feature 'simd128' used in b\.o is disallowed by a\.o\. Use --no-check-features to suppress\.$/,
        ],
      ],
    },
  ],
  'missing-feature': [
    {
      name: 'one that another object requires',
      objects: [{ features: ['=simd128'] }, { features: ['sign-ext'] }],
      refused: [
        [
          'missing-feature',
          /^Missing target feature 'simd128' in b\.o, required by a\.o\. Use --no-check-features to suppress\.$/,
        ],
      ],
    },
  ],
  'mutable-global-feature': [
    {
      name: 'an exported mutable global',
      objects: [{ globals: [{ name: 'g', flags: exported, type: { valueType: 0x7f, mutable: true } }] }],
      refused: [
        [
          'mutable-global-feature',
          /^mutable global exported but 'mutable-globals' feature not present in inputs: `g`\./,
        ],
      ],
    },
    {
      name: 'an imported mutable global',
      objects: [
        {
          functions: [probe([...globalOf('__tls_base')])],
          importNames: { __tls_base: { module: 'env', field: 'x' } },
          change: ({ linking, ...source }) => ({
            ...source,
            linking: {
              ...linking,
              symbols: linking.symbols!.map((symbol) =>
                symbol.name === '__tls_base' ? { ...symbol, name: 'g' } : symbol,
              ),
            },
          }),
        },
      ],
      refused: [
        [
          'mutable-global-feature',
          /^mutable global imported but 'mutable-globals' feature not present in inputs: `g`\./,
        ],
      ],
    },
  ],
  'reference-types-conflict': [
    {
      name: 'an old object beside an imported table',
      objects: [
        { functions: [probe([...slotOf('f')]), value('f', 1)], functionTable: 'unnamed' },
        {
          functions: [{ ...probe([[0x41, 0, 0x25], ['TABLE_NUMBER_LEB', 't'], [0xd1]]), name: 'probe2' }],
          importNames: { t: { module: 'env', field: 't' } },
        },
      ],
      refused: [
        [
          'reference-types-conflict',
          /^object file not built with 'reference-types' feature conflicts with import of table t by file b\.o$/,
        ],
      ],
    },
  ],
} as const satisfies Partial<Record<DiagnosticCode, readonly Row[]>>;

export const layout = {
  'misaligned-stack': [
    isRefused('a stack of 100 bytes', '-z stack-size=100', [
      'misaligned-stack',
      /^stack size must be 16-byte aligned$/,
    ]),
  ],
  'global-base-in-stack': [
    isRefused('--global-base below the end of the stack', '--stack-first --global-base=16', [
      'global-base-in-stack',
      /^--global-base cannot be less than stack size when --stack-first is used$/,
    ]),
  ],
  'misaligned-memory': [
    isRefused('a size that is no number of pages', '--initial-memory=131073', [
      'misaligned-memory',
      /^initial memory must be 65536-byte aligned$/,
    ]),
    isRefused('a heap that is none', '--initial-heap=1', [
      'misaligned-memory',
      /^initial heap must be 65536-byte aligned$/,
    ]),
    isRefused('a maximum that is none', '--max-memory=131073', [
      'misaligned-memory',
      /^maximum memory must be 65536-byte aligned$/,
    ]),
  ],
  'memory-too-small': [
    isRefused('less than the stack', '--initial-memory=65536 -z stack-size=131072', [
      'memory-too-small',
      /^initial memory too small, \d+ bytes needed$/,
    ]),
    isRefused('a maximum below the size', '--max-memory=65536', [
      'memory-too-small',
      /^maximum memory too small, \d+ bytes needed$/,
    ]),
  ],
  'memory-too-large': [
    isRefused('more than 4 GiB', '--initial-memory=4295032832', [
      'memory-too-large',
      /^initial memory too large, cannot be greater than 4294967296$/,
    ]),
    isRefused('a heap that does not fit', '--initial-heap=4294967296', [
      'memory-too-large',
      /^initial heap too large, cannot be greater than \d+$/,
    ]),
    {
      ...isRefused('data behind the last address', '--global-base=-1', [
        'memory-too-large',
        /^memory too large, 18446744073709\d+ bytes needed, cannot be greater than 4294967296$/,
      ]),
      differs: 'wasm-ld counts on from address 0',
    },
    {
      name: 'a table base that leaves no slot',
      objects: [{ functions: [probe([...slotOf('f')]), value('f', 1)] }],
      args: '--table-base=4294967295',
      differs: 'wasm-ld makes a module that is invalid, or crashes',
      refused: [['memory-too-large', /^table base too large, cannot be greater than 4294967294$/]],
    },
  ],
  'too-much-padding': [
    {
      name: 'a gap of 128 MiB',
      objects: [{ data: [datum('a', [[1]], { flags: retain }), datum('b', [[2]], { alignLog2: 27, flags: retain })] }],
      // So that wasm-ld does not write it.
      args: '--initial-memory=131072',
      differs: 'wasm-ld would write the gap',
      refused: [
        ['memory-too-small', /^initial memory too small/],
        ['too-much-padding', /^alignments ask for 134217727 bytes of padding between data, more than 67108864$/],
      ],
    },
  ],
  'bad-string-segment': [
    {
      name: 'a string without an end',
      objects: [{ data: [datum('s', [[0x61]], { alignLog2: 0, flags: strings })] }],
      refused: [['bad-string-segment', /^a\.o:\(\.data\.s\): string is not null terminated$/]],
    },
    {
      name: 'an address behind the last string',
      objects: [
        {
          functions: [probe([...addressOf('end')])],
          data: [
            datum('s', [[0x61, 0]], { alignLog2: 0, flags: strings, symbols: [{ name: 'end', offset: 2, size: 0 }] }),
          ],
        },
      ],
      refused: [['bad-string-segment', /^a\.o:\(\.data\.s\): offset is outside the section$/]],
    },
  ],
} as const satisfies Partial<Record<DiagnosticCode, readonly Row[]>>;

const manyUndefined: SmallObject = {
  functions: [
    { name: 'g', flags: exported, code: Array.from({ length: 30 }, (_, i) => [...call(`missing${i}`)]).flat() },
  ],
};
const undefinedTimes = (count: number): Refused['refused'] =>
  Array.from({ length: count }, (_, i) => ['undefined-symbol', new RegExp(`missing${i}$`)]);
const enough: Refused['refused'][number] = ['too-many-errors', /^too many errors emitted, stopping now/];

export const report = {
  'too-many-errors': [
    { name: 'more than 20', objects: [manyUndefined], refused: [...undefinedTimes(20), enough] },
    {
      name: '--error-limit',
      objects: [manyUndefined],
      args: '--error-limit=3',
      refused: [...undefinedTimes(3), enough],
    },
  ],
  verbose: [
    {
      name: '--verbose',
      objects: [callsF],
      members: [f],
      args: '--verbose',
      differs: 'wasm-ld tells also what its passes do',
      warned: [
        ['verbose', /^Loading: a\.o$/],
        ['verbose', /^Loading: lib\.a$/],
        ['verbose', /^Processing: a\.o$/],
        ['verbose', /^Processing: lib\.a\(m0\.o\)$/],
        ['verbose', /^Processing: lib\.a\(m0\.o\)$/],
      ],
    },
  ],
} as const satisfies Partial<Record<DiagnosticCode, readonly Row[]>>;
