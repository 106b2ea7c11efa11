/**
 * `.debug_str` as compilers write it: strings that linkers merge over all objects, found through section offsets, also to
 * the middle of a string. The section has no flag that says so: its name does.
 */

import { bytesFromHex, hexFromBytes } from '../scenario/hex.ts';
import type { ScenarioCustomSection } from '../scenario/scenario.ts';
import { addSymbol, type Draft, type DraftObject, type DraftSection } from './draft.ts';

export const debugStringsName = '.debug_str';

const strings: readonly string[] = [
  '',
  'int',
  'unsigned int',
  'char',
  'main.c',
  'src/main.c',
  'clang',
  'größe',
  'argc',
];

export function castDebugStrings(draft: Draft): void {
  if (!draft.has('debug-strings') || !draft.has('custom-sections')) return;
  for (const object of draft.objects) if (draft.choices.percent(50)) addStrings(draft, object);
}

function addStrings(draft: Draft, object: DraftObject): void {
  const { choices } = draft;
  const encoder = new TextEncoder();
  const chosen = choices.sample(strings, choices.between(0, 5));
  const bytes = hexFromBytes(chosen.flatMap((text) => [...encoder.encode(text), 0]));
  const section: DraftSection = { id: debugStringsName, name: debugStringsName, bytes, sites: [] };
  object.customSections.push(section);
  draft.finished.add(section);
  const denotes = { kind: 'section', section: section.id } as const;
  addSymbol(object, { name: debugStringsName, binding: 'local', denotes });
  if (object.customSections.some(({ name }) => name === '.debug_info')) return;
  object.customSections.push({ id: '.debug_info', name: '.debug_info', bytes: '', sites: [] });
}

/** A place in the strings: mostly where one begins. */
export function stringOffset(draft: Draft, { bytes }: ScenarioCustomSection): number {
  const content = bytesFromHex(bytes);
  const begins = [...content.keys()].filter((i) => i === 0 || content[i - 1] === 0);
  return draft.choices.percent(75) ? draft.choices.pick(begins) : draft.choices.below(content.length);
}
