/**
 * Claim: objects whose code is well typed, and whose relocations say all that must be moved, become a valid module, say V8
 * and wabt; whatever else is wrong with them.
 * Targets: all. Oracle: the same validators, asked of each object alone, moved to other indices (`moved-object.ts`).
 * Cannot see: what comes of code that is not well typed: a linker does not check it, and it stays as it is.
 * Fault that it catches: a symbol of one type taken for one of another; an index of a broken table that is written as it is.
 */
import { archiveIn, moduleIn } from '../src/observe/decoded-files.ts';
import { engine } from '../src/observe/engine.ts';
import { isArchive, isObject, isWasm } from '../src/wasm/index.ts';
import { movedObject } from './moved-object.ts';
import { notApplicable, type Property } from './property.ts';
import { judgeModule } from './valid-everywhere.ts';

/** @internal */
export const validIfInputsAre: Property = {
  name: 'valid-if-inputs-are',
  statement: 'Objects whose code is valid wherever their relocations move it are linked to a valid module.',
  blindSpot: 'What comes of code that is not well typed, and of code that uses GOT entries, segments or `ref.func`.',
  keyIsCause: true,
  appliesTo: () => true,
  async check(subject) {
    const outcome = await subject.link();
    if (outcome.kind !== 'linked') return notApplicable(`nothing was linked (${outcome.kind})`);
    const unsound = [...subject.job.files].find(([, bytes]) => !isSound(bytes));
    if (unsound !== undefined) return notApplicable(`the code of ${unsound[0]} is not valid by itself`);
    return judgeModule(outcome.bytes, ['v8', 'wabt']);
  },
};

/** An object, or an archive of them, with valid code; or a file of another kind, which has no code. */
export function isSound(bytes: Uint8Array): boolean {
  try {
    if (isArchive(bytes)) return archiveIn(bytes).members.every(({ bytes: own }) => own === undefined || isSound(own));
    return !isWasm(bytes) || isSoundObject(bytes);
  } catch {
    return false;
  }
}

/** Two numbers stand for every address: they differ in each byte of a LEB. */
const fillers = [0, 0x7a9d_5aa5] as const;

function isSoundObject(bytes: Uint8Array): boolean {
  const module = moduleIn(bytes);
  if (!isObject(module)) return false;
  return fillers.every((filler) => {
    const moved = movedObject(module, filler);
    return moved !== undefined && engine.validate(moved);
  });
}
