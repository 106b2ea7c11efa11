/**
 * Asks one stored case of several versions of a linker, in their order, and says where its bug came and where it went.
 * All of them are asked: there are few, and bugs come back.
 * Not here: the replay (`replay.ts`), which versions are here (`src/targets`).
 */
import type { ReplayResult } from './replay.ts';

export interface VersionWord {
  readonly target: string;
  readonly version: string;
  /** `not-asked`: the version does not do what the case needs, or the property does not apply to it. */
  readonly says: 'fails' | 'passes' | 'not-asked';
  /** The key of the failure, or why it was not asked. */
  readonly detail: string;
}

export function wordOf({ name, version }: { name: string; version: string }, result: ReplayResult): VersionWord {
  const failed = result.verdicts.find(({ kind }) => kind === 'fails');
  if (failed !== undefined) return { target: name, version, says: 'fails', detail: failed.key ?? '' };
  if (result.verdicts.some(({ kind }) => kind === 'holds'))
    return { target: name, version, says: 'passes', detail: '' };
  return { target: name, version, says: 'not-asked', detail: result.verdicts[0]?.detail ?? 'does not do this' };
}

export type Turn =
  /** `after`: the last version before it that was good; absent when it is the first of all. */
  | { readonly kind: 'bad-from'; readonly target: string; readonly after?: string }
  | { readonly kind: 'fixed-in'; readonly target: string; readonly after: string };

/** Where versions that were asked differ from the one before them. */
export function turnsIn(words: readonly VersionWord[]): Turn[] {
  const asked = words.filter(({ says }) => says !== 'not-asked');
  return asked.flatMap(({ target, says }, at): Turn[] => {
    const before = asked[at - 1];
    if (before === undefined) return says === 'fails' ? [{ kind: 'bad-from', target }] : [];
    if (before.says === says) return [];
    return [{ kind: says === 'fails' ? 'bad-from' : 'fixed-in', target, after: before.target }];
  });
}

/** `wasm-ld-14`, `16`, `zig-0.14`: a version alone is of the linker before it. */
export function fullNames(names: readonly string[]): string[] {
  const full: string[] = [];
  for (const name of names) {
    const before = full.at(-1);
    full.push(/^\d[\d.]*$/.test(name) && before !== undefined ? before.replace(/[\d.]*$/, name) : name);
  }
  return full;
}
