/** Links that the command line or a file spoils, by the code of what is said (`link-messages.test.ts`). */
import { f32Constant } from '../wasm/constant-expressions.ts';
import { encodeModule } from '../wasm/encode.ts';
import { encodeArchive } from '../wasm/encode-archive.ts';
import type { ConstantExpression } from '../wasm/model.ts';
import type { ObjectSource } from '../wasm/object-source.ts';
import type { DiagnosticCode } from './diagnostics.ts';
import { callsF, externref, f, funcref, isRefused, type Row } from './message-parts.fixture.ts';
import { type SmallObject, smallObject } from './small-object.fixture.ts';
import { noParameters, probe, slotOf, value } from './small-parts.fixture.ts';

const text = new TextEncoder().encode('a text');
/** A module as one links it, without the section for linkers. */
const finished = encodeModule({
  types: [noParameters],
  functions: [0],
  exports: [{ name: 'f', kind: 'function', index: 0 }],
  bodies: [Uint8Array.of(0, 0x0b)],
});

/** An object with a function in its table, at this place. */
const withElementsAt = (offset: ConstantExpression): SmallObject => ({
  functions: [probe([...slotOf('f')]), value('f', 1)],
  change: (source) => ({
    ...source,
    elements: [{ flags: 0, tableIndex: 0, offset, elementType: 0x70, functions: [0], expressions: [] }],
  }),
});

export const commandLine = {
  'unknown-argument': [
    isRefused('an option that is none', '--nonsense', ['unknown-argument', /^unknown argument: --nonsense$/]),
  ],
  'missing-argument': [
    {
      name: 'a last option without its value',
      objects: [f],
      args: 'a.o --export',
      nowhere: true,
      differs: 'wasm-ld gets -o, which it takes for the value',
      refused: [['missing-argument', /^--export: missing argument$/]],
    },
  ],
  'unknown-value': [
    isRefused('an architecture that is none', '-m arm', ['unknown-value', /^invalid target architecture: arm$/]),
    isRefused('a policy that is none', '--unresolved-symbols=some', [
      'unknown-value',
      /^unknown --unresolved-symbols value: some$/,
    ]),
    isRefused('a build id that is none', '--build-id=md5', ['unknown-value', /^unknown --build-id style: md5$/]),
  ],
  'bad-number': [
    isRefused('a size that is no number', '--max-memory=much', [
      'bad-number',
      /^--max-memory=much: number expected, but got 'much'$/,
    ]),
    isRefused('a stack size that is no number', '-z stack-size=big', ['bad-number', /^invalid stack-size: big$/]),
  ],
  'bad-hexadecimal': [
    isRefused('a build id that is not hexadecimal', '--build-id=0xyz', [
      'bad-hexadecimal',
      /^not a hexadecimal value: yz$/,
    ]),
  ],
  'incompatible-options': [
    isRefused('--import-table and --export-table', '--import-table --export-table', [
      'incompatible-options',
      /may not be used together$/,
    ]),
    isRefused('--compress-relocations with names', '--compress-relocations', [
      'incompatible-options',
      /^--compress-relocations is incompatible with/,
    ]),
    isRefused(
      '-r with --gc-sections and --global-base',
      '-r --gc-sections --global-base=8',
      ['incompatible-options', /--gc-sections/],
      ['incompatible-options', /--global-base/],
    ),
    isRefused('--global-base in a PIE', '-pie --experimental-pic --global-base=8', [
      'incompatible-options',
      /^--global-base may not be used with -shared\/-pie$/,
    ]),
    isRefused('--max-memory with --no-growable-memory', '--max-memory=65536 --no-growable-memory', [
      'incompatible-options',
      /^--max-memory is incompatible with --no-growable-memory$/,
    ]),
  ],
  'missing-output-file': [
    {
      name: 'no -o',
      objects: [f],
      nowhere: true,
      differs: 'wasm-ld gets -o',
      refused: [['missing-output-file', /^no output file specified$/]],
    },
  ],
  'nested-start-lib': [
    isRefused('--start-lib in --start-lib', '--start-lib --start-lib a.o --end-lib', [
      'nested-start-lib',
      /^nested --start-lib$/,
    ]),
  ],
  'stray-end-lib': [isRefused('--end-lib alone', 'a.o --end-lib', ['stray-end-lib', /^stray --end-lib$/])],
  'unknown-z-option': [
    {
      name: 'a -z that is none',
      objects: [f],
      args: '-z now',
      warned: [['unknown-z-option', /^unknown -z value: now$/]],
    },
  ],
  'response-file': [
    {
      name: 'a response file in itself',
      objects: [f],
      files: { 'self.rsp': '@self.rsp' },
      args: 'a.o @self.rsp',
      differs: 'wasm-ld prints the whole path',
      refused: [
        ['response-file', /^recursive expansion of: 'self\.rsp'$/],
        ['cannot-open-file', /^cannot open @self\.rsp: No such file/],
      ],
    },
  ],
  'unstable-feature': [
    {
      name: '-pie',
      objects: [f],
      args: '-pie',
      warned: [['unstable-feature', /^creating PIEs, with -pie, is not yet stable$/]],
    },
    {
      name: '-shared',
      objects: [f],
      args: '-shared',
      warned: [['unstable-feature', /^creating shared libraries, with -shared, is not yet stable$/]],
    },
  ],
  'useless-option': [
    {
      name: '-Bsymbolic',
      objects: [f],
      args: '-Bsymbolic',
      warned: [['useless-option', /-Bsymbolic is only meaningful/]],
    },
  ],
} as const satisfies Partial<Record<DiagnosticCode, readonly Row[]>>;

export const files = {
  'cannot-open-file': [
    isRefused('an input that is not there', 'a.o none.o', [
      'cannot-open-file',
      /^cannot open none\.o: No such file or directory$/,
    ]),
    isRefused('a list that is not there', '--allow-undefined-file=none.txt', [
      'cannot-open-file',
      /^cannot open none\.txt: No such file/,
    ]),
    {
      name: 'a member of a thin archive that is not there',
      objects: [callsF],
      files: { 'thin.a': encodeArchive({ thin: true, members: [{ name: 'gone.o', bytes: smallObject(f) }] }) },
      args: 'a.o thin.a',
      refused: [
        ['cannot-open-file', /^thin\.a: could not get the buffer for a child of the archive: 'gone\.o': No such file/],
      ],
    },
  ],
  'cannot-open-output': [
    isRefused('a map in a folder that is not there', '--Map=nowhere/map', [
      'cannot-open-output',
      /^cannot open map file nowhere\/map: No such file/,
    ]),
  ],
  'library-not-found': [
    isRefused('a library that is nowhere', 'a.o -lnone', ['library-not-found', /^unable to find library -lnone$/]),
  ],
  'no-input-files': [{ name: 'nothing', refused: [['no-input-files', /^no input files$/]] }],
  'unknown-file-type': [
    {
      name: 'text',
      files: { 'a.txt': 'text' },
      args: 'a.txt',
      refused: [['unknown-file-type', /^unknown file type: a\.txt$/]],
    },
    {
      name: 'text in an archive of which all is linked',
      differs: 'wasm-ld does not say in which file',
      files: { 'lib.a': encodeArchive({ members: [{ name: 'a.txt', bytes: text }] }) },
      args: '--whole-archive lib.a',
      refused: [
        ['unknown-file-type', /^lib\.a: archive member 'a\.txt' is neither Wasm object file nor LLVM bitcode$/],
      ],
    },
  ],
  'malformed-archive': [
    {
      name: 'an archive that is cut off',
      files: { 'lib.a': '!<arch>\nm0.o/' },
      args: 'lib.a',
      refused: [['malformed-archive', /^lib\.a: failed to parse archive: truncated or malformed archive/]],
    },
  ],
  'ignored-archive-member': [
    {
      name: 'text in an archive',
      objects: [f],
      files: { 'lib.a': encodeArchive({ members: [{ name: 'a.txt', bytes: text }] }) },
      args: 'a.o lib.a',
      warned: [['ignored-archive-member', /^lib\.a: archive member 'a\.txt' is neither/]],
    },
  ],
  'malformed-object': [
    {
      name: 'an object that is cut off',
      files: { 'a.o': smallObject(f).subarray(0, 60) },
      args: 'a.o',
      differs: 'it says where, and what was expected, in words of its own',
      refused: [['malformed-object', /^a\.o: /]],
    },
    {
      name: 'table entries at the place that a sum says',
      objects: [withElementsAt({ bytes: Uint8Array.of(0x41, 1, 0x41, 1, 0x6a, 0x0b), value: { kind: 'extended' } })],
      refused: [['malformed-object', /^a\.o: extended init exprs not supported$/]],
    },
    {
      name: 'table entries at a place that is no number',
      objects: [withElementsAt(f32Constant(0))],
      refused: [['malformed-object', /^a\.o: invalid table elements$/]],
    },
  ],
  'too-many-entries': [
    {
      name: 'an object that has more entries than the link takes',
      objects: [callsF],
      options: { maximumEntries: 12 },
      differs: 'wasm-ld has no bound',
      refused: [['too-many-entries', /^a\.o: too many sections: more than 12 entries in all$/]],
    },
    {
      name: 'objects that have more together',
      objects: [callsF, f],
      options: { maximumEntries: 22 },
      differs: 'wasm-ld has no bound',
      refused: [['too-many-entries', /^b\.o: too many symbols: more than 22 entries in all$/]],
    },
    {
      name: 'a stub library',
      objects: [f],
      files: { 's.so': '#STUB\nx: y, z\n' },
      args: 'a.o s.so',
      options: { maximumEntries: 12 },
      differs: 'wasm-ld has no bound',
      refused: [['too-many-entries', /^s\.so: too many names: more than 12 entries in all$/]],
    },
    {
      name: 'a list of symbols beside an archive',
      objects: [f],
      members: [f],
      files: { 'lib.imports': 'x\ny\nz\n' },
      args: 'a.o lib.a',
      options: { maximumEntries: 12 },
      differs: 'wasm-ld has no bound',
      refused: [['too-many-entries', /^lib\.imports: too many names: more than 12 entries in all$/]],
    },
    {
      name: 'a member of an archive, once it is needed',
      objects: [callsF],
      members: [f, { functions: [value('g', 2)] }],
      args: '-u g',
      options: { maximumEntries: 26 },
      differs: 'wasm-ld has no bound',
      refused: [['too-many-entries', /^lib\.a\(m1\.o\): too many entries: more than 26 in all$/]],
    },
  ],
  'not-relocatable': [
    {
      name: 'a finished module',
      files: { 'a.wasm': finished },
      args: 'a.wasm',
      refused: [['not-relocatable', /^a\.wasm: not a relocatable wasm file$/]],
    },
  ],
  'unsupported-input': [
    {
      name: 'bitcode',
      files: { 'a.bc': Uint8Array.of(0x42, 0x43, 0xc0, 0xde) },
      args: 'a.bc',
      differs: 'there is no LTO here',
      refused: [['unsupported-input', /^a\.bc: is LLVM bitcode; linking it needs LTO/]],
    },
  ],
  'architecture-mismatch': [
    {
      name: 'a wasm64 object',
      objects: [{ ...f, is64: true }],
      refused: [['architecture-mismatch', /^a\.o: must specify -mwasm64/]],
    },
    {
      name: 'a wasm32 object among wasm64',
      objects: [f],
      args: '-mwasm64',
      refused: [['architecture-mismatch', /^a\.o: wasm32 object file can't be linked in wasm64 mode$/]],
    },
  ],
  'missing-table-symbol': [
    {
      name: 'one symbol for two tables',
      objects: [
        {
          tables: [
            { name: 't', type: externref },
            { name: 'u', type: externref },
          ],
          change: ({ linking, ...source }) => ({
            ...source,
            linking: { ...linking, symbols: linking.symbols!.slice(0, 1) },
          }),
        },
      ],
      refused: [
        [
          'missing-table-symbol',
          /^a\.o: expected one symbol table entry for each of the 2 table\(s\) present, but got 1 symbol\(s\) instead\.$/,
        ],
      ],
    },
    ...(['other', '__indirect_function_table'] as const).map((name) => ({
      name: `an imported table ${name} of references without a symbol`,
      objects: [
        {
          functions: [value('f', 1)],
          change: (source: ObjectSource): ObjectSource => ({
            ...source,
            imports: [
              ...(source.imports ?? []),
              { module: 'env', field: name, kind: 'table', table: name === 'other' ? funcref : externref },
            ],
          }),
        },
      ],
      refused: [
        [
          'missing-table-symbol',
          new RegExp(`^a\\.o: table import ${name} is missing a symbol table entry\\.$`),
        ] as const,
      ],
    })),
    {
      name: 'a table of its own without a symbol',
      objects: [
        {
          tables: [{ name: 't', type: externref }],
          change: ({ linking, ...source }) => ({ ...source, linking: { ...linking, symbols: [] } }),
        },
      ],
      refused: [
        [
          'missing-table-symbol',
          /^a\.o: unexpected table definition\(s\) without corresponding symbol-table entries\.$/,
        ],
      ],
    },
  ],
} as const satisfies Partial<Record<DiagnosticCode, readonly Row[]>>;
