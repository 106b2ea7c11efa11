/**
 * Each kind of relocation by the value that the linker writes at its site. A row is one site in a body, a segment or a
 * custom section, and the bytes that must stand there in the output. Every kind has a row.
 */
import { expect, test } from 'vitest';
import { engine } from '../observe/engine.ts';
import type { WasmModule } from '../wasm/model.ts';
import { relocationKinds } from '../wasm/relocation-kinds.ts';
import { ByteWriter } from '../wasm/writer.ts';
import { describeLinks, type LinkCase } from './link-case.fixture.ts';
import type { Site, SmallObject } from './small-object.fixture.ts';
import { i32 as constant, datum, noStrip, probe, retain, tls, tlsSegment, word } from './small-parts.fixture.ts';

type Bytes = readonly number[];

const uleb = (number: number, size = 5): Bytes => [...new ByteWriter().uleb(number, size).finish()];
const sleb = (number: number, size = 5): Bytes =>
  Array.from({ length: size }, (_, i) => Number((BigInt(number) >> BigInt(7 * i)) & 0x7fn) | (i < size - 1 ? 0x80 : 0));
const i32 = (number: number) => word(number) as Bytes;
const i64 = (number: number): Bytes =>
  Array.from({ length: 8 }, (_, i) => Number((BigInt(number) >> BigInt(8 * i)) & 0xffn));

interface SiteRow {
  readonly site: Site;
  readonly place: 'code' | 'data' | 'custom';
  /** Instructions around a site in code, so that the function is valid. */
  readonly before?: Bytes;
  readonly after?: Bytes;
  readonly object?: SmallObject;
  readonly args?: string;
  readonly bytes: Bytes;
}

const drop = 0x1a;
const wide: SmallObject = { is64: true };
const withThreads: SmallObject = { features: ['atomics', 'bulk-memory'] };
const threads = '--shared-memory --max-memory=131072';
const wideCode = { place: 'code', before: [0x42], after: [drop], object: wide } as const;
const code = { place: 'code', before: [0x41], after: [drop] } as const;

const rows: readonly SiteRow[] = [
  { site: ['FUNCTION_INDEX_LEB', 'f'], place: 'code', before: [0x10], bytes: uleb(1) },
  { ...code, site: ['TABLE_INDEX_SLEB', 'f'], bytes: sleb(1) },
  { ...code, site: ['TABLE_INDEX_SLEB', 'f'], args: '--table-base=64', bytes: sleb(64) },
  { site: ['TABLE_INDEX_I32', 'f'], place: 'data', args: '--table-base=300', bytes: i32(300) },
  { ...code, site: ['MEMORY_ADDR_LEB', 'd', 4], before: [0x41, 0, 0x28, 2], bytes: uleb(1028) },
  { ...code, site: ['MEMORY_ADDR_SLEB', 'd', -64], bytes: sleb(960) },
  { ...code, site: ['MEMORY_ADDR_SLEB', 'd', -1025], bytes: sleb(-1) },
  { site: ['MEMORY_ADDR_I32', 'd', 4], place: 'data', bytes: i32(1028) },
  { site: ['MEMORY_ADDR_I32', 'd', -1025], place: 'data', bytes: i32(-1) },
  {
    site: ['TYPE_INDEX_LEB', 1],
    place: 'code',
    before: [0x41, 0, 0x11],
    after: [0],
    object: { functionTable: 'symbol' },
    bytes: uleb(0),
  },
  { ...code, site: ['GLOBAL_INDEX_LEB', 'g'], before: [0x23], bytes: uleb(1) },
  { ...code, site: ['GLOBAL_INDEX_LEB', 'd'], before: [0x23], bytes: uleb(2) },
  { site: ['FUNCTION_OFFSET_I32', 'f', 2], place: 'custom', bytes: i32(9) },
  { site: ['SECTION_OFFSET_I32', '.debug_x', 3], place: 'custom', bytes: i32(5) },
  { site: ['TAG_INDEX_LEB', 'e'], place: 'code', before: [0x08], object: { tags: [{ name: 'e' }] }, bytes: uleb(0) },
  { ...code, site: ['MEMORY_ADDR_REL_SLEB', 'd', 4], bytes: sleb(1028) },
  { ...code, site: ['TABLE_INDEX_REL_SLEB', 'f'], args: '--table-base=64', bytes: sleb(0) },
  { site: ['GLOBAL_INDEX_I32', 'g'], place: 'custom', bytes: i32(1) },
  { ...wideCode, site: ['MEMORY_ADDR_LEB64', 'd', 4], before: [0x42, 0, 0x28, 2], bytes: uleb(1028, 10) },
  { ...wideCode, site: ['MEMORY_ADDR_SLEB64', 'd', -1025], bytes: sleb(-1, 10) },
  { site: ['MEMORY_ADDR_I64', 'd', -1025], place: 'data', object: wide, bytes: i64(-1) },
  { ...wideCode, site: ['MEMORY_ADDR_REL_SLEB64', 'd', 4], bytes: sleb(1028, 10) },
  { ...wideCode, site: ['TABLE_INDEX_SLEB64', 'f'], args: '--table-base=64', bytes: sleb(64, 10) },
  { site: ['TABLE_INDEX_I64', 'f'], place: 'data', object: wide, bytes: i64(1) },
  {
    ...code,
    site: ['TABLE_NUMBER_LEB', 'second'],
    before: [0x41, 0, 0x25],
    object: {
      tables: ['first', 'second'].map((name) => ({
        name,
        flags: noStrip,
        type: { elementType: 0x6f, limits: { flags: 0, minimum: 1n } },
      })),
    },
    bytes: uleb(1),
  },
  { ...code, site: ['MEMORY_ADDR_TLS_SLEB', 't', 4], object: withThreads, bytes: sleb(1032) },
  { ...code, site: ['MEMORY_ADDR_TLS_SLEB', 't', 4], object: withThreads, args: threads, bytes: sleb(8) },
  { site: ['FUNCTION_OFFSET_I64', 'f', 2], place: 'custom', object: wide, bytes: i64(9) },
  { site: ['MEMORY_ADDR_LOCREL_I32', 'd'], place: 'data', bytes: i32(-4) },
  { site: ['MEMORY_ADDR_LOCREL_I32', 'd', 100], place: 'data', bytes: i32(96) },
  { ...wideCode, site: ['TABLE_INDEX_REL_SLEB64', 'f'], bytes: sleb(0, 10) },
  {
    ...wideCode,
    site: ['MEMORY_ADDR_TLS_SLEB64', 't', 4],
    object: { ...wide, ...withThreads },
    args: threads,
    bytes: sleb(8, 10),
  },
  { site: ['FUNCTION_INDEX_I32', 'f'], place: 'custom', bytes: i32(1) },
];

/**
 * Of all rows: `f` is the second function, `d` lies at 1024, where its segment has the site 4 bytes on, `t` lies 4 bytes on
 * in the thread-local segment, and `g` follows the stack pointer.
 */
function objectOf({ site, place, before = [], after = [], object = {} }: SiteRow): SmallObject {
  const isTls = site[0].includes('TLS');
  const data = datum('d', [word(0), ...(place === 'data' ? [site] : [])], { flags: place === 'data' ? retain : 0 });
  const local = datum('t', [word(0), word(0)], {
    segment: '.tdata.t',
    flags: tlsSegment,
    symbols: [{ name: 't', offset: 4, flags: tls }],
  });
  return {
    functions: [
      probe(place === 'code' ? [before, site, after, ...constant(0)] : [...constant(0)]),
      { name: 'f', flags: noStrip },
    ],
    data: isTls ? [local] : [data],
    globals: [{ name: 'g', value: 6, flags: noStrip }],
    customs: place === 'custom' ? [{ name: '.debug_x', content: [[1], site] }] : [],
    ...object,
  };
}

/** The bytes at the site; `.debug_x` begins with two bytes of another object. */
function siteBytes(module: WasmModule, { place, before = [], bytes }: SiteRow): Bytes {
  const cut = (all: Uint8Array, begin: number) => [...all.subarray(begin, begin + bytes.length)];
  if (place === 'data') return cut(module.data[0]!.bytes, 4);
  if (place === 'custom') return cut(module.sections.find(({ name }) => name === '.debug_x')!.content, 3);
  const { index } = module.names!.functions.find(({ name }) => name === 'probe')!;
  const body = module.code[index]!;
  return cut(body.bytes, body.headerSize + 1 + before.length);
}

function caseOf(row: SiteRow): LinkCase {
  const is64 = row.object?.is64 === true;
  const [kind, target, addend] = row.site;
  const other: SmallObject = { is64, customs: [{ name: '.debug_x', content: [[7, 7]] }] };
  return {
    name: [kind, target, addend, row.args].filter((part) => part !== undefined).join(' '),
    objects: [other, objectOf(row)],
    args: [...(is64 ? ['-mwasm64'] : []), ...(row.args === undefined ? [] : [row.args])].join(' '),
    check: (module, _, { bytes }) => {
      expect(siteBytes(module, row)).toEqual(row.bytes);
      // The oldest Node knows no 64-bit memory.
      if (!is64) expect(engine.validate(Uint8Array.from(bytes))).toBe(true);
    },
  };
}

describeLinks('relocation sites', rows.map(caseOf));

test('every kind of relocation has a row', () => {
  const seen = new Set(rows.map(({ site }) => `R_WASM_${site[0]}`));
  expect(relocationKinds.map(({ name }) => name).filter((name) => !seen.has(name))).toEqual([]);
});
