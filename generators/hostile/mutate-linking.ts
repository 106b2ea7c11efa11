/**
 * Mutations of what only linkers read: symbols, relocations, COMDAT groups, init functions, segment information. The object
 * is taken apart, one thing is made wrong, and it is put together again, so that everything around the lie is sound.
 * Not here: sections and index spaces of the module (`mutate-module.ts`).
 */
import { type ObjectSymbol, symbolKinds } from '../../src/wasm/model.ts';
import type { LinkingSource, ObjectSource, RelocationAt, RelocationSource } from '../../src/wasm/object-source.ts';
import { relocationKinds } from '../../src/wasm/relocation-kinds.ts';
import type { Choices } from '../make/choices.ts';
import { type ObjectMutator, painful, painfulNumber, withOneChanged } from './mutator.ts';

export const linkingMutators: readonly ObjectMutator[] = [
  { name: 'symbol-index', apply: onSymbol((symbol, choices) => ({ index: painfulNumber(choices, symbol.index) })) },
  { name: 'symbol-kind', apply: onSymbol((_, choices) => ({ kind: choices.pick(symbolKinds) })) },
  { name: 'symbol-flags', apply: onSymbol(({ flags }, choices) => ({ flags: strangeFlags(flags, choices) })) },
  { name: 'symbol-name', apply: onSymbol((_, choices) => ({ name: choices.pick(strangeNames) })) },
  { name: 'symbol-name-of-a-megabyte', rare: true, apply: onSymbol(() => ({ name: 'n'.repeat(0x10_0000) })) },
  { name: 'symbol-place', apply: onSymbol(strangePlace) },
  { name: 'symbol-dropped', apply: onSymbols((symbols, at) => symbols.toSpliced(at, 1)) },
  { name: 'symbol-twice', apply: onSymbols((symbols, at) => [...symbols, symbols[at]!]) },
  {
    name: 'symbols-swapped',
    apply: onSymbols((symbols, at, choices) => {
      const other = choices.below(symbols.length);
      return symbols.with(at, symbols[other]!).with(other, symbols[at]!);
    }),
  },
  {
    name: 'relocation-index',
    apply: onRelocation((entry, choices) => ({ index: painfulNumber(choices, entry.index) })),
  },
  { name: 'relocation-kind', apply: onRelocation((_, choices) => ({ kind: choices.pick(relocationKinds) })) },
  { name: 'relocation-place', apply: onRelocation(strangeOffset) },
  { name: 'relocation-addend', apply: onRelocation((_, choices) => ({ addend: strangeAddend(choices) })) },
  {
    name: 'relocation-twice',
    apply: onRelocations(({ entries }, choices) => ({ entries: [...entries, choices.pick(entries)] })),
  },
  {
    name: 'relocations-unsorted',
    apply: onRelocations(({ entries }, choices) => ({ entries: choices.shuffle(entries), keepOrder: true })),
  },
  {
    name: 'relocations-of-another-section',
    apply: onRelocations((_, choices) => ({ of: { index: choices.pick([0, 1, 2, 5, 9, 100, 0xffff_ffff]) } })),
  },
  {
    name: 'relocation-sections-twice',
    apply: (source) =>
      source.relocations?.length
        ? withoutOrder({ ...source, relocations: source.relocations.flatMap((list) => [list, list]) })
        : undefined,
  },
  { name: 'comdat-member', apply: onLinking(strangeComdat) },
  { name: 'comdat-members-shared', apply: onLinking(sharedComdat) },
  { name: 'comdat-made', apply: onLinking(madeComdat) },
  { name: 'init-function', apply: onLinking(strangeInitFunction) },
  { name: 'segment-information', apply: onLinking(strangeSegment) },
  {
    name: 'segment-information-count',
    apply: onLinking(({ segments = [] }, choices) => ({ segments: resized(segments, choices) })),
  },
  { name: 'linking-version', apply: onLinking((_, choices) => ({ version: choices.pick([0, 1, 3, 0xffff_ffff]) })) },
];

/** Sections are written as they come: a list that was changed no longer fits the order that was read. */
export function withoutOrder(source: ObjectSource): ObjectSource {
  const { order: _, ...rest } = source;
  return rest;
}

function onLinking(
  change: (linking: LinkingSource, choices: Choices) => Partial<LinkingSource> | undefined,
): ObjectMutator['apply'] {
  return (source, choices) => {
    const changed = change(source.linking, choices);
    return changed && { ...source, linking: { ...source.linking, ...changed } };
  };
}

function onSymbols(
  change: (symbols: readonly ObjectSymbol[], at: number, choices: Choices) => readonly ObjectSymbol[],
): ObjectMutator['apply'] {
  return onLinking(({ symbols = [] }, choices) =>
    symbols.length === 0 ? undefined : { symbols: change(symbols, choices.below(symbols.length), choices) },
  );
}

function onSymbol(change: (symbol: ObjectSymbol, choices: Choices) => Partial<ObjectSymbol>): ObjectMutator['apply'] {
  return onSymbols((symbols, at, choices) => {
    const { section: _, ...symbol } = symbols[at]! as ObjectSymbol & { section?: unknown };
    return symbols.with(at, { ...symbol, ...change(symbol, choices) });
  });
}

/** Any set of bits, most often one too many or one too few. */
function strangeFlags(flags: number, choices: Choices): number {
  return choices.percent(80) ? flags ^ (1 << choices.below(11)) : choices.draw();
}

const strangeNames: readonly string[] = [
  '',
  '\0',
  'probe0',
  'main',
  '_start',
  'memory',
  '__wasm_call_ctors',
  '__stack_pointer',
  '__indirect_function_table',
  '__heap_base',
  '_ZN',
  `_Z${'N'.repeat(3000)}`,
  '<script>alert(1)</script>',
  '\u202e\ufeff\ud7ff\u{10ffff}',
  '../../name',
  'a\nb\x1b[31m',
];

function strangePlace({ offset, size }: ObjectSymbol, choices: Choices): Partial<ObjectSymbol> {
  return choices.percent(50) ? { offset: painfulNumber(choices, offset) } : { size: painfulNumber(choices, size) };
}

function onRelocations(
  change: (list: RelocationSource, choices: Choices) => Partial<RelocationSource>,
): ObjectMutator['apply'] {
  return (source, choices) => {
    const relocations = withOneChanged(source.relocations, choices, (list) =>
      list.entries.length === 0 ? list : { ...list, ...change(list, choices) },
    );
    return relocations && { ...source, relocations };
  };
}

function onRelocation(
  change: (entry: RelocationAt, choices: Choices) => Partial<RelocationAt>,
): ObjectMutator['apply'] {
  return onRelocations(({ entries }, choices) => ({
    entries: withOneChanged(entries, choices, (entry) => ({ ...entry, ...change(entry, choices) })) ?? entries,
    keepOrder: choices.percent(50),
  }));
}

/** Beside where it was, so that it overlaps or straddles; on the seam of its atom; far away. */
function strangeOffset({ offset }: RelocationAt, choices: Choices): Partial<RelocationAt> {
  return { offset: choices.percent(70) ? Math.max(0, offset + choices.between(-6, 6)) : choices.pick(painful) };
}

const strangeAddend = (choices: Choices): bigint =>
  choices.pick([-1n, 1n, -0x8000_0000n, 0x7fff_ffffn, 0x8000_0000n, -0x8000_0000_0000_0000n, 0x7fff_ffff_ffff_ffffn]);

function strangeComdat({ comdats }: LinkingSource, choices: Choices): Partial<LinkingSource> | undefined {
  const changed = withOneChanged(comdats, choices, (comdat) => ({
    ...comdat,
    flags: choices.percent(10) ? 1 : comdat.flags,
    members:
      withOneChanged(comdat.members, choices, ({ kind, index }) =>
        choices.percent(50)
          ? { kind, index: painfulNumber(choices, index) }
          : { kind: choices.pick(['data', 'function', 'global', 'tag', 'table', 'section'] as const), index },
      ) ?? comdat.members,
  }));
  return changed && { comdats: changed };
}

/** Two groups with the same members, or the same name. */
function sharedComdat({ comdats = [] }: LinkingSource, choices: Choices): Partial<LinkingSource> | undefined {
  const comdat = choices.pickOrNone(comdats);
  if (comdat === undefined) return undefined;
  return { comdats: [...comdats, choices.percent(50) ? comdat : { ...comdat, name: `${comdat.name}2` }] };
}

function madeComdat({ comdats = [] }: LinkingSource, choices: Choices): Partial<LinkingSource> {
  const kind = choices.pick(['data', 'function', 'section'] as const);
  const name = choices.pick(['', 'group', 'probe0']);
  return { comdats: [...comdats, { name, flags: 0, members: [{ kind, index: choices.below(6) }] }] };
}

function strangeInitFunction(
  { initFunctions = [], symbols = [] }: LinkingSource,
  choices: Choices,
): Partial<LinkingSource> {
  const symbolIndex = choices.percent(70) ? choices.below(symbols.length + 1) : choices.pick(painful);
  return { initFunctions: [...initFunctions, { priority: choices.pick(painful), symbolIndex }] };
}

function strangeSegment({ segments }: LinkingSource, choices: Choices): Partial<LinkingSource> | undefined {
  const changed = withOneChanged(segments, choices, (segment) => {
    switch (choices.below(3)) {
      case 0:
        return { ...segment, alignLog2: choices.pick([1, 16, 30, 31, 32, 33, 63, 0xffff_ffff]) };
      case 1:
        return { ...segment, flags: strangeFlags(segment.flags, choices) };
      default:
        return {
          ...segment,
          name: choices.pick(['', '.bss', '.tdata', '.rodata.str', '.data..', '.init_array', '\0']),
        };
    }
  });
  return changed && { segments: changed };
}

function resized<Item>(list: readonly Item[], choices: Choices): readonly Item[] {
  if (list.length === 0) return list;
  return choices.percent(50) ? list.slice(0, choices.below(list.length)) : [...list, choices.pick(list)];
}
