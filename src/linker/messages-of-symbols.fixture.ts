/** Links that names spoil, by the code of what is said (`link-messages.test.ts`). */

import { SymbolFlag } from '../wasm/model.ts';
import type { DiagnosticCode } from './diagnostics.ts';
import { callsF, externref, f, isRefused, type Row } from './message-parts.fixture.ts';
import type { SmallObject } from './small-object.fixture.ts';
import {
  addressOf,
  call,
  datum,
  drop,
  exported,
  globalOf,
  i32,
  noStrip,
  probe,
  returnsI32To,
  value,
  word,
} from './small-parts.fixture.ts';

const usesHost = (module: string, field: string): SmallObject => ({
  functions: [{ name: `uses_${module}_${field}`, flags: exported, code: [...call('host')] }],
  importNames: { host: { module, field } },
});

/** A function that calls `f` with one argument, of this type. */
const takesF = (type: number, name: string): SmallObject => ({
  functions: [{ ...probe([[type === 0x7e ? 0x42 : 0x41, 1], ...call('f')]), name }],
  undefinedTypes: { f: { parameters: [type], results: [0x7f] } },
});

export const symbols = {
  'undefined-symbol': [
    { name: 'no definition', objects: [callsF], refused: [['undefined-symbol', /^a\.o: undefined symbol: f$/]] },
    {
      name: 'several errors at once',
      objects: [{ functions: [probe([...call('f'), drop, ...call('g')])], undefinedTypes: returnsI32To('f', 'g') }],
      refused: [
        ['undefined-symbol', /f$/],
        ['undefined-symbol', /g$/],
      ],
    },
    {
      name: 'a constructor',
      differs: 'wasm-ld crashes',
      objects: [{ ...f, init: [['gone', 1]] }],
      refused: [['undefined-symbol', /^a\.o: undefined symbol: gone$/]],
    },
    {
      name: 'demangled',
      objects: [{ functions: [probe([...call('_Z1xv'), ...i32(1)])] }],
      refused: [['undefined-symbol', /^a\.o: undefined symbol: x\(\)$/]],
    },
    {
      name: 'not demangled',
      objects: [{ functions: [probe([...call('_Z1xv'), ...i32(1)])] }],
      args: '--no-demangle',
      refused: [['undefined-symbol', /_Z1xv$/]],
    },
  ],
  'duplicate-symbol': [
    {
      name: 'two strong definitions',
      objects: [f, { functions: [value('f', 2)] }],
      refused: [['duplicate-symbol', /^duplicate symbol: f\n>>> defined in a\.o\n>>> defined in b\.o$/]],
    },
  ],
  'symbol-type-mismatch': [
    {
      name: 'a function and data of one name',
      objects: [f, { data: [datum('f', [word(1)])] }],
      refused: [
        [
          'symbol-type-mismatch',
          /^symbol type mismatch: f\n>>> defined as WASM_SYMBOL_TYPE_FUNCTION in a\.o\n>>> defined as WASM_SYMBOL_TYPE_DATA in b\.o$/,
        ],
        ['duplicate-symbol', /./],
      ],
    },
    {
      name: 'a reference to data, a function',
      objects: [{ functions: [probe([...addressOf('f')])] }, f],
      refused: [['symbol-type-mismatch', /^symbol type mismatch: f\n/]],
    },
    {
      name: 'data, a call',
      objects: [{ data: [datum('f', [word(1)])] }, callsF],
      refused: [['symbol-type-mismatch', /defined as WASM_SYMBOL_TYPE_DATA in a\.o\n.*_FUNCTION in b\.o$/]],
    },
    {
      name: 'a function, a reference to a global',
      objects: [f, { functions: [probe([...globalOf('f')])] }],
      refused: [['symbol-type-mismatch', /_FUNCTION in a\.o\n.*_GLOBAL in b\.o$/]],
    },
    {
      name: 'a function, a reference to a tag',
      objects: [f, { functions: [probe([[0x08], ['TAG_INDEX_LEB', 'f']])] }],
      refused: [['symbol-type-mismatch', /_FUNCTION in a\.o\n.*_TAG in b\.o$/]],
    },
    {
      name: 'a function, a reference to a table',
      objects: [
        f,
        {
          functions: [
            probe([
              [0xfc, 0x10],
              ['TABLE_NUMBER_LEB', 'f'],
            ]),
          ],
        },
      ],
      refused: [['symbol-type-mismatch', /_FUNCTION in a\.o\n.*_TABLE in b\.o$/]],
    },
  ],
  'signature-mismatch': [
    {
      name: '--fatal-warnings',
      objects: [callsF, { functions: [{ name: 'f' }] }],
      args: '--fatal-warnings',
      refused: [
        [
          'signature-mismatch',
          /^function signature mismatch: f\n>>> defined as \(\) -> i32 in a\.o\n>>> defined as \(\) -> void in b\.o$/,
        ],
      ],
    },
    {
      name: 'one parameter of another type, in two calls',
      objects: [
        takesF(0x7f, 'probe'),
        takesF(0x7e, 'second'),
        { functions: [{ name: 'f', type: { parameters: [0x7e], results: [0x7f] }, code: [...i32(1)] }] },
        takesF(0x7f, 'third'),
      ],
      warned: [
        [
          'signature-mismatch',
          /^function signature mismatch: f\n>>> defined as \(i32\) -> i32 in a\.o\n>>> defined as \(i64\) -> i32 in c\.o$/,
        ],
      ],
    },
    {
      name: 'two references, no definition',
      objects: [callsF, { functions: [{ name: 'g', flags: exported, code: [...call('f')] }] }],
      args: '--allow-undefined',
      refused: [['signature-mismatch', /^function signature mismatch: f\n/]],
    },
    {
      name: 'a member of another type, to which a weak reference led',
      differs: 'wasm-ld does not compare them, and the module is invalid',
      objects: [
        {
          functions: [probe([...call('f')])],
          undefinedTypes: returnsI32To('f'),
          undefinedFlags: { f: SymbolFlag.BindingWeak },
        },
      ],
      members: [{ functions: [{ name: 'f' }] }],
      args: '--undefined=f a.o lib.a',
      refused: [
        [
          'signature-mismatch',
          /^function signature mismatch: f\n>>> called as \(\) -> i32 in a\.o\n>>> defined as \(\) -> void in lib\.a\(m0\.o\)$/,
        ],
      ],
    },
    {
      name: 'a wrapper of another type',
      differs: 'wasm-ld calls it as what it wraps, and the module is invalid',
      objects: [callsF, { functions: [{ name: '__wrap_f', type: { parameters: [], results: [] } }] }],
      args: '--wrap=f',
      refused: [
        [
          'signature-mismatch',
          /^function signature mismatch: __wrap_f\n>>> called as \(\) -> i32 in a\.o\n>>> defined as \(\) -> void in b\.o$/,
        ],
      ],
    },
  ],
  'global-type-mismatch': [
    {
      name: 'a global of another type',
      objects: [
        { functions: [probe([...globalOf('g')])] },
        { globals: [{ name: 'g', type: { valueType: 0x7f, mutable: true } }] },
      ],
      refused: [
        [
          'global-type-mismatch',
          /^Global type mismatch: g\n>>> defined as const i32 in a\.o\n>>> defined as var i32 in b\.o$/,
        ],
      ],
    },
  ],
  'table-type-mismatch': [
    {
      name: 'a table of other elements',
      objects: [
        { functions: [probe([[0x41, 0, 0x25], ['TABLE_NUMBER_LEB', 't'], [0xd1]])] },
        { tables: [{ name: 't', type: externref }] },
      ],
      refused: [['table-type-mismatch', /^Table type mismatch: t\n>>> defined as type=funcref; limits=\[/]],
    },
  ],
  'tag-signature-mismatch': [
    {
      name: 'a tag of another type',
      objects: [
        { functions: [{ name: 'g', flags: exported, code: [[0x08], ['TAG_INDEX_LEB', 'e']] }] },
        { tags: [{ name: 'e', type: { parameters: [0x7f], results: [] } }] },
      ],
      warned: [['tag-signature-mismatch', /^Tag signature mismatch: e\n/]],
    },
  ],
  'import-name-mismatch': [
    {
      name: 'one symbol under two names',
      objects: [usesHost('env', 'a'), usesHost('env', 'b')],
      refused: [
        [
          'import-name-mismatch',
          /^import name mismatch for symbol: host\n>>> defined as a in a\.o\n>>> defined as b in b\.o$/,
        ],
      ],
    },
  ],
  'import-module-mismatch': [
    {
      name: 'one symbol from two modules',
      objects: [usesHost('m', 'a'), usesHost('n', 'a')],
      refused: [
        [
          'import-module-mismatch',
          /^import module mismatch for symbol: host\n>>> defined as m in a\.o\n>>> defined as n in b\.o$/,
        ],
      ],
    },
  ],
  'reserved-symbol': [
    {
      name: 'the function table defined by an object',
      objects: [{ ...callsF, ...f, tables: [{ name: '__indirect_function_table', flags: noStrip }] }],
      refused: [
        ['reserved-symbol', /^reserved symbol must not be defined in input files: `__indirect_function_table`$/],
      ],
    },
    {
      name: 'a function of the table’s name',
      objects: [{ functions: [{ name: '__indirect_function_table', flags: exported }] }],
      refused: [['reserved-symbol', /^reserved symbol must be of type table: `__indirect_function_table`$/]],
    },
  ],
  'undefined-entry': [
    isRefused('no entry', '--entry=_start', [
      'undefined-entry',
      /^entry symbol not defined \(pass --no-entry to suppress\): _start$/,
    ]),
  ],
  'undefined-export': [
    isRefused('an export that is not there', '--export=gone', [
      'undefined-export',
      /^symbol exported via --export not found: gone$/,
    ]),
  ],
  'duplicate-export': [
    {
      name: 'two exports of one name',
      objects: [{ functions: [{ ...value('f', 1, exported), exportName: 'shown' }, value('shown', 2, exported)] }],
      differs: 'wasm-ld makes a module that is invalid',
      refused: [['duplicate-export', /^duplicate export name: shown$/]],
    },
  ],
  'stub-dependency': [
    {
      name: 'what a stub library needs',
      objects: [{ functions: [probe([...call('host')])], undefinedTypes: returnsI32To('host') }],
      files: { 'libc.so': '#STUB\nhost: malloc\n' },
      args: 'a.o libc.so',
      refused: [['stub-dependency', /^libc\.so: undefined symbol: malloc\. Required by host$/]],
    },
  ],
  'bad-constructor': [
    {
      name: 'destructors that are data',
      objects: [{ functions: [probe([...i32(1)])], data: [datum('__wasm_call_dtors', [word(1)])] }],
      refused: [['bad-constructor', /^__wasm_call_dtors must be a function$/]],
    },
    {
      name: 'a constructor with parameters',
      objects: [
        {
          functions: [{ name: 'init', type: { parameters: [0x7f], results: [] } }, probe([...i32(1)])],
          init: [['init', 1]],
        },
      ],
      refused: [['bad-constructor', /^constructor functions cannot take arguments: init$/]],
    },
    {
      name: 'destructors with a result',
      objects: [{ functions: [value('__wasm_call_dtors', 1), probe([...i32(1)])] }],
      refused: [['bad-constructor', /^__wasm_call_dtors must have no argument or return values$/]],
    },
  ],
} as const satisfies Partial<Record<DiagnosticCode, readonly Row[]>>;
