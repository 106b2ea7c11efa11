/**
 * The relocation guard can fail: for each kind, faults are planted in the linker's own table, values and searches, and the
 * kept links must tell. Only the links of the kind are replayed, so that it is its own case that sees the fault.
 * A fault that they do not see stands in a plant's `unseen`. The table's addend is not here: it is read once, at import.
 */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type GuardFile, guardWays } from '../../../generators/relocation-guard/guard-file.ts';
import { BaseColumn } from '../../linker/base-column.ts';
import { Relocator } from '../../linker/relocate.ts';
import { openTarget } from '../../targets/registry.ts';
import { type RelocationKind, relocationKindNamed, type SiteEncoding } from '../../wasm/relocation-kinds.ts';
import { RelocationList } from '../../wasm/relocations.ts';
import { readGuard, relocationsIn, verifyRelocations } from './relocation-corpus.ts';

type Undo = () => void;
interface Plant {
  readonly name: string;
  /** Kinds whose links cannot tell; why, stands beside the list. */
  readonly unseen?: readonly string[];
  /** Nothing where the kind has no such thing. */
  plant(kind: RelocationKind): Undo | undefined;
}

function change<T extends object>(owner: T, changes: Partial<T> & ThisType<T>): Undo {
  const before = Object.fromEntries(Object.keys(changes).map((key) => [key, owner[key as keyof T]]));
  Object.assign(owner, changes);
  return () => Object.assign(owner, before);
}

const otherSign: Partial<Record<SiteEncoding, SiteEncoding>> = {
  uleb32: 'sleb32',
  sleb32: 'uleb32',
  uleb64: 'sleb64',
  sleb64: 'uleb64',
};
const otherWidth: Record<SiteEncoding, Pick<RelocationKind, 'encoding' | 'width'>> = {
  uleb32: { encoding: 'uleb64', width: 10 },
  sleb32: { encoding: 'sleb64', width: 10 },
  uleb64: { encoding: 'uleb32', width: 5 },
  sleb64: { encoding: 'sleb32', width: 5 },
  i32: { encoding: 'i64', width: 8 },
  i64: { encoding: 'i32', width: 4 },
};
const otherForm: Record<SiteEncoding, Pick<RelocationKind, 'encoding'>> = {
  uleb32: { encoding: 'i32' },
  sleb32: { encoding: 'i32' },
  uleb64: { encoding: 'i64' },
  sleb64: { encoding: 'i64' },
  i32: { encoding: 'uleb32' },
  i64: { encoding: 'uleb64' },
};

const isSmall = ({ width }: RelocationKind) => width < 8;

/** What the Relocator computes for this kind, changed, at every site: nothing is remembered from one to the next. */
function changeValue(wanted: RelocationKind, by: (value: bigint) => bigint): Undo {
  const { narrowValue, wideValue } = Relocator.prototype;
  const remember = change(BaseColumn.prototype, {
    set(index, form, base = 0) {
      this.bases[index] = base;
      return form;
    },
  });
  const compute = change(Relocator.prototype, {
    narrowValue(atom, i, kind, tombstone) {
      const value = narrowValue.call(this, atom, i, kind, tombstone);
      return kind === wanted ? Number(by(BigInt(value))) : value;
    },
    wideValue(atom, i, kind, tombstone) {
      const value = wideValue.call(this, atom, i, kind, tombstone);
      return kind === wanted ? by(value) : value;
    },
  });
  return () => {
    compute();
    remember();
  };
}

function lateSites(): Undo {
  const { apply } = Relocator.prototype;
  return change(Relocator.prototype, {
    apply(atom, output, at) {
      return apply.call(this, atom, output, at + 1);
    },
  });
}

/** Both ends of an atom's relocations are found by this search. */
function changeSearch(by: (list: RelocationList, found: number, offset: number) => number): Undo {
  const { prototype } = RelocationList;
  const { lowerBound } = prototype;
  prototype.lowerBound = function (offset) {
    return by(this, lowerBound.call(this, offset), offset);
  };
  return () => {
    prototype.lowerBound = lowerBound;
  };
}

const plants: readonly Plant[] = [
  {
    name: 'the other signedness',
    plant: (kind) => {
      const encoding = otherSign[kind.encoding];
      return encoding && change(kind, { encoding });
    },
  },
  { name: 'the other width', plant: (kind) => change(kind, otherWidth[kind.encoding]) },
  { name: 'LEB for fixed bytes, or the reverse', plant: (kind) => change(kind, otherForm[kind.encoding]) },
  { name: 'a site one byte late', plant: () => lateSites() },
  { name: 'a value one too low', plant: (kind) => changeValue(kind, (value) => value - 1n) },
  {
    name: 'a value cut to 28 bits',
    // No object has 2^28 types, and a type has no tombstone.
    unseen: ['TYPE_INDEX_LEB'],
    plant: (kind) => changeValue(kind, (value) => BigInt.asUintN(28, value)),
  },
  {
    name: 'a 64-bit value cut to 32 bits',
    // Slots are numbers of 32 bits, and have no addend.
    unseen: ['TABLE_INDEX_I64', 'TABLE_INDEX_REL_SLEB64', 'TABLE_INDEX_SLEB64'],
    plant: (kind) => (isSmall(kind) ? undefined : changeValue(kind, (value) => BigInt.asIntN(32, value))),
  },
  {
    name: 'a 64-bit value cut to 32 bits without sign',
    plant: (kind) => (isSmall(kind) ? undefined : changeValue(kind, (value) => BigInt.asUintN(32, value))),
  },
  {
    name: 'a search that passes over a relocation at the offset',
    plant: () => changeSearch((list, found, offset) => (list.offsets[found] === offset ? found + 1 : found)),
  },
  {
    name: 'a search that stops one too early',
    plant: () => changeSearch((_, found) => Math.max(0, found - 1)),
  },
];

const files = await readGuard(relocationsIn(fileURLToPath(new URL('../../..', import.meta.url))));
const lazy = openTarget('lazy');

async function failsFor(file: GuardFile): Promise<boolean> {
  // A way at a time: most faults show in the first.
  for (const way of guardWays) {
    const results = await verifyRelocations([file], { targets: [lazy], ways: [way] });
    if (results.some(({ outcome }) => outcome === 'failed')) return true;
  }
  return false;
}

describe('the relocation guard sees', () => {
  test.each(plants)('$name', async ({ plant, unseen = [] }) => {
    const missed: string[] = [];
    for (const file of files) {
      const undo = plant(relocationKindNamed(file.kind)!);
      if (undo === undefined) continue;
      try {
        if (!(await failsFor(file))) missed.push(file.kind);
      } finally {
        undo();
      }
    }
    expect(missed).toEqual(unseen);
  });
});
