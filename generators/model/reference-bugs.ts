/**
 * Where a released linker is known to be wrong, so that a comparison with it can say "known" instead of crying: a key, a
 * sentence, whether a scenario runs into it, and which failures it explains. The model never follows a bug; it only knows
 * where one waits.
 */
import { visitReferences } from '../scenario/body-references.ts';
import {
  objectsOf,
  type Scenario,
  type ScenarioObject,
  type ScenarioSegment,
  type ScenarioSymbol,
} from '../scenario/scenario.ts';
import { isPointer, isSlot } from '../scenario/site-kinds.ts';
import { expectationOf } from './expect.ts';
import { IndexSpace } from './index-space.ts';
import { isPositionIndependent } from './output-mode.ts';
import { isExportedName, visitKeptReferences } from './reach.ts';
import type { Resolved } from './resolution.ts';
import { policyOf } from './symbol-entry.ts';
import { takenAsPlaced } from './taken-as-placed.ts';

/**
 * A bug of a released linker, and which scenarios run into it.
 *
 * @internal
 */
export interface ReferenceBug {
  readonly key: string;
  /** Names of targets that have it. */
  readonly targets: readonly string[];
  readonly reason: string;
  /** Only links with -r show it: variants, never the scenario as it is. */
  readonly relocatable?: true;
  readonly applies: (scenario: Scenario) => boolean;
  /** Whether the scenario runs into it when it is linked in another way, with -r or with more exports; absent: as it is. */
  readonly appliesToVariants?: (scenario: Scenario) => boolean;
  /** The link crashes, or is as it should be: nothing else is explained. */
  readonly crashes?: true;
  /** The scenario that the linker takes such a one for, of which it makes what is right. */
  readonly takenAs?: (scenario: Scenario) => Scenario | undefined;
}

/**
 * Those that are known.
 *
 * @internal
 */
export const referenceBugs: readonly ReferenceBug[] = [
  {
    key: 'lazy-local',
    targets: ['wasm-ld-19'],
    reason: 'names of local symbols of lazy members satisfy references from outside (llvm #104876)',
    applies: (scenario) => {
      const names = new Set(
        objectsOf(scenario).flatMap(({ symbols }) => symbols.filter(isGlobalName).map(({ name }) => name)),
      );
      return lazyMembers(scenario).some(({ symbols }) =>
        symbols.some(({ binding, denotes, name }) => {
          return binding === 'local' && denotes.kind !== 'section' && names.has(name);
        }),
      );
    },
  },
  {
    key: 'emit-relocs-stripped-section',
    targets: ['wasm-ld-19'],
    reason: '--emit-relocs with a strip option crashes when a custom section refers to one that is stripped',
    crashes: true,
    applies: (scenario) => {
      if (!scenario.options.emitRelocs || scenario.options.strip === undefined) return false;
      const sections = objectsOf(scenario).flatMap(({ customSections }) => customSections);
      return sections.some(({ sites }) => sites.some(({ kind }) => kind === 'SECTION_OFFSET_I32'));
    },
  },
  {
    key: 'compressed-relative',
    targets: ['wasm-ld-14', 'wasm-ld-16', 'wasm-ld-19'],
    reason:
      '--compress-relocations does not know the kinds of relative and thread-local addresses in code, and does anything',
    applies: (scenario) => scenario.options.compressRelocations === true && objectsOf(scenario).some(hasRelativeCode),
  },
  {
    key: 'kept-section-without-its-strings',
    targets: ['wasm-ld-19'],
    reason: 'a section that --keep-section keeps crashes the link when it refers to a .debug_str that is stripped',
    crashes: true,
    applies: ({ options, inputs }) =>
      options.keepSections !== undefined &&
      objectsOf({ inputs }).some(({ customSections }) => customSections.some(({ name }) => name === '.debug_str')),
  },
  {
    key: 'compressed-negative-address',
    targets: ['wasm-ld-14', 'wasm-ld-16', 'wasm-ld-19', 'wasm-ld-22'],
    reason: '--compress-relocations writes an unsigned LEB128 of 64 bits where address and addend are below 0',
    applies: (scenario) => scenario.options.compressRelocations === true && objectsOf(scenario).some(reachesBelowZero),
  },
  {
    key: 'compressed-far-address',
    targets: ['wasm-ld-14', 'wasm-ld-16', 'wasm-ld-19', 'wasm-ld-22'],
    reason: '--compress-relocations writes a constant of more than 32 bits where address and addend reach 2^31',
    applies: (scenario) => scenario.options.compressRelocations === true && objectsOf(scenario).some(reachesFar),
  },
  {
    key: 'absolute-symbol',
    targets: ['wasm-ld-14', 'wasm-ld-16', 'wasm-ld-19', 'wasm-ld-22'],
    reason: 'an absolute data symbol is taken to lie in the first segment of its object',
    applies: (scenario) => hasAbsoluteSymbol(scenario) && takesAbsoluteAddress(scenario),
    appliesToVariants: hasAbsoluteSymbol,
    takenAs: takenAsPlaced,
  },
  {
    key: 'moved-differences',
    targets: ['wasm-ld-14', 'wasm-ld-16', 'wasm-ld-19'],
    reason:
      'what fills the data of a module that is moved adds __memory_base to differences of addresses and to indices',
    applies: (scenario) =>
      isPositionIndependent(scenario.options) &&
      objectsOf(scenario).some(({ segments }) =>
        segments.some(({ sites }) => sites.some(({ kind }) => !isPointer(kind) && !isSlot(kind))),
      ),
  },
  {
    key: 'moved-strings',
    targets: ['wasm-ld-14', 'wasm-ld-16', 'wasm-ld-19', 'wasm-ld-22'],
    reason:
      'a module that is moved has one segment; merged strings that are not at its start are at twice their offset',
    applies: (scenario) =>
      isPositionIndependent(scenario.options) && scenario.options.optimize !== 0 && hasStringsBehindOthers(scenario),
  },
  {
    key: 'archived-weak-data',
    targets: ['wasm-ld-14', 'wasm-ld-16', 'wasm-ld-19', 'wasm-ld-22'],
    reason: 'weak data that stays in an archive is taken for a function: its address is imported from GOT.func',
    applies: (scenario) => {
      const { options } = scenario;
      if (!isPositionIndependent(options) && options.unresolvedSymbols !== 'import-dynamic') return false;
      const { included } = expectationOf(scenario).resolution;
      const outside = lazyMembers(scenario).filter((object) => !included.includes(object));
      const archived = new Set(outside.flatMap(({ symbols }) => symbols.filter(isGlobalName).map(({ name }) => name)));
      return included.some(({ symbols }) =>
        symbols.some(({ binding, denotes, name }) => {
          return binding === 'weak' && denotes.kind === 'undefined-data' && archived.has(name);
        }),
      );
    },
  },
  {
    key: 'lost-weak-table',
    targets: ['wasm-ld-14', 'wasm-ld-16', 'wasm-ld-19', 'wasm-ld-22'],
    reason: '-r keeps a weak table that lost without its symbol, and its output is refused',
    relocatable: true,
    applies: (scenario) => {
      const names = objectsOf(scenario).flatMap(({ symbols }) =>
        symbols
          .filter(({ binding, denotes }) => binding !== 'local' && denotes.kind === 'table')
          .map(({ name }) => name),
      );
      return new Set(names).size < names.length;
    },
  },
  {
    key: 'undefined-in-thread-local',
    targets: ['wasm-ld-19'],
    reason: 'with --shared-memory, a pointer in thread-local data to something that is not defined crashes the link',
    crashes: true,
    applies: (scenario) => {
      const { resolution, reach } = expectationOf(scenario);
      if (!scenario.options.sharedMemory) return false;
      return resolution.included.some((object) => {
        const symbols = resolution.symbols.get(object.name)!;
        const local = object.segments.filter((one) => one.threadLocal !== undefined && reach.kept.has(one));
        return local.some(({ sites }) => sites.some(({ symbol }) => isNowhere(symbols.get(symbol)!)));
      });
    },
  },
  {
    key: 'thread-pointer-through-got',
    targets: ['wasm-ld-14', 'wasm-ld-16', 'wasm-ld-19', 'wasm-ld-22'],
    reason:
      'what fills the thread-local data of a module that is moved reads GOT entries of such data, which are set afterwards',
    applies: ({ inputs, options }) => {
      if (!isPositionIndependent(options) || !options.sharedMemory) return false;
      const isOwn = ({ threadLocal }: ScenarioSegment) => threadLocal !== undefined;
      return objectsOf({ inputs }).some(({ segments, symbols }) => {
        const local = new Set(segments.filter(isOwn).map(({ id }) => id));
        const pointed = new Set(segments.filter(isOwn).flatMap(({ sites }) => sites.map(({ symbol }) => symbol)));
        return symbols.some(
          ({ id, denotes }) =>
            pointed.has(id) &&
            (denotes.kind === 'undefined-data' || (denotes.kind === 'data' && local.has(denotes.segment))),
        );
      });
    },
  },
  {
    key: 'moved-far-pointers',
    targets: ['wasm-ld-19'],
    reason: 'what fills the data of a module that is moved has invalid constants for pointers 2 GiB above its base',
    applies: (scenario) =>
      isPositionIndependent(scenario.options) &&
      objectsOf(scenario).some(({ segments }) =>
        segments.some(({ sites }) => sites.some(({ kind, addend }) => kind === 'MEMORY_ADDR_I32' && addend > 2 ** 30)),
      ),
  },
  {
    key: 'constructors-before-pointers',
    targets: ['wasm-ld-19'],
    reason: 'where exports are wrapped, what fills the data for a loader is wrapped too: it runs constructors first',
    applies: (scenario) =>
      scenario.options.unresolvedSymbols === 'import-dynamic' && expectationOf(scenario).reach.wrapsExports,
  },
  {
    key: 'table-import-left-out',
    targets: ['wasm-ld-14', 'wasm-ld-16', 'wasm-ld-19', 'wasm-ld-22'],
    reason: 'an imported table that is first named by an object which only calls through it may be left out',
    applies: (scenario) => {
      const { options } = scenario;
      if (!isPositionIndependent(options) && options.importTable !== true) return false;
      return objectsOf(scenario).some(onlyCallsThroughTable);
    },
  },
  {
    key: 'table-of-dead-code',
    targets: ['wasm-ld-14', 'wasm-ld-16', 'wasm-ld-19', 'wasm-ld-22'],
    reason: 'a table that is first named by an object in which only dead code uses it crashes the link',
    crashes: true,
    applies: (scenario) => {
      const { resolution, reach } = expectationOf(scenario);
      const first = resolution.included.find((object) => new IndexSpace(object).usesTable);
      if (first === undefined || !onlyCallsThroughTable(first)) return false;
      const functions = first.functions.filter((one) => reach.kept.has(one));
      return !new IndexSpace({ ...first, functions }).usesTable;
    },
  },
  {
    key: 'start-lib-is-not-live',
    targets: ['wasm-ld-22'],
    reason:
      'since LLVM 21 an object of --start-lib counts as live only when something in it is reached, as a member of an archive does (llvm #137714)',
    applies: (scenario) => {
      const inputs = scenario.inputs.map((input) =>
        input.kind === 'start-lib' ? ({ ...input, kind: 'archive', name: 'as-an-archive.a' } as const) : input,
      );
      if (inputs.every((input, i) => input === scenario.inputs[i])) return false;
      const kept = (one: Scenario) => expectationOf(one).reach.kept.size;
      return kept({ ...scenario, inputs }) !== kept(scenario);
    },
  },
  {
    key: 'empty-section',
    targets: ['wasm-ld-22'],
    reason: 'a custom section without content has no output section: its symbol has offset 0, and crashes -r',
    applies: (scenario) =>
      objectsOf(scenario).some(({ customSections, symbols }) => {
        const empty = new Set(customSections.filter(({ bytes }) => bytes === '').map(({ id }) => id));
        return symbols.some(({ denotes }) => denotes.kind === 'section' && empty.has(denotes.section));
      }),
  },
  {
    key: 'archive-without-names',
    targets: ['wasm-ld-14', 'wasm-ld-16'],
    reason: 'an archive whose members define no names has no symbol table, and is refused',
    applies: ({ inputs }) =>
      inputs.some((input) => input.kind === 'archive' && input.members.length > 0 && !input.members.some(hasNames)),
  },
  {
    key: 'emit-relocs-of-dead-data',
    targets: ['wasm-ld-14', 'wasm-ld-16'],
    reason: '--emit-relocs crashes when it writes the symbol of a segment that is not kept',
    crashes: true,
    applies: (scenario) => {
      if (scenario.options.emitRelocs !== true) return false;
      const { resolution, reach } = expectationOf(scenario);
      return resolution.included.some(({ segments }) => segments.some((one) => !reach.kept.has(one)));
    },
  },
  {
    key: 'constructor-that-is-not-there',
    targets: ['wasm-ld-14', 'wasm-ld-16'],
    reason: 'where undefined functions are only warned of, one that a constructor calls crashes the link',
    crashes: true,
    applies: (scenario) => policyOf(scenario.options) === 'warn' && expectationOf(scenario).reach.initCalls.length > 0,
  },
  {
    key: 'weak-stays-weak',
    targets: ['wasm-ld-14', 'wasm-ld-16'],
    reason: 'a name that was first referred to weakly stays weak when another object needs it (llvm #60829)',
    applies: (scenario) => {
      const { included } = expectationOf(scenario).resolution;
      const weak = new Set<string>();
      return included.concat(lazyMembers(scenario)).some(({ symbols }) => {
        const open = symbols.filter((one) => isGlobalName(one) && one.denotes.kind.startsWith('undefined-'));
        const isNeeded = open.some(({ binding, name }) => binding === 'strong' && weak.has(name));
        for (const { binding, name } of open) if (binding === 'weak') weak.add(name);
        return isNeeded;
      });
    },
  },
  {
    key: 'thread-local-offset-twice',
    targets: ['wasm-ld-14', 'wasm-ld-16'],
    reason: 'with --shared-memory, the address of thread-local data inside a segment counts its offset twice',
    applies: ({ inputs, options }) =>
      options.sharedMemory === true &&
      objectsOf({ inputs }).some(({ segments, symbols }) => {
        const local = new Set(segments.filter(({ threadLocal }) => threadLocal).map(({ id }) => id));
        return symbols.some(
          ({ denotes }) => denotes.kind === 'data' && denotes.offset > 0 && local.has(denotes.segment),
        );
      }),
  },
  {
    key: 'imported-function-table',
    targets: ['wasm-ld-14', 'wasm-ld-16'],
    reason: 'with --import-table the table is undefined, or left out, where addresses of functions are taken',
    applies: ({ options, inputs }) =>
      options.importTable === true && objectsOf({ inputs }).some((object) => new IndexSpace(object).takesSlots),
  },
];

/**
 * Known bugs of a target that this scenario runs into: as it is linked, or with -r too.
 *
 * @internal
 */
export function knownBugs(
  scenario: Scenario,
  target: string,
  links: 'as-it-is' | 'variants' = 'as-it-is',
): ReferenceBug[] {
  return referenceBugs.filter(({ targets, relocatable, applies, appliesToVariants = applies }) => {
    if (!targets.includes(target)) return false;
    return links === 'variants' ? appliesToVariants(scenario) : !relocatable && applies(scenario);
  });
}

/**
 * Whether a failure with this key of a property may come of it.
 *
 * @internal
 */
export const explains = ({ crashes }: ReferenceBug, key: string): boolean => !crashes || key.includes('crashed');

function onlyCallsThroughTable(object: ScenarioObject): boolean {
  const { usesTable, takesSlots } = new IndexSpace(object);
  return usesTable && !takesSlots;
}

function isNowhere({ kind }: Resolved): boolean {
  return ['null', 'host', 'stub', 'host-global'].includes(kind);
}

function hasRelativeCode({ functions }: ScenarioObject): boolean {
  let found = false;
  for (const { body } of functions)
    visitReferences(body, (use) => (found ||= use.endsWith('-rel') || use === 'address-tls'));
  return found;
}

/** Output segments stand by their prefix, then in the order in which their first parts were met. */
function hasStringsBehindOthers(scenario: Scenario): boolean {
  const { resolution, reach } = expectationOf(scenario);
  const isSplit = scenario.options.mergeDataSegments === false;
  const prefixOf = ({ name }: ScenarioSegment) => /^\.(tdata|rodata|data|bss)(?=\.|$)/.exec(name)?.[0];
  // Where nothing is collected, more stays than the model needs.
  const mayStay = (segment: ScenarioSegment) => scenario.options.gcSections === false || reach.kept.has(segment);
  const outputName = (segment: ScenarioSegment) => (isSplit ? undefined : prefixOf(segment)) ?? segment.name;
  const rank = (segment: ScenarioSegment) => ['.tdata', '.rodata', '.data', undefined].indexOf(prefixOf(segment));
  const kept = resolution.included
    .flatMap(({ segments }) => segments.filter((segment) => mayStay(segment) && rank(segment) >= 0))
    .sort((left, right) => rank(left) - rank(right));
  return kept.some((segment) => segment.strings && outputName(segment) !== outputName(kept[0]!));
}

/** Into the upper half of the addresses that a constant of 32 bits has. */
function reachesFar({ functions, memory64 }: ScenarioObject): boolean {
  return functions.some(({ body }) => {
    let far = false;
    visitReferences(body, (use, _symbol, addend) => {
      far ||= !memory64 && use === 'address-sleb' && addend > 2 ** 30;
    });
    return far;
  });
}

/** By more than data can lie above 0 without options. */
function reachesBelowZero({ functions }: ScenarioObject): boolean {
  return functions.some(({ body }) => {
    let below = false;
    visitReferences(body, (use, _symbol, addend) => {
      below ||= use === 'address-leb' && addend < -1024;
    });
    return below;
  });
}

function isGlobalName({ binding }: { readonly binding: string }): boolean {
  return binding !== 'local';
}

const isAbsolute = ({ denotes }: ScenarioSymbol): boolean => denotes.kind === 'absolute-data';
function hasAbsoluteSymbol(scenario: Scenario): boolean {
  return objectsOf(scenario).some(({ symbols }) => symbols.some(isAbsolute));
}

/**
 * Reading such an object crashes where it has no segment, and drops the symbol where the segment is dropped; otherwise only
 * where the address counts it is wrong.
 */
function takesAbsoluteAddress(scenario: Scenario): boolean {
  const { resolution, reach } = expectationOf(scenario);
  const { included, names, winners, symbols, comdatOwners } = resolution;
  if (scenario.options.emitRelocs === true) return true;
  // It goes with a segment whose group another object keeps: a member may join that nothing else asks for.
  const isDropped = ({ name, segments: [first] }: ScenarioObject) =>
    first === undefined || (first.comdat !== undefined && comdatOwners.get(first.comdat) !== name);
  if (included.some((object) => isDropped(object) && object.symbols.some(isAbsolute))) return true;
  for (const [name, { kind }] of names) {
    const winner = winners.get(name);
    if (kind === 'absolute' && (winner?.noStrip || isExportedName(scenario, name, winner))) return true;
  }
  let found = false;
  visitKeptReferences(resolution, reach, ({ kind }) => {
    found ||= kind === 'absolute';
  });
  return (
    found ||
    included.some(({ name, customSections }) =>
      customSections.some(({ sites }) =>
        sites.some(({ symbol }) => symbols.get(name)!.get(symbol)?.kind === 'absolute'),
      ),
    )
  );
}

const hasNames = ({ symbols }: ScenarioObject): boolean =>
  symbols.some(
    (one) => isGlobalName(one) && !one.denotes.kind.startsWith('undefined-') && one.denotes.kind !== 'section',
  );

function lazyMembers(scenario: Scenario): readonly ScenarioObject[] {
  return scenario.inputs.flatMap((input) => {
    if (input.kind === 'object' || (input.kind === 'archive' && input.wholeArchive)) return [];
    return input.members;
  });
}
