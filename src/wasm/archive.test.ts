/** Archives: written and read back, refused in LLVM's words, and compared with what llvm-ar 19 writes when it is here. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ArchiveFormat, decodeArchive, isArchive } from './archive.ts';
import { decodeArchiveSymbols, encodeArchiveSymbols } from './archive-symbols.ts';
import { encodeModule, encodeObject } from './encode.ts';
import { archiveSymbolNames, encodeArchive } from './encode-archive.ts';
import { SymbolFlag } from './model.ts';
import { DecodeError } from './reader.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** An object that defines the names given, and has a local and an undefined symbol besides. */
function objectWith(...names: string[]): Uint8Array {
  const function_ = (name: string, flags: number, index: number) =>
    ({ kind: 'function', flags, name, index, offset: 0, size: 0 }) as const;
  return encodeObject({
    types: [{ parameters: [], results: [] }],
    imports: [{ module: 'env', field: 'undefined', kind: 'function', typeIndex: 0 }],
    functions: [0],
    bodies: [Uint8Array.of(0, 0x0b)],
    linking: {
      symbols: [
        function_('undefined', SymbolFlag.Undefined, 0),
        function_('local', SymbolFlag.BindingLocal, 1),
        ...names.map((name) => function_(name, SymbolFlag.BindingWeak, 1)),
      ],
    },
  });
}

const members = [
  { name: 'a.o', bytes: objectWith('one', 'two') },
  { name: 'exactly_15_ch.o', bytes: bytesOf('odd') },
  { name: 'sixteen_chars_.o', bytes: objectWith('three_more') },
  { name: 'a name with a space.o', bytes: bytesOf('even') },
  { name: 'a.o', bytes: new Uint8Array(0) },
];
const defined = [
  { name: 'one', member: 0 },
  { name: 'two', member: 0 },
  { name: 'three_more', member: 2 },
];
const formats: readonly ArchiveFormat[] = ['gnu', 'gnu64', 'bsd', 'darwin64'];

describe.each(formats)('a %s archive', (format) => {
  test('comes back with its members and the symbols they define', () => {
    const archive = decodeArchive(encodeArchive({ members, format }));
    expect(archive).toMatchObject({ format, thin: false });
    expect(archive.members.map(({ name, bytes }) => ({ name, bytes }))).toEqual(members);
    expect(archive.members.map(({ size }) => size)).toEqual(members.map(({ bytes }) => bytes.length));
    const position = (offset: number): number => archive.members.findIndex((member) => member.offset === offset);
    expect(archive.symbols!.map(({ name, memberOffset }) => ({ name, member: position(memberOffset) }))).toEqual(
      defined,
    );
  });

  test('may have no symbol table, or one that lies', () => {
    const bare = decodeArchive(encodeArchive({ members, format, symbolTable: false }));
    expect([bare.symbols, bare.format]).toEqual([undefined, format.startsWith('gnu') ? 'gnu' : 'bsd']);
    const lie = decodeArchive(encodeArchive({ members, format, symbolTable: [{ name: 'four', member: 4 }] }));
    expect(lie.symbols).toEqual([{ name: 'four', memberOffset: lie.members[4]!.offset }]);
  });

  test('may have no members', () => {
    expect(decodeArchive(encodeArchive({ members: [], format })).members).toEqual([]);
  });

  test('is an archive or a DecodeError after any truncation or corruption', () => {
    const bytes = encodeArchive({ members, format });
    for (let length = 0; length < bytes.length; length++) attempt(bytes.slice(0, length));
    for (let at = 0; at < bytes.length; at++) {
      for (const value of [0, 0x20, 0x2f, 0x39, 0xff]) attempt(bytes.with(at, value));
    }
  });
});

function attempt(bytes: Uint8Array): void {
  try {
    decodeArchive(bytes);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
  }
}

test.each(['bsd', 'darwin64'] as const)('payloads of %s begin at multiples of eight', (format) => {
  const list = Array.from({ length: 17 }, (_, i) => ({ name: 'n'.repeat(i + 1), bytes: bytesOf('x'.repeat(i)) }));
  for (const symbolTable of [false, true]) {
    const archive = decodeArchive(encodeArchive({ members: list, format, symbolTable }));
    expect(archive.members.map(({ bytes }) => bytes!.byteOffset % 8)).toEqual(list.map(() => 0));
    const atMost = (name: string) => 60 + name.length + 7;
    for (const [i, { offset, bytes }] of archive.members.entries())
      expect(bytes!.byteOffset - offset).toBeLessThanOrEqual(atMost(list[i]!.name));
  }
});

test.each(formats)('without symbols, %s has a table only where readers look for one', (format) => {
  const list = [{ name: 'a', bytes: bytesOf('no object') }];
  const { symbols } = decodeArchive(encodeArchive({ members: list, format }));
  expect(symbols).toEqual(format.startsWith('gnu') ? undefined : []);
});

test.each(['gnu', 'gnu64'] as const)('a thin archive of %s has its special members in it', (format) => {
  const thin = decodeArchive(encodeArchive({ members, format, thin: true }));
  expect(thin.members.map(({ name }) => name)).toEqual(members.map(({ name }) => name));
  expect(thin.symbols!.map(({ name }) => name)).toEqual(defined.map(({ name }) => name));
});

test('a thin archive has a path that it lists twice once', () => {
  const list = ['b/c.o', 'a.o', 'b/c.o'].map((name) => ({ name, bytes: bytesOf('x') }));
  expect(textOf(encodeArchive({ members: list, thin: true })).split('b/c.o/\n')).toHaveLength(2);
});

test('a header has zeros where it has nothing to say, but blanks in front of long names', () => {
  const text = textOf(
    encodeArchive({ members: [{ name: 'a_name_of_18_ch.o.', bytes: bytesOf('four') }], symbolTable: false }),
  );
  const blanks = (...fields: readonly string[]) =>
    fields.map((field, i) => field.padEnd([16, 12, 6, 6, 8, 10][i]!)).join('');
  expect(text.slice(8, 8 + 58)).toBe(blanks('//', '', '', '', '', '20'));
  expect(text.slice(8 + 60 + 20).slice(0, 58)).toBe(blanks('/0', '0', '0', '0', '644', '4'));
});

test('members are views of the archive', () => {
  const bytes = encodeArchive({ members });
  for (const member of decodeArchive(bytes).members) expect(member.bytes!.buffer).toBe(bytes.buffer);
});

test('a thin archive has names and sizes, and paths in its names', () => {
  const paths = [
    { name: 'sub/b.o', bytes: bytesOf('1234') },
    { name: 'a.o', bytes: bytesOf('1') },
    { name: 'sub/b.o', bytes: bytesOf('1234') },
  ];
  const archive = decodeArchive(encodeArchive({ members: paths, thin: true }));
  expect(archive.thin).toBe(true);
  expect(archive.members.map(({ name, size, bytes }) => [name, size, bytes])).toEqual([
    ['sub/b.o', 4, undefined],
    ['a.o', 1, undefined],
    ['sub/b.o', 4, undefined],
  ]);
});

test('the symbols of a member are those that it defines for others', () => {
  expect(archiveSymbolNames(objectWith('x', 'y'))).toEqual(['x', 'y']);
  expect(archiveSymbolNames(bytesOf('no object'))).toEqual([]);
  expect(archiveSymbolNames(encodeModule({}))).toEqual([]);
});

test('isArchive looks at the magic number', () => {
  expect(isArchive(bytesOf('!<arch>\n'))).toBe(true);
  expect(isArchive(bytesOf('!<thin>\n'))).toBe(true);
  expect(isArchive(bytesOf('!<arch>'))).toBe(false);
});

describe('names', () => {
  /** An archive of one member with the name field as given, and in front of it the member `//`. */
  const named = (field: string, longNames = '', content = 'x') => {
    const table =
      longNames === ''
        ? ''
        : `${'//'.padEnd(48)}${String(longNames.length).padEnd(10)}\`\n${longNames}${longNames.length % 2 === 0 ? '' : '\n'}`;
    return bytesOf(
      `!<arch>\n${table}${field.padEnd(16)}${''.padEnd(32)}${String(content.length).padEnd(10)}\`\n${content}\n`,
    );
  };
  test.each([
    ['a.o/', '', 'a.o'],
    ['a.o', '', 'a.o'],
    ['exactly_16_char_', '', 'exactly_16_char_'],
    ['/0', 'long_name.o/\n', 'long_name.o'],
    ['/5', 'b.o/\nlong/name.o/\n', 'long/name.o'],
    ['#a.o/', '', '#a.o'],
    ['/0', '/\n', ''],
  ])('%j with %j', (field, longNames, name) => {
    expect(decodeArchive(named(field, longNames)).members[0]!.name).toBe(name);
  });

  test.each([
    ['/9', 'a.o/\n\n', 'long name offset 9 past the end of the string table for archive member header at offset 74'],
    [
      '/x',
      'a.o/\n\n',
      "long name offset characters after the '/' are not all decimal numbers: 'x' for archive member header at offset 74",
    ],
    ...['1e3', '0x1', '-1'].map((digits): [string, string, string] => [
      `#1/${digits}`,
      '',
      `long name length characters after the #1/ are not all decimal numbers: '${digits}' for archive member header at offset 8`,
    ]),
    ['/4', 'a.o/', 'long name offset 4 past the end of the string table for archive member header at offset 72'],
    ['/0', 'a.o\n', 'string table at long name offset 0not terminated'],
    ...['/1x', '/x1', '/\x1f'].map((field): [string, string, string] => [
      field,
      'a.o/',
      `long name offset characters after the '/' are not all decimal numbers: '${field.slice(1).replace('\x1f', '\\x1F')}' for archive member header at offset 72`,
    ]),
    ['/0', 'a.o   ', 'string table at long name offset 0not terminated'],
    [
      '#1/x',
      '',
      "long name length characters after the #1/ are not all decimal numbers: 'x' for archive member header at offset 8",
    ],
    [
      '#1/3',
      '',
      'long name length: 3 extends past the end of the member or archive for archive member header at offset 8',
    ],
  ])('%j with %j is refused', (field, longNames, message) => {
    expect(() => decodeArchive(named(field, longNames))).toThrow(`truncated or malformed archive (${message})`);
  });
});

/** Members one behind the other, as they stand in a file. */
const assembled = (...parts: readonly (readonly [field: string, content: string])[]) =>
  Uint8Array.from(
    parts
      .map(([field, content]) => {
        const header = `${field.padEnd(48)}${String(content.length).padEnd(10)}\`\n`;
        return `${header}${content}${content.length % 2 === 0 ? '' : '\n'}`;
      })
      .join('')
      .replace(/^/, '!<arch>\n'),
    (character) => character.charCodeAt(0),
  );

test.each<[what: string, bytes: Uint8Array, names: readonly string[]]>([
  ['special names behind the first two', assembled(['a.o/', 'four'], ['/', 'four'], ['//', '']), ['a.o', '/', '//']],
  ['a name beyond ASCII', assembled(['\xc3\xbc/', 'four']), ['ü']],
  ['NULs within a name, and behind it', assembled(['#1/6', 'a\0b.o\0four']), ['a\0b.o']],
  ['a BSD name beyond the bound', assembled([`#1/4098`, `${'n'.repeat(4098)}x`]), ['n'.repeat(4096)]],
  ['a GNU name at the bound', assembled(['//', `${'n'.repeat(4096)}/\n`], ['/0', '']), ['n'.repeat(4096)]],
])('names: %s', (_, bytes, names) => {
  expect(decodeArchive(bytes).members.map(({ name }) => name)).toEqual(names);
});

test.each<[message: string, bytes: Uint8Array]>([
  ['string table at long name offset 0not terminated', assembled(['//', `${'n'.repeat(4097)}/\n`], ['/0', ''])],
  ['long name length: 4 extends past', assembled(['#1/4', 'name and more']).slice(0, 8 + 60 + 2)],
  [
    'offset to next archive member past the end of the archive after member a.o',
    assembled(['a.o/', 'odd']).slice(0, -1),
  ],
])('%s', (message, bytes) => expect(() => decodeArchive(bytes)).toThrow(message));

describe('what stands first tells the format', () => {
  const nothing = '\0'.repeat(16);
  test.each([
    ['__.SYMDEF', 'bsd', 'd/x.o'],
    ['__.SYMDEF SORTED', 'bsd', 'd/x.o'],
    ['__.SYMDEF_64', 'darwin64', 'd/x.o'],
    ['#1/20', 'darwin64', 'd/x.o'],
    ['/', 'gnu', 'd'],
    ['/SYM64/', 'gnu64', 'd'],
    ['d/x.o', 'gnu', 'd'],
  ])('%s: %s', (field, format, name) => {
    const content = field === '#1/20' ? `__.SYMDEF_64 SORTED\0${nothing}` : nothing;
    const archive = decodeArchive(assembled([field, content], ['d/x.o', 'four']));
    expect(archive).toMatchObject({ format, members: field === 'd/x.o' ? [{ name }, { name }] : [{ name }] });
    if (field !== 'd/x.o') expect(decodeArchive(assembled([field, content])).members).toEqual([]);
  });

  test.each([
    ['COFF archives are not supported', assembled(['/', nothing], ['/', nothing])],
    ['name contains a leading space', assembled(['__.SYMDEF', nothing], [' x.o', 'four'])],
    ['long name length: 5 extends past', assembled(['#1/5', 'four'], ['a.o/', 'four'])],
  ])('%s', (message, bytes) => expect(() => decodeArchive(bytes)).toThrow(message));
});

describe('symbol tables, a name each', () => {
  const word = (value: number) => String.fromCharCode(0, 0, 0, value);
  const little = (value: number) => String.fromCharCode(value, 0, 0, 0);
  test.each([
    ['/', `${word(1) + word(8)}n\0`, ['n']],
    ['/', `${word(1) + word(8)}\0`, ['']],
    ['__.SYMDEF', `${little(8) + little(0) + little(8) + little(2)}n\0`, ['n']],
    ['__.SYMDEF', `${little(8) + little(0) + little(8) + little(1)}\0`, ['']],
    ['__.SYMDEF', `${little(12) + little(0) + little(8) + little(0) + little(2)}n\0`, ['n']],
    ['__.SYMDEF', little(0) + little(0), []],
    ['/', '', []],
  ])('%s %j: %j', (field, content, names) => {
    expect(decodeArchive(assembled([field, content])).symbols!.map(({ name }) => name)).toEqual(names);
  });

  test.each([
    ['/', `${word(1) + word(8)}n`, 'name of symbol 0 is not terminated'],
    ['/', word(1) + word(8), 'name of symbol 0 is not terminated'],
    ['/', word(2) + word(8), '2 symbols do not fit in 8 bytes'],
    ['/', '\0\0', 'it ends too early'],
    ['__.SYMDEF', little(8) + little(0) + little(8), '8 bytes of symbols do not fit'],
    ['__.SYMDEF', `${little(8) + little(0) + little(8) + little(2)}nn`, 'name at 0 is not terminated'],
    ['__.SYMDEF', `${little(8) + little(9) + little(8) + little(2)}n\0`, 'name at 9 is not terminated'],
  ])('%s %j: %s', (field, content, message) => {
    const refusal = `truncated or malformed archive (symbol table: ${message})`;
    expect(() => decodeArchive(assembled([field, content]))).toThrow(refusal);
  });

  test.each(['gnu64', 'darwin64'] as const)('%s has offsets of more than 32 bits, and names with any mark', (form) => {
    const symbols = [{ name: '\ufeffn', memberOffset: 2 ** 33 + 5 }];
    const bytes = encodeArchiveSymbols(form, symbols);
    expect(decodeArchiveSymbols(bytes, { form, begin: 0, end: bytes.length })).toEqual(symbols);
  });

  test('a name begins with a mark of byte order', () => {
    const marked = [{ name: '\ufeffa.o', bytes: bytesOf('four') }];
    expect(decodeArchive(encodeArchive({ members: marked })).members[0]!.name).toBe(marked[0]!.name);
  });
});

describe('refused', () => {
  const whole = textOf(encodeArchive({ members: [{ name: 'a.o', bytes: bytesOf('four') }], symbolTable: false }));
  test.each([
    ['!<arch>', 'file too small to be an archive'],
    [
      whole.slice(0, 60),
      'truncated or malformed archive (remaining size of archive too small for next archive member header at offset 8)',
    ],
    [
      whole.slice(0, 70),
      'truncated or malformed archive (offset to next archive member past the end of the archive after member a.o)',
    ],
    [
      whole.replace('`\n', '`x'),
      'truncated or malformed archive (terminator characters in archive member "`x" not the correct "`\\n" values for the archive member header at offset 8)',
    ],
    [
      whole.replace(/4 ( *`)/, '4x$1'),
      "truncated or malformed archive (characters in size field in archive member header are not all decimal numbers: '4x' for the archive member header at offset 8)",
    ],
  ])('%j', (text, message) => {
    expect(() => decodeArchive(new Uint8Array(Buffer.from(text, 'latin1')))).toThrow(message);
  });

  test('a symbol table with more symbols than bytes', () => {
    const text = textOf(encodeArchive({ members, format: 'gnu' }));
    const at = text.indexOf('`\n') + 2;
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0)).with(at, 0xff);
    expect(() => decodeArchive(bytes)).toThrow(
      'truncated or malformed archive (symbol table: 4278190083 symbols do not fit',
    );
  });

  test.each([
    [12, 'accepted'],
    [13, 'names overlap'],
  ])('%d names of one character that share three bytes: %s', (count, verdict) => {
    const word = (value: number) => String.fromCharCode(value, 0, 0, 0);
    const table = `${word(8 * count)}${(word(1) + word(8)).repeat(count)}${word(3)}\0n\0`;
    const decode = () => decodeArchive(assembled(['__.SYMDEF', table]));
    if (verdict === 'accepted') expect(decode().symbols).toHaveLength(count);
    else expect(decode).toThrow(verdict);
  });

  test('a symbol table whose names overlap beyond measure', () => {
    const symbolTable = Array.from({ length: 50 }, () => ({ name: 'n'.repeat(50), member: 0 }));
    const bytes = encodeArchive({ members: members.slice(0, 1), format: 'bsd', symbolTable });
    const view = new DataView(bytes.buffer);
    const table = 8 + 60 + 12;
    // All names are made to begin at the first byte, and the first 2,000 bytes to be one name.
    for (let i = 0; i < 50; i++) view.setUint32(table + 4 + 8 * i, 0, true);
    bytes.fill(0x6e, table + 8 + 400, table + 8 + 400 + 2000);
    expect(() => decodeArchive(bytes)).toThrow('names overlap');
  });
});

test('members with any names and contents come back', () => {
  const member = fc.record({
    // In the GNU formats the blanks at the end of a short name cannot be told from padding.
    name: fc.string({ unit: fc.constantFrom(...'ab. é_'), maxLength: 30 }).map((name) => `${name}x`),
    bytes: fc.uint8Array({ maxLength: 9 }),
  });
  fc.assert(
    fc.property(fc.array(member), fc.constantFrom(...formats), (list, format) => {
      const archive = decodeArchive(encodeArchive({ members: list, format, symbolTable: false }));
      expect(archive.members.map(({ name, bytes }) => ({ name, bytes }))).toEqual(list);
    }),
  );
});

const tool = 'llvm-ar-19';
const hasTool = spawnSync(tool, ['--version']).status === 0;

describe.skipIf(!hasTool)(`archives of ${tool}${hasTool ? '' : ' (skipped: it is not on this machine)'}`, () => {
  const files = members
    .slice(0, 4)
    .map(({ name, bytes }, i) => ({ name: i === 2 ? 'sub/of a long name.o' : name, bytes }));
  const base = (name: string): string => name.slice(name.lastIndexOf('/') + 1);
  test.each([
    { format: 'gnu', flags: ['--format=gnu'] },
    { format: 'bsd', flags: ['--format=bsd'] },
    { format: 'gnu', flags: ['--format=gnu'], thin: true },
    { format: 'gnu', flags: ['--format=gnu'], symbolTable: false },
  ] as const)('%j', ({ format, flags, ...options }) => {
    const folder = mkdtempSync(join(tmpdir(), 'linksmith-archive-'));
    try {
      for (const { name, bytes } of files) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), bytes);
      }
      const thin = 'thin' in options;
      const mode = 'symbolTable' in options ? 'rcS' : 'rc';
      execFileSync(tool, [mode, ...(thin ? ['--thin'] : []), ...flags, 'x.a', ...files.map(({ name }) => name)], {
        cwd: folder,
      });
      const expected = new Uint8Array(readFileSync(join(folder, 'x.a')));
      const list = thin ? files : files.map(({ name, bytes }) => ({ name: base(name), bytes }));
      const encoded = encodeArchive({ members: list, format, ...options });
      expect(textOf(encoded)).toBe(textOf(expected));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
