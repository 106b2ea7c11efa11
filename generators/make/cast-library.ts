/**
 * Shared libraries beside a module that is moved: functions and data that only they define, who refers to them, and now
 * and then a name that an object defines too, which then wins.
 */

import type { ScenarioLibrary } from '../scenario/scenario.ts';
import { anySignature } from './cast-functions.ts';
import { type Draft, randomHex, reference, symbolNamed } from './draft.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K] };

export function castLibraries(draft: Draft): void {
  if (draft.output === 'static' || draft.memory64 || draft.options.sharedMemory || !draft.maybe('libraries', 45))
    return;
  const { choices } = draft;
  for (let i = choices.between(1, 2); i > 0; i--) draft.libraries.push(castLibrary(draft, `lib${draft.fresh()}.so`));
}

function castLibrary(draft: Draft, name: string): ScenarioLibrary {
  const { choices } = draft;
  const library: Writable<ScenarioLibrary> = { name, functions: [], data: [] };
  for (let i = choices.between(0, 3); i > 0; i--) castFunction(draft, library);
  for (let i = choices.between(0, 2); i > 0; i--) castData(draft, library);
  const rival = choices.percent(30) ? choices.pickOrNone(draft.sharedFunctions) : undefined;
  const isDefined = draft.explicit.some(
    (object) => symbolNamed(object, rival?.name ?? '')?.denotes.kind === 'function',
  );
  if (rival !== undefined && isDefined) library.functions.push({ name: rival.name, signature: rival.signature });
  return library;
}

function castFunction(draft: Draft, { functions }: Writable<ScenarioLibrary>): void {
  const fresh = { name: `library_f${draft.fresh()}`, signature: anySignature(draft) };
  functions.push(fresh);
  for (const object of draft.choices.sample(draft.objects, draft.choices.between(1, 2))) {
    const denotes = { kind: 'undefined-function', signature: fresh.signature } as const;
    reference(object, fresh.name, denotes, draft.maybe('weak-undefined', 25));
  }
}

function castData(draft: Draft, { data }: Writable<ScenarioLibrary>): void {
  const name = `library_d${draft.fresh()}`;
  data.push({ name, bytes: randomHex(draft, draft.choices.between(1, 24)) });
  for (const object of draft.choices.sample(draft.objects, draft.choices.between(1, 2))) {
    reference(object, name, { kind: 'undefined-data' }, draft.maybe('weak-undefined', 25));
  }
}
