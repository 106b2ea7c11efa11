/**
 * The order in which a file's sections may stand: core sections in the order of the specification, each once; `dylink.0`
 * before all of them; `linking`, then `reloc.*`; `name`, `producers`, `target_features` in that order at the end.
 * The same answers as the checker in LLVM's reader, which is the one `wasm-ld` uses. Unknown custom sections stand anywhere.
 */
import { SectionId } from './constants.ts';

/** What is told apart: a core section's id, a custom section's name. All `reloc.*` are one thing, and may be repeated. */
type Place = number | string;

/** For each place, those that may not have been seen before it; what these forbid is forbidden too. */
const forbiddenBefore: ReadonlyMap<Place, readonly Place[]> = new Map<Place, readonly Place[]>([
  ['dylink', ['dylink', SectionId.Type]],
  [SectionId.Type, [SectionId.Type, SectionId.Import]],
  [SectionId.Import, [SectionId.Import, SectionId.Function]],
  [SectionId.Function, [SectionId.Function, SectionId.Table]],
  [SectionId.Table, [SectionId.Table, SectionId.Memory]],
  [SectionId.Memory, [SectionId.Memory, SectionId.Tag]],
  [SectionId.Tag, [SectionId.Tag, SectionId.Global]],
  [SectionId.Global, [SectionId.Global, SectionId.Export]],
  [SectionId.Export, [SectionId.Export, SectionId.Start]],
  [SectionId.Start, [SectionId.Start, SectionId.Element]],
  [SectionId.Element, [SectionId.Element, SectionId.DataCount]],
  [SectionId.DataCount, [SectionId.DataCount, SectionId.Code]],
  [SectionId.Code, [SectionId.Code, SectionId.Data]],
  [SectionId.Data, [SectionId.Data, 'linking']],
  ['linking', ['linking', 'reloc.', 'name']],
  ['reloc.', []],
  ['name', ['name', 'producers']],
  ['producers', ['producers', 'target_features']],
  ['target_features', ['target_features']],
]);

/** A bit for each place: a file's order is checked for each of its sections, and archives have many files. */
const bitOf: ReadonlyMap<Place, number> = new Map(
  [...forbiddenBefore.keys()].map((place, i): [Place, number] => [place, 1 << i]),
);

/** `forbiddenBefore` with everything that follows from it, as bits. */
const forbiddenClosure: ReadonlyMap<Place, number> = new Map(
  [...forbiddenBefore.keys()].map((place): [Place, number] => [
    place,
    [...closure(place)].reduce<number>((bits, each) => bits | bitOf.get(each)!, 0),
  ]),
);

function closure(place: Place): ReadonlySet<Place> {
  const found = new Set<Place>();
  const work = [...forbiddenBefore.get(place)!];
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    work.push(...forbiddenBefore.get(next)!);
  }
  return found;
}

function placeOf(id: number, name: string): Place {
  if (id !== SectionId.Custom) return id;
  if (name === 'dylink.0') return 'dylink';
  return name.startsWith('reloc.') ? 'reloc.' : name;
}

export class SectionOrder {
  /** Bits of the places so far. */
  private seen = 0;

  /** Whether a section may stand here, after those admitted so far. */
  admit(id: number, name: string): boolean {
    const place = placeOf(id, name);
    if ((this.seen & (forbiddenClosure.get(place) ?? 0)) !== 0) return false;
    this.seen |= bitOf.get(place) ?? 0;
    return true;
  }
}
