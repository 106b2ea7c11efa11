/** Relocations: each kind both ways, and what is refused in whose words. */
import { describe, expect, test } from 'vitest';
import { i32Constant } from './constant-expressions.ts';
import { decodeObject } from './decode.ts';
import { encodeObject } from './encode.ts';
import { SymbolFlag, type SymbolKind } from './model.ts';
import type { ObjectSource, RelocationAt, RelocationSource } from './object-source.ts';
import { ByteReader } from './reader.ts';
import { type RelocationKind, relocationKindNamed, relocationKinds } from './relocation-kinds.ts';
import { decodeRelocations } from './relocation-sections.ts';
import type { RelocationList } from './relocations.ts';
import { ByteWriter } from './writer.ts';

const bodySize = 300;
const kinds: readonly SymbolKind[] = ['function', 'data', 'global', 'section', 'tag', 'table'];
const { Undefined, BindingLocal, ExplicitName } = SymbolFlag;
const globalType = { valueType: 0x7f, mutable: true };
const tableType = { elementType: 0x70, limits: { flags: 0, minimum: 0n } };

/** Symbol i is of kind i; one function with a body of 300 bytes, its size written in two; two data segments; one type. */
const base: ObjectSource = {
  types: [{ parameters: [], results: [] }],
  imports: [
    { module: 'env', field: 'f', kind: 'function', typeIndex: 0 },
    { module: 'env', field: 'g', kind: 'global', global: globalType },
    { module: 'env', field: 't', kind: 'table', table: tableType },
    { module: 'env', field: 'e', kind: 'tag', typeIndex: 0 },
  ],
  functions: [0],
  bodies: [new Uint8Array(bodySize)],
  data: [0, 1].map(() => ({ flags: 0, memoryIndex: 0, offsetExpression: i32Constant(0), bytes: new Uint8Array(16) })),
  customs: [{ name: '.debug_line', content: new Uint8Array(20) }],
  linking: {
    symbols: kinds.map((kind) => ({
      kind,
      flags: kind === 'section' ? BindingLocal : Undefined | ExplicitName,
      name: `a_${kind}`,
      index: 0,
      offset: 0,
      size: 0,
      ...(kind === 'section' ? { section: { custom: 0 } } : {}),
    })),
  },
};

const kindNamed = (name: string): RelocationKind => relocationKindNamed(name)!;
const at = (name: string, offset: number, index: number, addend = 0n, item = 0): RelocationAt => ({
  kind: kindNamed(name),
  item,
  offset,
  index,
  addend,
});

/** The list of the section that the only group is about. */
function decode(...groups: RelocationSource[]): RelocationList {
  const { sections } = decodeObject(encodeObject({ ...base, relocations: groups }));
  return sections.find(({ relocations }) => relocations.length > 0)!.relocations;
}

function refuse(message: string, ...groups: RelocationSource[]): void {
  expect(() => decode(...groups)).toThrow(expect.objectContaining({ name: 'DecodeError', message }));
}

describe('every kind', () => {
  const indexOf = ({ target }: RelocationKind): number => (target === 'type' ? 0 : kinds.indexOf(target));

  test.each(relocationKinds)('$name comes back, with the widest addend it can have', (kind) => {
    const addends = kind.addend64
      ? [2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n, -5n]
      : [2n ** 31n - 1n, -(2n ** 31n), 64n, -5n];
    for (const addend of kind.hasAddend ? addends : [0n]) {
      const list = decode({ of: 'code', entries: [{ kind, item: 0, offset: 7, index: indexOf(kind), addend }] });
      // The count of bodies takes a byte, the size of the body two.
      expect([...list]).toEqual([{ kind, offset: 1 + 2 + 7, index: indexOf(kind), addend }]);
      expect(list.addends[0]).toBe(Number(addend));
    }
  });

  test.each(relocationKinds)('$name must fit into its section', (kind) => {
    const last = bodySize - kind.width;
    const entry = (offset: number): RelocationAt => ({ kind, item: 0, offset, index: indexOf(kind), addend: 0n });
    expect(decode({ of: 'code', entries: [entry(last)] })).toHaveLength(1);
    refuse('invalid relocation offset', { of: 'code', entries: [entry(last + 1)] });
  });

  test.each(relocationKinds)('$name refuses the other kinds of symbol', (kind) => {
    if (kind.target === 'type') return;
    for (const [index, symbolKind] of kinds.entries()) {
      const group: RelocationSource = { of: 'code', entries: [{ kind, item: 0, offset: 0, index, addend: 0n }] };
      const got = kind.name === 'R_WASM_GLOBAL_INDEX_LEB' && ['function', 'data'].includes(symbolKind);
      if (symbolKind === kind.target || got) expect(decode(group)).toHaveLength(1);
      else
        refuse(
          `invalid ${kind.target} relocation: ${symbolKind === 'section' ? '.debug_line' : `a_${symbolKind}`}`,
          group,
        );
    }
  });
});

describe('places', () => {
  test('are told relative to a body, a payload, or a section, and written from the start of the section', () => {
    const offsets = (group: RelocationSource): number[] => [...decode(group).offsets];
    expect(
      offsets({ of: 'data', entries: [at('MEMORY_ADDR_I32', 2, 1, 0n, 1), at('MEMORY_ADDR_I32', 0, 1, 0n, 0)] }),
    ).toEqual([6, 6 + 16 + 5 + 2]);
    expect(offsets({ of: { custom: 0 }, entries: [at('SECTION_OFFSET_I32', 16, 3)] })).toEqual([16]);
    const { item: _, ...withoutItem } = at('TYPE_INDEX_LEB', 4, 0);
    expect(offsets({ of: 'code', entries: [withoutItem] })).toEqual([4]);
  });

  test('that do not ascend are refused, within a section and from one to the next', () => {
    const entries = [at('TYPE_INDEX_LEB', 9, 0), at('TYPE_INDEX_LEB', 8, 0)];
    expect([...decode({ of: 'code', entries }).offsets]).toEqual([11, 12]);
    refuse('relocations not in offset order', { of: 'code', entries, keepOrder: true });
    refuse(
      'relocations not in offset order',
      ...entries.map((entry): RelocationSource => ({ of: 'code', entries: [entry] })),
    );
  });

  test('of one section may be spread over several reloc sections', () => {
    const wide = 2n ** 60n + 1n;
    const groups = [
      { of: 'code', entries: [at('MEMORY_ADDR_LEB64', 8, 1, wide)] },
      { of: 'code', entries: [] },
      { of: 'code', entries: [at('TYPE_INDEX_LEB', 8, 0), at('MEMORY_ADDR_LEB64', 30, 1, -wide)] },
    ] as const;
    expect([...decode(...groups)].map(({ offset, addend }) => [offset, addend])).toEqual([
      [11, wide],
      [11, 0n],
      [33, -wide],
    ]);
  });
});

describe('refused', () => {
  test.each([
    [
      'invalid relocation type: 27',
      { of: 'code', entries: [{ ...at('TYPE_INDEX_LEB', 0, 0), kind: { ...kindNamed('TYPE_INDEX_LEB'), code: 27 } }] },
    ],
    ['invalid relocation type index: a_data', { of: 'code', entries: [at('TYPE_INDEX_LEB', 0, 1)] }],
    ['invalid relocation type index: 6', { of: 'code', entries: [at('TYPE_INDEX_LEB', 0, 6)] }],
    ['invalid function relocation: 6', { of: 'code', entries: [at('FUNCTION_INDEX_LEB', 0, 6)] }],
    ['invalid section index', { of: { index: 99 }, entries: [] }],
    ['LEB is outside Varint32 range', { of: 'code', entries: [at('MEMORY_ADDR_LEB', 0, 1, 2n ** 31n)] }],
  ] as const)('%s', (message, group) => {
    refuse(message, group);
  });
});

describe('LEBs of any length', () => {
  const widths = [1, 2, 3, 4, 5];
  const offsetAt = (i: number) => i * 123_457;
  const indexAt = (i: number) => i * 163;
  /** A section about section 0: entries of `FUNCTION_INDEX_LEB` whose offset and index take at least so many bytes. */
  const section = (rows: readonly (readonly [offsetBytes: number, indexBytes: number])[]): Uint8Array => {
    const writer = new ByteWriter().uleb(0).uleb(rows.length);
    for (const [i, [offsetBytes, indexBytes]] of rows.entries())
      writer.uleb(0).uleb(offsetAt(i), offsetBytes).uleb(indexAt(i), indexBytes);
    return writer.finish();
  };
  const decodeBytes = (bytes: Uint8Array, size = bytes.length): RelocationList =>
    decodeRelocations(new ByteReader(bytes, 0, size), {
      sections: [{ size: 1 << 22 }],
      symbols: [],
      symbolCodes: new Uint8Array(1 << 12),
      typeCount: 0,
    }).list;

  test('are read alike, wherever the section ends', () => {
    const rows = widths.flatMap((offsetBytes) => widths.map((indexBytes) => [offsetBytes, indexBytes] as const));
    for (const order of [rows, rows.toReversed()]) {
      const { offsets, indices } = decodeBytes(section(order));
      expect([...indices]).toEqual(rows.map((_, i) => indexAt(i)));
      expect([...offsets]).toEqual(rows.map((_, i) => offsetAt(i)));
    }
  });

  test.each([
    ['offset', [0, 0x80, 0x80, 0x80, 0x80, 0x10, 0]],
    ['index', [0, 0, 0x80, 0x80, 0x80, 0x80, 0x10]],
  ])('of five bytes may have 32 bits and no more: %s', (_, entry) => {
    const rest = [0, 1, 0, 0, 1, 0];
    expect(() => decodeBytes(Uint8Array.from([0, 3, ...entry, ...rest]))).toThrow('LEB is outside Varuint32 range');
  });

  test('are not looked for behind the section', () => {
    const bytes = Uint8Array.from([0x80, 0x80, 0x80, 0x80, 0, 1, 0, 0x80, 0, ...new Array(9).fill(0)]);
    expect(() => decodeBytes(bytes, 9)).toThrow('malformed uleb128, extends past end');
  });

  test.each(widths)('are refused when they take six bytes, %d bytes before the end', (left) => {
    for (const row of [
      [6, 1],
      [1, 6],
    ] as const)
      expect(() => decodeBytes(section([row, ...new Array(left).fill([1, 1])]))).toThrow(
        'LEB is outside Varuint32 range',
      );
  });
});
