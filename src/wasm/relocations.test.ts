/** A list of relocations: searched from both ends, and exact about addends that a double is not. */
import { describe, expect, test } from 'vitest';
import { relocationKindNamed } from './relocation-kinds.ts';
import { noRelocations, type Relocation, RelocationList } from './relocations.ts';

const kind = relocationKindNamed('MEMORY_ADDR_LEB64')!;
const at = (offset: number, addend = 0n): Relocation => ({ kind, offset, index: offset >>> 1, addend });

describe('lowerBound', () => {
  test.each([
    [[], 0, 0],
    [[5], 4, 0],
    [[5], 5, 0],
    [[5], 6, 1],
    [[1, 3, 5, 7], 0, 0],
    [[1, 3, 5, 7], 3, 1],
    [[1, 3, 5, 7], 4, 2],
    [[1, 3, 5, 7], 7, 3],
    [[1, 3, 5, 7], 8, 4],
    [[2, 2, 2, 9], 2, 0],
    [[0, 2, 2, 2], 2, 1],
    [[0, 2, 2, 2], 3, 4],
    [[0xffff_fffe, 0xffff_ffff], 0xffff_ffff, 1],
  ])('in %j of %d is %d', (offsets, offset, position) => {
    expect(RelocationList.from(offsets.map((one) => at(one))).lowerBound(offset)).toBe(position);
  });
});

test('what goes in comes out, one by one and all together', () => {
  const wide = 2n ** 53n + 1n;
  const relocations = [at(0), at(4, -1n), at(8, wide), at(8, -wide), at(9, 2n ** 62n), at(0xffff_ffff, 7n)];
  const list = RelocationList.from(relocations);
  expect([...list]).toEqual(relocations);
  expect(list.at(2)).toEqual(relocations[2]);
  expect(list).toHaveLength(relocations.length);
  expect([...list.addends]).toEqual(relocations.map(({ addend }) => Number(addend)));
  expect([...noRelocations]).toEqual([]);
});
