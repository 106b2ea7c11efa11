/** Which relocations an object holds, as words `reloc:KIND:section`, and what its programs do that is no relocation. */
import { type ReferenceUse, visitReferences } from '../scenario/body-references.ts';
import { type ScenarioObject, siteKinds } from '../scenario/scenario.ts';
import { isSlot } from '../scenario/site-kinds.ts';
import type { AddFeature } from './feature-collector.ts';

const kindsOfUse: Readonly<Record<ReferenceUse, readonly string[]>> = {
  call: ['FUNCTION_INDEX_LEB'],
  slot: ['TABLE_INDEX_SLEB'],
  'slot-got': ['GLOBAL_INDEX_LEB'],
  'slot-rel': ['GLOBAL_INDEX_LEB', 'TABLE_INDEX_REL_SLEB'],
  'address-sleb': ['MEMORY_ADDR_SLEB'],
  'address-leb': ['MEMORY_ADDR_LEB'],
  'address-got': ['GLOBAL_INDEX_LEB'],
  'address-rel': ['GLOBAL_INDEX_LEB', 'MEMORY_ADDR_REL_SLEB'],
  'address-tls': ['GLOBAL_INDEX_LEB', 'MEMORY_ADDR_TLS_SLEB'],
  global: ['GLOBAL_INDEX_LEB'],
  tag: ['TAG_INDEX_LEB'],
  table: ['TABLE_NUMBER_LEB'],
  'table-call': ['TYPE_INDEX_LEB', 'TABLE_NUMBER_LEB'],
  'function-table': ['TABLE_NUMBER_LEB'],
  'stack-pointer': ['GLOBAL_INDEX_LEB'],
  'tls-base': ['GLOBAL_INDEX_LEB'],
  'tls-size': ['GLOBAL_INDEX_LEB'],
  'tls-align': ['GLOBAL_INDEX_LEB'],
  'indirect-call': ['TYPE_INDEX_LEB', 'TABLE_NUMBER_LEB'],
};

/** Kinds that have a sister for 64-bit memory. */
const wordKinds: ReadonlySet<string> = new Set([
  'TABLE_INDEX_SLEB',
  'TABLE_INDEX_REL_SLEB',
  'MEMORY_ADDR_SLEB',
  'MEMORY_ADDR_LEB',
  'MEMORY_ADDR_REL_SLEB',
  'MEMORY_ADDR_TLS_SLEB',
]);

function kindIn({ memory64 }: ScenarioObject, kind: string): string {
  return memory64 && wordKinds.has(kind) ? `${kind}64` : kind;
}

const word = (kind: string, section: string): string => `reloc:${kind}:${section}`;

/** `section` counts from its start, which data has none of. */
const kindsInData = siteKinds.filter((kind) => kind !== 'SECTION_OFFSET_I32');
const kindsInCustom = siteKinds.filter((kind) => kind !== 'MEMORY_ADDR_LOCREL_I32');

export const relocationWords: readonly string[] = [
  ...new Set(
    Object.values(kindsOfUse)
      .flat()
      .flatMap((kind) => (wordKinds.has(kind) ? [kind, `${kind}64`] : [kind]))
      .map((kind) => word(kind, 'code')),
  ),
  ...kindsInData.map((kind) => word(kind, 'data')),
  ...kindsInCustom.map((kind) => word(kind, 'custom')),
];

export function collectRelocations(object: ScenarioObject, add: AddFeature): void {
  for (const { id, body } of object.functions) {
    visitReferences(body, (use, symbol) => {
      for (const kind of kindsOfUse[use]) {
        if (kind !== 'TABLE_NUMBER_LEB' || !object.legacyTable) add(word(kindIn(object, kind), 'code'), true);
      }
      add('stack-pointer', use === 'stack-pointer');
      add('indirect-call', use === 'indirect-call');
      add('got-of-data', use === 'address-got');
      add('got-of-function', use === 'slot-got');
      add('recursion', use === 'call' && isItself(object, id, symbol));
    });
  }
  for (const { sites } of object.segments) {
    for (const { kind } of sites) add(word(kind, 'data'), true);
    add(
      'stored-function-pointer',
      sites.some(({ kind }) => isSlot(kind)),
    );
  }
  for (const { sites } of object.customSections) for (const { kind } of sites) add(word(kind, 'custom'), true);
  const used = usedSymbols(object);
  add(
    'undefined-and-unused',
    object.symbols.some(({ id, denotes }) => denotes.kind.startsWith('undefined-') && !used.has(id)),
  );
}

function isItself({ symbols }: ScenarioObject, functionId: string, symbol: string): boolean {
  const denotes = symbols.find(({ id }) => id === symbol)?.denotes;
  return denotes?.kind === 'function' && denotes.function === functionId;
}

function usedSymbols(object: ScenarioObject): Set<string> {
  const used = new Set(object.initFunctions.map(({ symbol }) => symbol));
  for (const { body } of object.functions) visitReferences(body, (_use, symbol) => used.add(symbol));
  for (const { sites } of [...object.segments, ...object.customSections])
    for (const { symbol } of sites) used.add(symbol);
  return used;
}
