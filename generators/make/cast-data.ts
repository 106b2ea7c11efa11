/**
 * Which data there is: shared names with their definitions, segments with one symbol or several, symbols in the middle
 * and at the end of a segment, zero-size ones, strings, and who refers to whose names. Bytes and relocation sites come
 * later (`fill-segments.ts`): pointers can only be aimed once it is known what is there.
 */

import { syntheticDataNamesIn } from '../model/synthetic-symbols.ts';
import { hexFromBytes } from '../scenario/hex.ts';
import { attributes, namesakePercent } from './cast-functions.ts';
import {
  addSymbol,
  type Draft,
  type DraftObject,
  type DraftSegment,
  randomHex,
  reference,
  symbolNamed,
} from './draft.ts';
import { sharedName } from './odd-names.ts';

export function castData(draft: Draft): void {
  const count = draft.between(draft.profile.sharedData);
  for (let i = 0; i < count; i++) {
    const name = sharedName(draft, 'd', i);
    draft.sharedData.push(name);
    defineShared(draft, name);
  }
  if (draft.maybe('section-boundaries', 25)) castRegistry(draft);
  for (const object of draft.objects) {
    if (draft.has('local')) for (let i = draft.between(draft.profile.localData); i > 0; i--) castLocal(draft, object);
    if (draft.maybe('strings', 30)) castStrings(draft, object);
    if (draft.maybe('retain', 15)) addSegment(draft, object, `kept${draft.fresh()}`).retain = true;
  }
}

/** Segments of one name that add up to a table, and an object that walks it from end to end. */
function castRegistry(draft: Draft): void {
  const { choices } = draft;
  const walker = choices.pick(draft.explicit);
  for (const object of new Set([choices.pick(draft.explicit), ...choices.sample(draft.objects, choices.below(3))])) {
    const id = `registry.${draft.fresh()}`;
    const bytes = randomHex(draft, choices.between(4, 12));
    const segment = { id, name: 'registry', alignLog2: choices.between(0, 3), bytes, sites: [], retain: true };
    object.segments.push(segment);
    draft.finished.add(segment);
    addSymbol(object, { name: 'entry', binding: 'local', denotes: { kind: 'data', segment: id, offset: 0, size: 4 } });
  }
  for (const name of ['__start_registry', '__stop_registry']) reference(walker, name, { kind: 'undefined-data' });
}

function defineShared(draft: Draft, name: string): void {
  const { choices } = draft;
  if (draft.maybe('comdat', 20)) {
    const binding = choices.percent(70) ? 'weak' : 'strong';
    for (const object of choices.sample(draft.objects, choices.between(1, 3))) {
      const segment = addSegment(draft, object, name);
      segment.comdat = name;
      defineAt(draft, object, name, segment, binding);
    }
    return;
  }
  const definers = choices.sample(draft.objects, draft.maybe('weak', 45) ? choices.between(1, 4) : 1);
  const strong = choices.percent(60) || !draft.has('weak') ? choices.below(definers.length) : -1;
  definers.forEach((object, i) => {
    const segment = sharableSegment(draft, object) ?? addSegment(draft, object, name);
    defineAt(draft, object, name, segment, i === strong ? 'strong' : 'weak');
    if (draft.maybe('alias', 40)) addMoreSymbols(draft, object, name, segment);
  });
}

function defineAt(
  draft: Draft,
  object: DraftObject,
  name: string,
  segment: DraftSegment,
  binding: 'strong' | 'weak' | 'local',
): void {
  const size = sizeOf(segment);
  const offset = draft.choices.percent(70) ? 0 : draft.choices.between(0, size);
  const span = draft.maybe('zero-size', 15) ? 0 : size - offset;
  const flags = binding === 'local' ? {} : attributes(draft);
  addSymbol(object, { name, binding, ...flags, denotes: { kind: 'data', segment: segment.id, offset, size: span } });
}

/** An existing segment that may hold one more symbol. */
function sharableSegment(draft: Draft, object: DraftObject): DraftSegment | undefined {
  if (!draft.choices.percent(20)) return undefined;
  return draft.choices.pickOrNone(object.segments.filter((segment) => !segment.comdat && !segment.strings));
}

/** Aliases at the same place, symbols inside, one at the very end. */
function addMoreSymbols(draft: Draft, object: DraftObject, name: string, segment: DraftSegment): void {
  const { choices } = draft;
  const size = sizeOf(segment);
  for (const offset of [0, choices.between(0, size), size].slice(0, choices.between(1, 3))) {
    const binding = draft.maybe('local', 40) ? 'local' : draft.maybe('weak', 25) ? 'weak' : 'strong';
    const span = choices.percent(30) ? 0 : size - offset;
    const alias = `${name}_at${draft.fresh()}`;
    addSymbol(object, { name: alias, binding, denotes: { kind: 'data', segment: segment.id, offset, size: span } });
  }
}

function castLocal(draft: Draft, object: DraftObject): void {
  const namesake = draft.choices.percent(namesakePercent(draft, object))
    ? draft.choices.pickOrNone(draft.sharedData)
    : undefined;
  const name = namesake ?? `local_data${draft.choices.below(4)}`;
  defineAt(draft, object, name, sharableSegment(draft, object) ?? addSegment(draft, object, name), 'local');
}

/** A segment whose bytes are still zero. */
export function addSegment(draft: Draft, object: DraftObject, name: string): DraftSegment {
  const { choices } = draft;
  const bss = draft.maybe('bss', 15);
  const prefix = bss ? '.bss' : choices.pick(['.data', '.data', '.rodata']);
  const alone = choices.percent(80);
  const segment: DraftSegment = {
    id: `${prefix}.${name}.${draft.fresh()}`,
    name: alone ? `${prefix}.${name}` : choices.percent(80) ? prefix : 'own_section',
    alignLog2: choices.weighted([25, 10, 40, 10, 12, 2, 1]),
    bytes: '00'.repeat(segmentSize(draft)),
    sites: [],
  };
  object.segments.push(segment);
  return segment;
}

function segmentSize(draft: Draft): number {
  const { choices } = draft;
  if (draft.maybe('zero-size', 6)) return 0;
  switch (choices.weighted([20, 10, 50, draft.has('addends') ? 20 : 0])) {
    case 0:
      return 4;
    case 1:
      return choices.between(1, 3);
    case 2:
      return choices.between(5, 40);
    default:
      // Room for addends on both sides of 64 and of 128.
      return choices.between(130, 300);
  }
}

export function sizeOf(segment: { readonly bytes: string }): number {
  return segment.bytes.length / 2;
}

const words: readonly string[] = ['', 'a', 'ha', 'alpha', 'beta', 'hal', 'gamma', 'ma', 'delta ', 'über', 'alphabeta'];

/**
 * NUL-terminated strings, each with a local symbol, some with one inside too; many are equal or end alike, so that merging has work. Those that are
 * aligned stay as they are.
 */
function castStrings(draft: Draft, object: DraftObject): void {
  const { choices } = draft;
  const chosen = choices.sample(words, choices.between(1, 4));
  const segment = addSegment(draft, object, 'str');
  segment.name = choices.percent(50) ? '.rodata.str' : `.rodata..L.str${draft.fresh()}`;
  segment.alignLog2 = choices.weighted([80, 10, 10]);
  segment.strings = true;
  const encoder = new TextEncoder();
  const bytes: number[] = [];
  for (const word of chosen) {
    const denotes = { kind: 'data', segment: segment.id, offset: bytes.length, size: 0 } as const;
    bytes.push(...encoder.encode(word), 0);
    const size = bytes.length - denotes.offset;
    addSymbol(object, { name: '.L.str', binding: 'local', denotes: { ...denotes, size } });
    if (size > 2 && choices.percent(25)) {
      const within = { ...denotes, offset: denotes.offset + 1, size: size - 1 };
      addSymbol(object, { name: '.L.str.tail', binding: 'local', denotes: within });
    }
  }
  segment.bytes = hexFromBytes(bytes);
}

/** References to data that other objects define, or the linker, or nobody. */
export function referToData(draft: Draft): void {
  const { choices } = draft;
  for (const object of draft.objects) {
    const others = draft.sharedData.filter((name) => symbolNamed(object, name) === undefined);
    for (const name of choices.sample(others, choices.between(0, 3))) {
      reference(object, name, { kind: 'undefined-data' }, draft.maybe('weak-undefined', 20));
    }
    if (draft.openData && choices.percent(30)) reference(object, 'open_data', { kind: 'undefined-data' });
    if (draft.maybe('weak-undefined', 30)) reference(object, 'absent_data', { kind: 'undefined-data' }, true);
    if (draft.maybe('synthetic-symbols', 25)) {
      reference(object, choices.pick(syntheticDataNamesIn(draft.output)), { kind: 'undefined-data' });
    }
  }
}
