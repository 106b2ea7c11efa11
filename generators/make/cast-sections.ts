/**
 * Custom sections with relocation sites, as debug information and tool metadata have them: offsets of functions (also of
 * ones that die), of sections, addresses, indices. They reach nothing by themselves; nothing reads them but an audit.
 */

import type { Resolution } from '../model/resolve.ts';
import type { ScenarioSymbol, Site } from '../scenario/scenario.ts';
import { sizeOf } from './cast-data.ts';
import { debugStringsName, stringOffset } from './debug-strings.ts';
import { addSymbol, type Draft, type DraftObject, type DraftSection, randomHex } from './draft.ts';
import { type Scope, scopeOf } from './scope.ts';
import { farEdges, nearEdges } from './width-edges.ts';

const sectionNames: readonly string[] = [
  '.debug_info',
  '.debug_line',
  '.debug_ranges',
  '.debug_loc',
  'notes',
  'metadata.branch',
];

/** Before resolution: which sections there are, and their symbols. */
export function castSections(draft: Draft): void {
  if (!draft.has('custom-sections')) return;
  for (const object of draft.objects) {
    if (!draft.choices.percent(45)) continue;
    const names = draft.choices.sample(sectionNames, draft.choices.between(1, 3));
    for (const name of names) addSection(draft, object, name);
  }
}

/** After it: what is in them. */
export function fillSections(draft: Draft, resolution: Resolution): void {
  for (const object of draft.objects) {
    if (object.customSections.length === 0) continue;
    const scope = scopeOf(draft, object, resolution);
    for (const section of object.customSections) {
      if (draft.finished.has(section)) continue;
      section.bytes = randomHex(draft, draft.choices.between(0, 6) * 4 + draft.choices.below(4));
      section.sites = sitesOf(draft, scope, section);
    }
  }
}

function addSection(draft: Draft, object: DraftObject, name: string): void {
  const groups = object.functions.flatMap(({ comdat }) => (comdat === undefined ? [] : [comdat]));
  const comdat = draft.maybe('comdat', 15) ? draft.choices.pickOrNone(groups) : undefined;
  object.customSections.push({ id: name, name, bytes: '', sites: [], ...(comdat !== undefined && { comdat }) });
  if (comdat === undefined && draft.choices.percent(60)) {
    addSymbol(object, { name, binding: 'local', denotes: { kind: 'section', section: name } });
  }
}

function sitesOf(draft: Draft, scope: Scope, section: DraftSection): Site[] {
  const { choices } = draft;
  const size = sizeOf(section);
  const sites: Site[] = [];
  let offset = choices.percent(50) ? 0 : choices.between(1, 4);
  const { bytes } = draft.word;
  while (offset + bytes <= size && sites.length < 6) {
    const site = siteAt(draft, scope, { section, offset });
    if (site !== undefined) sites.push(site);
    offset += bytes + choices.weighted([60, 10, 10, 10, 10]);
  }
  return sites;
}

function siteAt(
  draft: Draft,
  scope: Scope,
  { section, offset }: { readonly section: DraftSection; readonly offset: number },
): Site | undefined {
  const { choices, word } = draft;
  const functions = scope.functions.filter(({ payload }) => payload !== undefined).map(({ symbol }) => symbol);
  const sections = scope.object.symbols
    .filter((symbol) => isOffsetBase(scope.object, section, symbol))
    .map(({ id }) => id);
  const data = [...scope.data.filter(({ segment }) => !segment.strings), ...scope.absolutes].map(
    ({ symbol }) => symbol,
  );
  const kinds: readonly {
    readonly kind: Site['kind'];
    readonly symbols: readonly string[];
    readonly weight: number;
  }[] = [
    { kind: word.functionOffset, symbols: functions, weight: 40 },
    { kind: 'SECTION_OFFSET_I32', symbols: sections, weight: 25 },
    { kind: word.pointer, symbols: data, weight: 20 },
    { kind: 'GLOBAL_INDEX_I32', symbols: scope.globals.map(({ symbol }) => symbol), weight: 15 },
    { kind: 'FUNCTION_INDEX_I32', symbols: functions, weight: 10 },
    { kind: word.slot, symbols: draft.tableless ? [] : functions, weight: 8 },
  ];
  const usable = kinds.filter(({ symbols }) => symbols.length > 0);
  if (usable.length === 0) return undefined;
  const { kind, symbols } = usable[choices.weighted(usable.map(({ weight }) => weight))]!;
  const site = { offset, kind, symbol: choices.pick(symbols) };
  return { ...site, addend: addendOf(draft, scope.object, site) };
}

/** Strings are referred to by debug information, and only where there are some. */
function isOffsetBase(object: DraftObject, from: DraftSection, { denotes }: ScenarioSymbol): boolean {
  if (denotes.kind !== 'section') return false;
  const section = object.customSections.find(({ id }) => id === denotes.section)!;
  return section.name !== debugStringsName || (section.bytes.length > 0 && from.name.startsWith('.debug_'));
}

/** `-r` adds where the section goes, and an addend has 32 bits. */
const moderateEdges = farEdges.filter((addend) => Math.abs(addend) <= 2 ** 28);

function addendOf(draft: Draft, object: DraftObject, { kind, symbol }: Pick<Site, 'kind' | 'symbol'>): number {
  if (kind.includes('INDEX')) return 0;
  const denotes = object.symbols.find(({ id }) => id === symbol)?.denotes;
  if (denotes?.kind === 'section') {
    const section = object.customSections.find(({ id }) => id === denotes.section)!;
    if (section.name === debugStringsName) return stringOffset(draft, section);
  }
  const far = draft.maybe('wide-addends', 25);
  return draft.choices.pick(far ? [...nearEdges, ...moderateEdges] : [0, 0, 1, 4, 11]);
}
