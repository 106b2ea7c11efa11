/**
 * An archive's member that one thing alone decides about: an option, a weak reference, its archive. Others are referred to
 * from many sides, so that they would be linked anyway. What it brings is seen from outside: an init function, or an
 * exported symbol.
 */
import { isDynamic } from '../model/output-mode.ts';
import type { Input, Signature } from '../scenario/scenario.ts';
import { castInitFunction } from './cast-entry-points.ts';
import { addFunction, addSymbol, type Draft, type DraftObject, draftObject, reference } from './draft.ts';

const signature: Signature = { parameters: [], results: ['i32'] };
const name = 'lone';

/** Says why the member is linked, or that it is not; gives what its archive needs for that. */
type Reason = (draft: Draft, member: DraftObject) => Partial<Extract<Input, { kind: 'archive' }>>;

export function castLoneMember(draft: Draft): void {
  if (draft.profile.plain || !draft.maybe('archive', 14)) return;
  const { choices, inputs, options, objects } = draft;
  const member = draftObject('lone.o', draft.memory64);
  const reason = choices.pick(draft.has('init-functions') ? [...reasons, wholeArchive] : reasons);
  addFunction(draft, member, { id: name, signature, rank: 0 });
  addSymbol(member, { name, binding: 'strong', denotes: { kind: 'function', function: name } });
  const archive = { kind: 'archive', name: 'lone.a', members: [member], ...reason(draft, member) } as const;
  inputs.splice(choices.pick([0, inputs.length]), 0, archive);
  if (draft.has('init-functions')) castInitFunction(draft, member);
  else castMark(draft, member);
  objects.push(member);
  if (isDynamic(options)) draft.positionIndependent.add(member);
}

const reasons: readonly Reason[] = [
  function undefinedOption({ options }) {
    options.undefined = [...(options.undefined ?? []), name];
    return {};
  },
  function exportIfDefined(draft) {
    const { options } = draft;
    options.exportsIfDefined = [...(options.exportsIfDefined ?? []), name];
    // Members that come in for several exports have no certain order.
    if (draft.hasExportedMember) options.undefined = [...(options.undefined ?? []), name];
    draft.hasExportedMember = true;
    return {};
  },
  /** Before the archive or behind it. */
  function weakReference({ choices, explicit }) {
    reference(choices.pick(explicit), name, { kind: 'undefined-function', signature }, true);
    return {};
  },
];

/** Nothing refers to it, and nothing in it is reached but what it brings by itself. */
const wholeArchive: Reason = () => ({ wholeArchive: true });

function castMark(draft: Draft, member: DraftObject): void {
  addFunction(draft, member, { id: 'lone_mark', signature, rank: 0 });
  const denotes = { kind: 'function', function: 'lone_mark' } as const;
  addSymbol(member, { name: 'lone_mark', binding: 'strong', exported: true, denotes });
}
