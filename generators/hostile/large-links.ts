/**
 * Links whose input is as large as one wants, each large in one way: sections, symbols, relocations, members, names, one
 * giant name, arguments, response files in response files. What grows with the square of one of these shows when the input
 * doubles. All of them are well-formed; most link, and some are refused for what there is too much of.
 * Not here: what is measured (`src/campaign/bench/bench-scaling.ts`), how large objects are written (`large-object.ts`).
 */
import { encodeArchive } from '../../src/wasm/encode-archive.ts';
import { ulebSize } from '../../src/wasm/leb128.ts';
import { SegmentFlag, SymbolFlag } from '../../src/wasm/model.ts';
import * as large from './large-object.ts';

export interface LargeLink {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly args: readonly string[];
}

export interface LargeShape {
  /** What there is much of. */
  readonly name: string;
  /** About `sizeBytes` of files; the same for the same size. */
  make(sizeBytes: number): LargeLink;
}

export const largeShapes: readonly LargeShape[] = [
  { name: 'mixed', make: (size) => one(mixedObject(size)) },
  ...objectsOfOneKind(),
  ...archives(),
  ...manyFiles(),
  ...commandLines(),
];

const utf8 = new TextEncoder();
const exportAll = ['--no-entry', '--export-all'] as const;

function one(bytes: Uint8Array, args: readonly string[] = exportAll): LargeLink {
  return { files: new Map([['a.o', bytes]]), args: ['a.o', ...args] };
}

const short = (i: number): string => i.toString(36);

/** A name of `length` characters that no other has. */
const long = (i: number, length: number): string => short(i).padStart(length, '_');

function objectsOfOneKind(): LargeShape[] {
  const shape = (name: string, make: (sizeBytes: number) => LargeLink): LargeShape => ({ name, make });
  return [
    shape('custom sections', (size) => one(largeWith(repeat(size / 10, (i) => large.custom(short(i), byte))))),
    shape('one custom section', (size) => one(largeWith([large.custom('x', (to) => to.raw(new Uint8Array(size)))]))),
    shape('types', (size) => one(largeWith([large.listed(1, size / 6, uniqueType)]))),
    shape('imports', (size) => one(importing(Math.floor(size / 18)))),
    shape('exports', (size) => one(exporting(Math.floor(size / 9)))),
    shape('globals', (size) => one(globals(Math.floor(size / 12)), [...exportAll, '--no-check-features'])),
    shape('functions', (size) => one(functionsWithNames(Math.floor(size / 12), 1, short))),
    shape('aliases of a function', (size) => one(functionsWithNames(Math.floor(size / 8), Number.MAX_VALUE, short))),
    shape('dead functions', (size) => one(functionsWithNames(Math.floor(size / 12), 1, short), ['--no-entry'])),
    shape('undefined functions', (size) => one(undefinedFunctions(Math.floor(size / 24)), ['--no-entry'])),
    shape('undefined functions allowed', (size) =>
      one(undefinedFunctions(Math.floor(size / 24)), [...exportAll, '--allow-undefined']),
    ),
    shape('one function body', (size) => one(oneBody(size))),
    shape('calls', (size) => one(calls(Math.floor(size / 10)))),
    shape('long call chain', (size) => one(callChain(Math.floor(size / 28)), ['--no-entry', '--export=0'])),
    shape('data symbols', (size) => one(dataSymbols(Math.floor(size / 12)))),
    shape('segments', (size) => one(segments(Math.floor(size / 16), '.d'))),
    shape('segments of many names', (size) => one(segments(Math.floor(size / 20), '.data.'))),
    shape('pointers', (size) => one(pointers(Math.floor(size / 12)))),
    shape('pointers in a module that is moved', (size) =>
      one(pointers(Math.floor(size / 12)), ['-shared', '--experimental-pic', '--no-gc-sections']),
    ),
    shape('merged strings', (size) => one(strings(size))),
    shape('strings that are suffixes of each other', (size) => one(suffixes(size), [...exportAll, '-O2'])),
    shape('groups', (size) => one(groups(Math.floor(size / 16)))),
    shape('constructors', (size) => one(constructors(Math.floor(size / 4)))),
    shape('table elements', (size) => one(elements(Math.floor(size / 2)))),
    shape('names in a name section', (size) => one(namedFunctions(Math.floor(size / 16)))),
    shape('target features', (size) => one(features(Math.floor(size / 8)))),
    shape('producers', (size) => one(producers(Math.floor(size / 14)))),
    ...nameShapes(),
  ];
}

/** Names that are printed: what they stand for may be far longer than they are. */
function nameShapes(): LargeShape[] {
  const named = (name: string, nameOf: (i: number) => string): LargeShape => ({
    name,
    make: (size) => one(functionsWithNames(Math.floor(size / (nameOf(0).length + 10)), 1, nameOf)),
  });
  const giant = (name: string, nameOf: (length: number) => string): LargeShape => ({
    name,
    make: (size) => one(functionsWithNames(1, 1, () => nameOf(size))),
  });
  return [
    named('mangled names', (i) => `_ZN3foo3barI${long(i, 12).length}${long(i, 12)}EEvv`),
    named('mangled names that print long', (i) => mangledDoubling(i)),
    named('Rust names', (i) => `_RNvC${long(i, 12).length}${long(i, 12)}3foo`),
    giant('one name', (length) => 'n'.repeat(length)),
    giant('one mangled name', (length) => `_Z1f${'i'.repeat(length)}`),
    giant('one nested mangled name', (length) => `_Z1f${'P'.repeat(length)}i`),
    giant('one Rust name', (length) => `_RNv${'Nt'.repeat(length / 2)}C3foo`),
    giant('one D name', (length) => `_D${'3foo'.repeat(length / 4)}`),
  ];
}

/** Each argument is a pair of the one before. */
function mangledDoubling(i: number): string {
  const unique = long(i, 10);
  const pairs = ['1PIS_S_E', '1QIS0_S0_E', '1RIS2_S2_E', '1TIS4_S4_E', '1UIS6_S6_E', '1VIS8_S8_E'];
  return `_Z${unique.length}${unique}1A${pairs.join('')}`;
}

const byte = (to: { u8(value: number): unknown }): void => void to.u8(0);

function repeat<Item>(count: number, make: (i: number) => Item): Item[] {
  return Array.from({ length: Math.floor(count) }, (_, i) => make(i));
}

/** Without symbols. Most sections stand before `linking`; those that tell of tools and features, behind it. */
function largeWith(before: readonly large.LargeSection[], behind: readonly large.LargeSection[] = []): Uint8Array {
  return large.largeObject([...before, large.linking(), ...behind]);
}

/** Four digits of seven bits, as four parameter types of three kinds would not be enough: the results count too. */
const uniqueType: large.WriteEntry = (to, i) => {
  const digits = i.toString(4).padStart(1, '0');
  to.u8(0x60).uleb(digits.length);
  for (let at = 0; at < digits.length; at++) to.u8(0x7f - Number(digits[at]));
  to.uleb(0);
};

function globals(count: number): Uint8Array {
  return large.largeObject([
    large.importedMemory,
    large.listed(6, count, (to) => to.u8(0x7f).u8(0).u8(0x41).u8(0).u8(0x0b)),
    large.linking(large.symbols(count, (to, i) => to.u8(2).uleb(0).uleb(i).name(short(i)))),
  ]);
}

function importing(count: number): Uint8Array {
  return large.largeObject([
    large.oneType,
    large.listed(2, count, (to, i) => to.name('env').name(short(i)).u8(0).uleb(0)),
    large.linking(large.symbols(count, (to, i) => to.u8(0).uleb(SymbolFlag.Undefined).uleb(i))),
  ]);
}

function exporting(count: number): Uint8Array {
  return large.largeObject([
    large.oneType,
    large.importedMemory,
    large.section(3, (to) => to.uleb(1).uleb(0)),
    large.listed(7, count, (to, i) => to.name(short(i)).u8(0).uleb(0)),
    large.section(10, (to) => to.uleb(1).uleb(2).u8(0).u8(0x0b)),
    large.linking(large.symbols(1, (to) => large.functionSymbol(to, 'f', 0))),
  ]);
}

/** `perFunction` names for each. */
function functionsWithNames(count: number, perFunction: number, nameOf: (i: number) => string): Uint8Array {
  return large.largeObject([
    large.oneType,
    large.importedMemory,
    ...large.functions(Math.max(1, Math.ceil(count / perFunction))),
    large.linking(large.symbols(count, (to, i) => large.functionSymbol(to, nameOf(i), Math.floor(i / perFunction)))),
  ]);
}

/** Each is called once, so that each is asked for. */
function undefinedFunctions(count: number): Uint8Array {
  return large.largeObject([
    large.oneType,
    large.listed(2, count, (to, i) => to.name('env').name(short(i)).u8(0).uleb(0)),
    large.section(3, (to) => to.uleb(1).uleb(0)),
    codeSection(callsBody(count)),
    large.linking(
      large.symbols(count + 1, (to, i) =>
        i === 0
          ? large.functionSymbol(to, 'caller', count)
          : to
              .u8(0)
              .uleb(SymbolFlag.Undefined)
              .uleb(i - 1),
      ),
    ),
    large.sites({ ...callSites(count), index: 3, symbolOf: (i) => i + 1 }),
  ]);
}

/** No locals, a call in every six bytes, the end. */
function callsBody(count: number): Uint8Array {
  const body = new Uint8Array(2 + count * 6);
  for (let i = 0; i < count; i++) body.set([0x10, 0x80, 0x80, 0x80, 0x80, 0], 1 + i * 6);
  body[body.length - 1] = 0x0b;
  return body;
}

const codeSection = (body: Uint8Array): large.LargeSection =>
  large.section(10, (to) => to.uleb(1).uleb(body.length).raw(body));

/** Of the one body of `callsBody`. */
const callSites = (count: number) => ({
  of: 'CODE' as const,
  kind: 'FUNCTION_INDEX_LEB',
  count,
  first: 1 + ulebSize(2 + count * 6) + 2,
  step: 6,
});

function calls(count: number): Uint8Array {
  return large.largeObject([
    large.oneType,
    large.importedMemory,
    large.section(3, (to) => to.uleb(1).uleb(0)),
    codeSection(callsBody(count)),
    large.linking(large.symbols(1, (to) => large.functionSymbol(to, 'f', 0))),
    large.sites({ ...callSites(count), index: 3, symbolOf: () => 0 }),
  ]);
}

/** One call in each of `count` functions that are behind one another in section 3. */
const callOfEach = (count: number) => ({
  of: 'CODE' as const,
  kind: 'FUNCTION_INDEX_LEB',
  index: 3,
  count,
  first: ulebSize(count) + 3,
  step: 9,
});

/** Each function calls the next, the last itself. */
function callChain(count: number): Uint8Array {
  return large.largeObject([
    large.oneType,
    large.importedMemory,
    large.listed(3, count, (to) => to.uleb(0)),
    large.listed(10, count, (to) => to.uleb(8).raw(callsBody(1))),
    large.linking(large.symbols(count, (to, i) => large.functionSymbol(to, short(i), i))),
    large.sites({ ...callOfEach(count), symbolOf: (i) => Math.min(i + 1, count - 1) }),
  ]);
}

function oneBody(size: number): Uint8Array {
  const body = new Uint8Array(size).fill(1);
  body[0] = 0;
  body[size - 1] = 0x0b;
  return large.largeObject([
    large.oneType,
    large.importedMemory,
    large.section(3, (to) => to.uleb(1).uleb(0)),
    codeSection(body),
    large.linking(large.symbols(1, (to) => large.functionSymbol(to, 'f', 0))),
  ]);
}

const namedSegments = (count: number, nameOf: (i: number) => string, flags = 0) =>
  large.segmentNames(count, (to, i) => to.name(nameOf(i)).uleb(0).uleb(flags));

function dataSymbols(count: number): Uint8Array {
  return large.largeObject([
    large.importedMemory,
    large.segments(1, new Uint8Array(count)),
    large.linking(
      large.symbols(count, (to, i) => large.dataSymbol(to, short(i), 0, i)),
      namedSegments(1, () => '.data'),
    ),
  ]);
}

function segments(count: number, name: string): Uint8Array {
  const nameOf = (i: number) => (name.endsWith('.') ? `.x${short(i)}` : name);
  return large.largeObject([
    large.importedMemory,
    large.segments(count, Uint8Array.of(1)),
    large.linking(
      large.symbols(1, (to) => large.dataSymbol(to, 'd', 0)),
      namedSegments(count, nameOf, SegmentFlag.Retain),
    ),
  ]);
}

function pointers(count: number): Uint8Array {
  return large.largeObject([
    large.importedMemory,
    large.segments(1, new Uint8Array(count * 4)),
    large.linking(
      large.symbols(count >> 4, (to, i) => large.dataSymbol(to, short(i), 0, i * 4, 4)),
      namedSegments(1, () => '.data'),
    ),
    large.sites({
      of: 'DATA',
      kind: 'MEMORY_ADDR_I32',
      index: 1,
      count,
      first: 5 + ulebSize(count * 4),
      step: 4,
      symbolOf: (i) => i % (count >> 4),
    }),
  ]);
}

function stringSegment(content: Uint8Array): Uint8Array {
  return large.largeObject([
    large.importedMemory,
    large.segments(1, content),
    large.linking(
      large.symbols(1, (to) => large.dataSymbol(to, 's', 0)),
      namedSegments(1, () => '.rodata.str', SegmentFlag.Strings | SegmentFlag.Retain),
    ),
  ]);
}

const strings = (size: number): Uint8Array =>
  stringSegment(utf8.encode(repeat(size / 8, (i) => `${long(i, 7)}\0`).join('')));

/** 1 to n letters: as long as they are, each but the longest lies in another. */
function suffixes(size: number): Uint8Array {
  const longest = Math.floor(Math.sqrt(2 * size));
  return stringSegment(utf8.encode(repeat(longest, (i) => `${'s'.repeat(i)}\0`).join('')));
}

function groups(count: number): Uint8Array {
  return large.largeObject([
    large.oneType,
    large.importedMemory,
    ...large.functions(count),
    large.linking(
      large.symbols(1, (to) => large.functionSymbol(to, 'f', 0)),
      large.comdats(count, (to, i) => to.name(short(i)).uleb(0).uleb(1).uleb(1).uleb(i)),
    ),
  ]);
}

function constructors(count: number): Uint8Array {
  return large.largeObject([
    large.oneType,
    large.importedMemory,
    ...large.functions(1),
    large.linking(
      large.symbols(1, (to) => large.functionSymbol(to, 'f', 0)),
      large.initFunctions(count, (to, i) => to.uleb((i * 7) & 0x3fff).uleb(0)),
    ),
  ]);
}

function elements(count: number): Uint8Array {
  return large.largeObject([
    large.oneType,
    large.importedMemory,
    large.section(3, (to) => to.uleb(1).uleb(0)),
    large.section(4, (to) => to.uleb(1).u8(0x70).u8(0).uleb(0)),
    large.section(9, (to) => large.list(count, (entry) => entry.uleb(0))(to.uleb(1).uleb(0).u8(0x41).u8(1).u8(0x0b))),
    large.section(10, (to) => to.uleb(1).uleb(2).u8(0).u8(0x0b)),
    large.linking(
      large.symbols(2, (to, i) =>
        i === 0 ? large.functionSymbol(to, 'f', 0) : to.u8(5).uleb(0).uleb(0).name('table'),
      ),
    ),
  ]);
}

function namedFunctions(count: number): Uint8Array {
  return large.largeObject([
    large.oneType,
    large.importedMemory,
    ...large.functions(count),
    large.linking(large.symbols(1, (to) => large.functionSymbol(to, 'f', 0))),
    large.custom('name', (to) =>
      to.section(
        1,
        5,
        large.list(count, (entry, i) => entry.uleb(i).name(short(i))),
      ),
    ),
  ]);
}

const features = (count: number): Uint8Array =>
  largeWith(
    [],
    [
      large.custom(
        'target_features',
        large.list(count, (to, i) => to.u8(0x2b).name(short(i))),
      ),
    ],
  );

const producers = (count: number): Uint8Array =>
  largeWith(
    [],
    [
      large.custom('producers', (to) => {
        to.uleb(1).name('processed-by');
        large.list(count, (entry, i) => entry.name(short(i)).name('1'))(to);
      }),
    ],
  );

/** What compilers write, in their proportions: functions with names, calls between them, data with pointers, text. */
function mixedObject(size: number): Uint8Array {
  const count = Math.floor(size / 80);
  const nameOf = (i: number) => (i < count ? `_ZN4code${long(i, 8).length}${long(i, 8)}Ev` : `data_${short(i)}`);
  return large.largeObject([
    large.oneType,
    large.importedMemory,
    large.listed(3, count, (to) => to.uleb(0)),
    large.listed(10, count, (to) => to.uleb(8).raw(callsBody(1))),
    large.segments(count, Uint8Array.of(0, 0, 0, 0)),
    large.custom('.debug_str', (to) => to.raw(new Uint8Array(count * 4))),
    large.linking(
      large.symbols(count * 2, (to, i) =>
        i < count ? large.functionSymbol(to, nameOf(i), i) : large.dataSymbol(to, nameOf(i), i - count, 0, 4),
      ),
      namedSegments(count, () => '.data'),
    ),
    large.sites({ ...callOfEach(count), symbolOf: (i) => (i * 7) % count }),
    large.sites({
      of: 'DATA',
      kind: 'MEMORY_ADDR_I32',
      index: 4,
      count,
      first: ulebSize(count) + 5,
      step: 9,
      symbolOf: (i) => count + ((i * 5) % count),
    }),
  ]);
}

function archives(): LargeShape[] {
  const member = (i: number) => functionsWithNames(1, 1, () => short(i));
  const archived = (size: number, whole: boolean): LargeLink => {
    const members = repeat(size / 200, (i) => ({ name: `${short(i)}.o`, bytes: member(i) }));
    const bytes = encodeArchive({ members, symbolTable: true });
    return { files: new Map([['a.a', bytes]]), args: [...(whole ? ['--whole-archive'] : []), 'a.a', ...exportAll] };
  };
  return [
    { name: 'members', make: (size) => archived(size, true) },
    { name: 'members that nobody needs', make: (size) => archived(size, false) },
    { name: 'empty members', make: (size) => emptyMembers(Math.floor(size / 60)) },
    { name: 'symbols of an archive', make: (size) => archiveSymbols(Math.floor(size / 8)) },
  ];
}

function emptyMembers(count: number): LargeLink {
  const header = utf8.encode(`${'m/'.padEnd(48)}${'0'.padEnd(10)}\`\n`);
  const bytes = new Uint8Array(8 + count * header.length);
  bytes.set(utf8.encode('!<arch>\n'));
  for (let i = 0; i < count; i++) bytes.set(header, 8 + i * header.length);
  return { files: new Map([['a.a', bytes]]), args: ['a.a', ...exportAll] };
}

/** Of one member, which has one of them. */
function archiveSymbols(count: number): LargeLink {
  const members = [{ name: 'm.o', bytes: functionsWithNames(1, 1, () => 'f') }];
  const symbolTable = repeat(count, (i) => ({ name: short(i), member: 0 }));
  return { files: new Map([['a.a', encodeArchive({ members, symbolTable })]]), args: ['a.a', ...exportAll] };
}

function manyFiles(): LargeShape[] {
  const filled = (count: number, make: (i: number) => Uint8Array, ...args: string[]): LargeLink => {
    const files = new Map<string, Uint8Array>(repeat(count, (i) => [`${short(i)}.o`, make(i)]));
    const list = utf8.encode([...files.keys()].join('\n'));
    return { files: files.set('inputs.rsp', list), args: ['@inputs.rsp', ...exportAll, ...args] };
  };
  return [
    {
      name: 'objects',
      make: (size) => filled(size / 2000, (i) => functionsWithNames(100, 1, (k) => `${short(i)}_${k}`)),
    },
    {
      name: 'duplicate definitions',
      make: (size) => filled(2, () => functionsWithNames(Math.floor(size / 24), 1, short), '--error-limit=0'),
    },
    { name: 'stub library', make: (size) => one(utf8.encode(`#STUB\n${lines(size, (i) => `${short(i)}: f,g`)}`)) },
    {
      name: 'allowed names',
      make: (size) => ({
        files: new Map([
          ['a.o', functionsWithNames(1, 1, () => 'f')],
          ['names', utf8.encode(lines(size, short))],
        ]),
        args: ['a.o', '--no-entry', '--allow-undefined-file=names'],
      }),
    },
  ];
}

function lines(size: number, line: (i: number) => string): string {
  const parts: string[] = [];
  for (let i = 0, length = 0; length < size; i++) {
    const part = `${line(i)}\n`;
    parts.push(part);
    length += part.length;
  }
  return parts.join('');
}

/** In a response file: a system's own bound on a command line is far lower. */
function commandLines(): LargeShape[] {
  const object = functionsWithNames(1, 1, () => 'f');
  const told = (name: string, line: (i: number) => string): LargeShape => ({
    name,
    make: (size) => ({
      files: new Map([
        ['a.o', object],
        ['all.rsp', utf8.encode(lines(size, line))],
      ]),
      args: ['a.o', '--no-entry', '@all.rsp'],
    }),
  });
  return [
    told('--export of names', (i) => `--export=${short(i)}`),
    told('--undefined names', (i) => `-u ${short(i)}`),
    told('--wrap of names', (i) => `--wrap=${short(i)}`),
    told('--trace-symbol of names', (i) => `-y${short(i)}`),
    told('libraries and search paths', (i) => `-l${short(i)} -L${short(i)}`),
    told('missing files', (i) => `${short(i)}.o`),
    told('options', () => '--gc-sections --no-gc-sections'),
    told('unknown options', (i) => `--x${short(i)}`),
    told('one feature list', (i) => (i === 0 ? '--features=a' : `--features=${short(i)}`)),
    { name: 'one argument', make: (size) => quoted(object, `--export=${'n'.repeat(size)}`) },
    { name: 'response files in response files', make: (size) => chain(object, Math.floor(size / 240)) },
    { name: 'response files that name one often', make: (size) => fan(object, Math.floor(size / 6)) },
  ];
}

const quoted = (object: Uint8Array, text: string): LargeLink => ({
  files: new Map([
    ['a.o', object],
    ['all.rsp', utf8.encode(text)],
  ]),
  args: ['a.o', '--no-entry', '@all.rsp'],
});

/** Each names the next, and is long enough that a disk can hold as many as there are. */
function chain(object: Uint8Array, count: number): LargeLink {
  const files = new Map([['a.o', object]]);
  for (let i = 0; i < count; i++) files.set(`${short(i)}.rsp`, utf8.encode(`@${short(i + 1)}.rsp`.padEnd(240)));
  files.set(`${short(count)}.rsp`, utf8.encode('--no-entry'));
  return { files, args: ['a.o', '@0.rsp'] };
}

function fan(object: Uint8Array, count: number): LargeLink {
  const files = new Map([
    ['a.o', object],
    ['b.rsp', utf8.encode('--no-entry')],
  ]);
  return { files: files.set('all.rsp', utf8.encode('@b.rsp\n'.repeat(count))), args: ['a.o', '@all.rsp'] };
}
