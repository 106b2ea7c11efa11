/** The first step: how many objects there are, and whether each comes by name, in an archive or between --start-lib and --end-lib. */
import { type Draft, type DraftObject, draftObject } from './draft.ts';
import type { Input } from './scenario.ts';

export function placeObjects(draft: Draft): void {
  const count = draft.between(draft.profile.objects);
  for (let i = 0; i < count; i++) draft.objects.push(draftObject(objectName(i), draft.memory64));
  if (draft.maybe('pic', draft.profile.always.includes('pic') ? 90 : 25)) compileSome(draft);
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
}

function compileSome(draft: Draft): void {
  for (const object of draft.objects) if (draft.choices.percent(50)) draft.positionIndependent.add(object);
}

function objectName(index: number): string {
  const letter = String.fromCharCode(97 + (index % 26));
  return index < 26 ? `${letter}.o` : `${letter}${Math.floor(index / 26)}.o`;
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
      const wholeArchive = draft.choices.percent(15);
      if (wholeArchive) draft.explicit.push(...taken);
      return {
        kind,
        name: `lib${libraries}.a`,
        members: taken,
        ...(wholeArchive && { wholeArchive }),
        ...(draft.choices.percent(15) && { format: 'bsd' as const }),
        ...(draft.choices.percent(10) && { index: false }),
      };
    }
  }
}
