/**
 * What the generators promise to reach: the least percentage of a profile's cases that hold a word of `featureWords`, a
 * relocation as `relocation-uses.ts` writes it (kind, section, symbol), or a pair of words, `one & other`. The test beside
 * this file takes a row for broken only when so few cases would be a chance of less than one in a million.
 * A promise is about a half to two thirds of what is reached, so that new features need not touch it; one that is lowered
 * needs a reason.
 */
import type { ProfileName } from '../make/profiles.ts';

/**
 * How often a feature word must occur, of 100 cases.
 *
 * @internal
 */
export interface DistributionRow {
  readonly word: string;
  readonly atLeastPercent: number;
}

const rows = (atLeastPercent: number, words: readonly string[]): DistributionRow[] =>
  words.map((word) => ({ word, atLeastPercent }));

/** Relocations of each of these kinds and sections, of each of these symbols. */
const uses = (atLeastPercent: number, kinds: readonly string[], symbols: readonly string[]): DistributionRow[] =>
  rows(
    atLeastPercent,
    kinds.flatMap((kind) => symbols.map((symbol) => `${kind} ${symbol}`)),
  );

const functions = ['function', 'weak function', 'local function', 'undefined function', 'weak undefined function'];
const placed = ['data', 'weak data', 'local data', 'undefined data', 'weak undefined data'];
const absolute = ['absolute data', 'weak absolute data', 'local absolute data'];
const globals = ['global', 'local global', 'undefined global'];

/** Features that linkers have got wrong together: each was a bug of some linker, or is like one. */
const pairs: readonly DistributionRow[] = [
  ...rows(25, [
    'comdat-loser & init-functions',
    'debug-section & dead-function',
    'function-alias & exported-flag',
    'weak-undefined-function & indirect-call',
    'strong-beats-weak & local-namesake',
  ]),
  ...rows(10, [
    'first-weak-wins & archive',
    'strong-beats-weak & needed-member',
    'comdat-data & debug-section',
    'init-functions & needed-member',
    'retain & dead-segment',
    'bss & strings',
    'multivalue & indirect-call',
    'hidden & exported-flag',
  ]),
  ...rows(3, [
    'init-function-in-comdat & comdat-loser',
    'option:no-gc-sections & dead-function',
    'option:no-gc-sections & comdat-loser',
    'option:strip & debug-section',
    'option:stack-first & synthetic-symbol',
    'option:no-merge-data-segments & bss',
    'option:optimize & strings',
    'start-lib & archive',
    'legacy-table & weak-undefined-function',
    'section-boundary & archive',
    'wrapped-call & archive',
    'absolute-symbol & archive',
    'option:memory64 & weak-undefined-data',
    'got-of-data & weak-undefined-data',
  ]),
  ...rows(1, [
    'option:compress-relocations & debug-section',
    'option:emit-relocs & debug-section',
    'option:export-all & function-alias',
    'option:export-dynamic & hidden',
    'signature-mismatch & archive',
    'whole-archive & comdat-loser',
    'got-of-function & comdat-loser',
  ]),
];

/**
 * By profile, the floor of each feature word; a test counts.
 *
 * @internal
 */
export const distribution: Readonly<Partial<Record<ProfileName, readonly DistributionRow[]>>> = {
  default: [
    ...rows(100, [
      'edge:first-bytes-of-segment',
      'edge:last-bytes-of-segment',
      'edge:neighbouring-segments',
      'edge:first-instruction-of-body',
      'edge:last-instruction-of-body',
      'edge:neighbouring-bodies',
      'edge:negative-addend',
      'data-alias',
      'zero-size-symbol',
      'several-symbols-in-segment',
      'symbol-inside-segment',
      'symbol-at-segment-end',
      'reloc:FUNCTION_INDEX_LEB:code',
    ]),
    // Objects with 64-bit memory have others, position-independent ones none.
    ...rows(
      75,
      ['MEMORY_ADDR_LEB', 'MEMORY_ADDR_SLEB', 'TABLE_INDEX_SLEB'].map((kind) => `reloc:${kind}:code`),
    ),
    ...rows(85, ['links', 'local-symbol', 'reloc:MEMORY_ADDR_I32:data']),
    ...rows(40, [
      'strong-beats-weak',
      'first-weak-wins',
      'weak-loser-with-relocations',
      'function-alias',
      'dead-function',
      'dead-segment',
      'hidden',
      'weak-undefined-function',
      'weak-undefined-data',
      'indirect-call',
      'stored-function-pointer',
      'init-functions',
      'edge:addend-to-segment-end',
      'reloc:TYPE_INDEX_LEB:code',
      'reloc:TABLE_NUMBER_LEB:code',
      'reloc:GLOBAL_INDEX_LEB:code',
      'reloc:TABLE_INDEX_I32:data',
      'reloc:FUNCTION_OFFSET_I32:custom',
    ]),
    ...rows(25, [
      'archive',
      'needed-member',
      'comdat-function',
      'comdat-data',
      'comdat-loser',
      'local-namesake',
      'no-strip',
      'strings',
      'bss',
      'debug-section',
      'custom-section',
      'section-symbol',
      'stack-pointer',
      'synthetic-symbol',
      'explicit-import',
      'mutable-global',
      'reloc:MEMORY_ADDR_LOCREL_I32:data',
      'reloc:MEMORY_ADDR_I32:custom',
      'reloc:SECTION_OFFSET_I32:custom',
      ...[63, 64, 127, 128].map((addend) => `edge:addend+${addend}`),
      ...[-64, -65, -128, -129].map((addend) => `edge:addend${addend}`),
    ]),
    ...rows(8, [
      'absolute-symbol',
      'wrapped-call',
      'odd-name',
      'start-lib',
      'unneeded-member',
      'section-boundary',
      'multivalue',
      'recursion',
      'retain',
      'got-of-data',
      'reloc:MEMORY_ADDR_REL_SLEB:code',
      'zero-size-segment',
      'segment-without-symbol',
      'init-functions-equal-priority',
      'init-functions-different-priority',
      'init-functions-by-wrappers',
      'init-function-in-comdat',
      'legacy-table',
      'entry',
      'immutable-global',
      'global-i64',
      'global-f32',
      'global-f64',
      'imported-global',
      'undefined-and-unused',
      'body-over-127-bytes',
      'target-features-differ',
      'producers',
      'reloc:FUNCTION_INDEX_I32:data',
      'reloc:FUNCTION_OFFSET_I32:data',
      'reloc:GLOBAL_INDEX_I32:data',
      'reloc:GLOBAL_INDEX_I32:custom',
      'reloc:FUNCTION_INDEX_I32:custom',
      'option:strip',
      'option:stack-first',
      'option:stack-size',
      'option:global-base',
      'option:optimize',
      'option:export-table',
      'option:no-gc-sections',
      'option:no-merge-data-segments',
      'option:export-if-defined',
    ]),
    ...rows(2, [
      'must-fail',
      'signature-mismatch',
      'whole-archive',
      'archive-bsd',
      'archive-without-index',
      'comdat-section',
      'got-of-function',
      'reloc:TABLE_INDEX_REL_SLEB:code',
      'option:memory64',
      'option:initial-memory',
      'option:max-memory',
      'option:import-memory',
      'option:import-table',
      'option:growable-table',
      'option:table-base',
      'option:compress-relocations',
      'option:emit-relocs',
      'option:export-all',
      'option:export-dynamic',
      'option:no-check-features',
      // Two of six ways to leave symbols undefined.
      'option:allow-undefined',
      'archive-gnu64',
      'archive-darwin64',
      'archive-thin',
      'long-member-name',
      'option:shared-memory',
      ...['tag', 'throw', 'catch', 'tag-elsewhere', 'reloc:TAG_INDEX_LEB:code'],
      ...['table', 'table-set', 'table-call', 'table-grow', 'table-size', 'table-null', 'table-elsewhere'],
      'thread-local',
      'second-thread',
      'started-thread',
      'thread-base',
      'reloc:MEMORY_ADDR_TLS_SLEB:code',
      'option:export-memory',
      'option:no-demangle',
      ...[2 ** 14, 2 ** 28, 2 ** 31 - 1].map((addend) => `edge:addend+${addend}`),
      ...[2 ** 14, 2 ** 31].map((addend) => `edge:addend-${addend}`),
    ]),
    ...pairs,
    ...uses(1, ['MEMORY_ADDR_LEB code', 'MEMORY_ADDR_SLEB code', 'MEMORY_ADDR_I32 data'], placed),
    ...uses(1, ['MEMORY_ADDR_I32 custom', 'MEMORY_ADDR_REL_SLEB code'], placed),
    ...uses(1, ['TABLE_INDEX_SLEB code', 'TABLE_INDEX_I32 data', 'FUNCTION_OFFSET_I32 custom'], functions),
    ...uses(1, ['FUNCTION_INDEX_I32 data', 'FUNCTION_INDEX_I32 custom', 'FUNCTION_INDEX_LEB code'], functions),
    ...uses(
      1,
      ['MEMORY_ADDR_LOCREL_I32 data'],
      placed.filter((symbol) => symbol !== 'weak undefined data'),
    ),
    ...uses(1, ['GLOBAL_INDEX_LEB code'], [...globals, ...placed, ...functions]),
    ...uses(1, ['GLOBAL_INDEX_I32 data', 'GLOBAL_INDEX_I32 custom'], globals),
  ],
  pic64: [
    ...uses(4, ['TABLE_INDEX_REL_SLEB64 code', 'TABLE_INDEX_I64 data', 'TABLE_INDEX_SLEB64 code'], functions),
    ...uses(4, ['MEMORY_ADDR_REL_SLEB64 code'], placed),
    ...uses(4, ['TABLE_INDEX_I64 custom'], ['function', 'weak function', 'local function']),
  ],
  addresses: [
    ...uses(3, ['MEMORY_ADDR_LEB code', 'MEMORY_ADDR_SLEB code'], absolute),
    ...uses(3, ['MEMORY_ADDR_I32 data', 'MEMORY_ADDR_I32 custom'], absolute),
  ],
  addresses64: [
    ...uses(3, ['MEMORY_ADDR_LEB64 code', 'MEMORY_ADDR_SLEB64 code', 'MEMORY_ADDR_I64 data'], [...placed, ...absolute]),
    ...uses(3, ['FUNCTION_OFFSET_I64 custom'], ['function', 'weak function', 'local function', 'undefined function']),
  ],
  pic: [
    ...rows(60, ['got-of-data', 'reloc:MEMORY_ADDR_REL_SLEB:code']),
    ...rows(40, ['got-of-function', 'reloc:TABLE_INDEX_REL_SLEB:code']),
    ...rows(20, ['option:pie', 'option:shared']),
    ...rows(4, ['option:b-symbolic', 'option:import-dynamic']),
    ...rows(10, ['library-function', 'library-data']),
    ...rows(2, ['wrapped-call', 'absolute-symbol', 'hidden', 'option:memory64', 'reloc:MEMORY_ADDR_REL_SLEB64:code']),
    ...rows(1, ['option:emit-relocs', 'reloc:TABLE_INDEX_REL_SLEB64:code', 'definition-beats-library']),
    ...rows(1, ['tag-moved', 'table-moved']),
  ],
  memory64: [
    ...rows(100, ['option:memory64']),
    ...rows(80, ['reloc:MEMORY_ADDR_LEB64:code', 'reloc:MEMORY_ADDR_SLEB64:code', 'reloc:MEMORY_ADDR_I64:data']),
    ...rows(30, ['stack-pointer']),
    ...rows(25, ['reloc:TABLE_INDEX_SLEB64:code', 'edge:addend-over-32-bits', 'reloc:MEMORY_ADDR_LOCREL_I32:data']),
    ...rows(10, ['indirect-call', 'reloc:FUNCTION_OFFSET_I64:custom', 'reloc:MEMORY_ADDR_I64:custom']),
    ...rows(4, ['reloc:TABLE_INDEX_I64:data', 'reloc:FUNCTION_OFFSET_I64:data', 'reloc:MEMORY_ADDR_REL_SLEB64:code']),
  ],
  threads: [
    ...rows(60, [
      'option:shared-memory',
      'thread-local',
      'thread-base',
      'shared-bss',
      'reloc:MEMORY_ADDR_TLS_SLEB:code',
    ]),
    ...rows(40, ['thread-local-zeroes', 'thread-storage', 'second-thread', 'started-thread', 'thread-local-pointer']),
    ...rows(40, ['option:shared-imported-memory', 'option:shared-maximum', 'thread-local-elsewhere']),
    ...rows(15, ['thread-local-local', 'thread-local-weak', 'thread-local-dead', 'thread-local-alias']),
    ...rows(15, ['thread-local-addend', 'passive-segment', 'first-thread-started', 'thread-symbol-exported']),
    ...rows(5, ['thread-local-by-name', 'thread-local-hidden', 'thread-local-loser', 'thread-local-without-threads']),
    ...rows(2, ['thread-local-in-comdat']),
    ...rows(1, ['reloc:MEMORY_ADDR_TLS_SLEB64:code']),
  ],
  'moved-threads': [
    ...rows(25, ['thread-local-moved', 'thread-pointer-filled', 'second-thread-moved']),
    ...rows(10, [
      'thread-slot-filled',
      'thread-pointer-to-thread',
      'thread-local-moved-got',
      'thread-local-from-loader',
    ]),
  ],
  exceptions: [
    ...rows(75, ['tag', 'throw', 'catch', 'catch-all', 'reloc:TAG_INDEX_LEB:code']),
    ...rows(25, ['tag-elsewhere', 'tag-weak', 'tag-loser', 'tag-imported', 'tag-with-several-values']),
    ...rows(3, ['tag-exported']),
    ...rows(10, ['tag-local', 'tag-hidden', 'tag-without-values', 'tag-dead']),
  ],
  'more-tables': [
    ...rows(60, ['table', 'table-of-functions', 'table-with-maximum', 'table-size', 'table-grow']),
    ...rows(25, ['table-set', 'table-set-null', 'table-null', 'table-of-references', 'table-elsewhere', 'table-call']),
    ...rows(5, [
      'table-imported',
      'table-local',
      'table-weak',
      'table-loser',
      'table-hidden',
      'table-exported',
      'table-dead',
    ]),
  ],
  errors: [
    ...rows(85, ['must-fail']),
    ...rows(
      // Each kind of mistake that is added makes the others rarer.
      4,
      ['undefined-symbol', 'undefined-export', 'undefined-entry', 'bad-constructor'].map((code) => `error:${code}`),
    ),
    ...rows(
      1,
      [
        'duplicate-symbol',
        'symbol-type-mismatch',
        'signature-mismatch',
        'global-type-mismatch',
        'tag-signature-mismatch',
        'table-type-mismatch',
        'import-name-mismatch',
        'import-module-mismatch',
        'malformed-object',
        'disallowed-feature',
        'mutable-global-feature',
        'missing-memory-feature',
        'memory-too-small',
        'misaligned-memory',
        'misaligned-stack',
        'architecture-mismatch',
        'incompatible-options',
      ].map((code) => `error:${code}`),
    ),
  ],
};
