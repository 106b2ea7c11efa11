/**
 * `--wrap`: a function whose references go to its wrapper, and the wrapper, which may call the function as `__real_`.
 * The function and the wrapper keep their own names: what the command line exports is never wrapped.
 */
import {
  addFunction,
  addSymbol,
  type Draft,
  type DraftObject,
  reference,
  type SharedFunction,
  symbolNamed,
} from './draft.ts';

export function castWrap(draft: Draft): void {
  if (!draft.maybe('wrap', draft.profile.always.includes('wrap') ? 90 : 25)) return;
  const { choices, options } = draft;
  const certain = draft.sharedFunctions.filter(({ name }) => draft.explicit.some((object) => defines(object, name)));
  const wrapped = choices.sample(certain, choices.between(1, 2));
  for (const shared of wrapped) castWrapper(draft, shared);
  if (wrapped.length > 0)
    options.wrap = [...wrapped.map(({ name }) => name), ...(choices.percent(20) ? ['nobody'] : [])];
}

function defines(object: DraftObject, name: string): boolean {
  return symbolNamed(object, name)?.denotes.kind === 'function';
}

/** Ranks lie between the function's and the next one's, so that calls of the wrapper, and its own, end. */
function castWrapper(draft: Draft, { name, signature, rank }: SharedFunction): void {
  const { choices } = draft;
  const wrapper: SharedFunction = { name: `__wrap_${name}`, signature, rank: rank + 0.5 };
  const strong = choices.percent(80);
  const definers = choices.sample(draft.objects, draft.maybe('weak', 30) ? 2 : 1);
  definers.forEach((object, i) => {
    addFunction(draft, object, { id: wrapper.name, signature, rank: wrapper.rank });
    const binding = strong && i === 0 ? 'strong' : 'weak';
    addSymbol(object, { name: wrapper.name, binding, denotes: { kind: 'function', function: wrapper.name } });
  });
  const denotes = { kind: 'undefined-function', signature } as const;
  const users = choices.percent(80) ? [...definers, ...choices.sample(draft.objects, choices.below(2))] : [];
  for (const object of new Set(users)) reference(object, `__real_${name}`, denotes);
  if (choices.percent(30)) draft.sharedFunctions.push(wrapper);
}
