/** The first step: how many objects there are, and whether each comes by name, in an archive or between --start-lib and --end-lib. */

import { isDynamic } from '../model/output-mode.ts';
import type { Input } from '../scenario/scenario.ts';
import { type Draft, type DraftObject, draftObject } from './draft.ts';

export function placeObjects(draft: Draft): void {
  const count = draft.between(draft.profile.objects);
  const suffix = draft.maybe('archive', 20) ? '_whose_name_is_too_long_for_a_header.o' : '.o';
  for (let i = 0; i < count; i++) draft.objects.push(draftObject(`${objectName(i)}${suffix}`, draft.memory64));
  compileForPosition(draft);
  let next = 0;
  let libraries = 0;
  while (next < count) {
    const left = count - next;
    const members = draft.choices.between(1, Math.min(left, 4));
    // At least one object is linked whatever happens.
    const lastChance = draft.explicit.length === 0 && left === members;
    const kind = lastChance ? 'object' : inputKind(draft);
    const taken = draft.objects.slice(next, next + (kind === 'object' ? 1 : members));
    next += taken.length;
    draft.inputs.push(inputOf(draft, kind, taken, libraries));
    if (kind === 'archive') libraries += 1;
  }
  if (draft.maybe('zero-size', 6)) addNothing(draft);
}

/** Inputs that bring nothing: an object without any content, or an archive without members. */
function addNothing(draft: Draft): void {
  const nothing: readonly Input[] = [
    { kind: 'object', object: draftObject('nothing.o', draft.memory64) },
    { kind: 'archive', name: 'nothing.a', members: [] },
  ];
  draft.inputs.splice(draft.choices.below(draft.inputs.length + 1), 0, draft.choices.pick(nothing));
}

/** All objects of a module that is moved; in others position-independent code is no harm. */
function compileForPosition(draft: Draft): void {
  if (isDynamic(draft.options)) for (const object of draft.objects) draft.positionIndependent.add(object);
  else if (draft.maybe('pic', draft.profile.always.includes('pic') ? 90 : draft.memory64 ? 35 : 20)) {
    for (const object of draft.objects) if (draft.choices.percent(50)) draft.positionIndependent.add(object);
  }
}

function objectName(index: number): string {
  const letter = String.fromCharCode(97 + (index % 26));
  return index < 26 ? letter : `${letter}${Math.floor(index / 26)}`;
}

function inputKind(draft: Draft): Input['kind'] {
  if (draft.maybe('archive', 25)) return 'archive';
  return draft.maybe('start-lib', 15) ? 'start-lib' : 'object';
}

function inputOf(draft: Draft, kind: Input['kind'], taken: readonly DraftObject[], libraries: number): Input {
  switch (kind) {
    case 'object':
      draft.explicit.push(taken[0]!);
      return { kind, object: taken[0]! };
    case 'start-lib':
      return { kind, members: taken };
    case 'archive': {
      const { plain } = draft.profile;
      const wholeArchive = !plain && draft.choices.percent(25);
      if (wholeArchive) draft.explicit.push(...taken);
      return {
        kind,
        name: `lib${libraries}.a`,
        members: taken,
        ...(wholeArchive && { wholeArchive }),
        ...(!plain && archiveForm(draft)),
        ...(!plain && draft.choices.percent(10) && { index: false }),
      };
    }
  }
}

/** How the archive is written; most are plain. */
function archiveForm(draft: Draft): Pick<Extract<Input, { kind: 'archive' }>, 'format' | 'thin'> {
  switch (draft.choices.weighted([55, 15, 10, 8, 12])) {
    case 1:
      return { format: 'bsd' };
    case 2:
      return { format: 'gnu64' };
    case 3:
      return { format: 'darwin64' };
    case 4:
      return { thin: true };
    default:
      return {};
  }
}
