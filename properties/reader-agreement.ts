/**
 * Claim: what `src/wasm` reads in an object or in a linked module is what wabt and binaryen read: the same imports,
 * functions with the same types and locals, tables, memories, globals, exports, elements and data; and the bodies that it
 * reads fill the code section without a gap.
 * Targets: all. Oracle: wabt's text of the output and of one input; binaryen's view of the output. In one case of
 * sixteen, binaryen in a fourth of those.
 * Cannot see: what is in custom sections; instructions.
 * Fault that it catches: a decoder and an encoder that are wrong in the same way, which no round trip shows.
 */
import type { Scenario } from '../generators/scenario/scenario.ts';
import { archiveIn, moduleIn } from '../src/observe/decoded-files.ts';
import { DecodeError, isArchive, SectionId, type WasmModule } from '../src/wasm/index.ts';
import { decodeOutput } from './decoded-output.ts';
import { messageSlug } from './message-slug.ts';
import { fails, holds, notApplicable, type Property, type Verdict } from './property.ts';
import { binaryenView } from './readers/binaryen-view.ts';
import { type ModuleView, viewDifference, viewOf } from './readers/module-view.ts';
import { wabtView } from './readers/wabt-view.ts';
import { isSampled, type Sample } from './sampling.ts';

export const readerSample: Sample = { every: 16, salt: 9 };
export const binaryenSample: Sample = { every: 64, salt: 9 };

export const readerAgreement: Property<Scenario> = {
  name: 'reader-agreement',
  statement: 'Objects and modules are read here as wabt and binaryen read them.',
  blindSpot: 'Custom sections, and the instructions of bodies.',
  appliesTo: () => true,
  async check({ job, seed, link }) {
    if (!isSampled(seed, readerSample)) return notApplicable(`one case in ${readerSample.every} is asked`);
    const object = chooseObject([...job.files.values()], seed);
    const ofInput = object === undefined ? holds : await compareObject(object);
    if (ofInput.kind === 'fails') return ofInput;
    const outcome = await link();
    if (outcome.kind !== 'linked') return ofInput;
    const { module, verdict } = decodeOutput(outcome);
    if (module === undefined) return verdict;
    const ofOutput = await compareWith('wabt', module, wabtView);
    if (ofOutput.kind === 'fails' || !isSampled(seed, binaryenSample)) return ofOutput;
    return compareWith('binaryen', module, binaryenView);
  },
};

function chooseObject(files: readonly Uint8Array[], seed: number): Uint8Array | undefined {
  const objects = files.flatMap((bytes) => (isArchive(bytes) ? membersOf(bytes) : [bytes]));
  return objects[seed % objects.length];
}

function membersOf(archive: Uint8Array): readonly Uint8Array[] {
  try {
    return archiveIn(archive).members.flatMap(({ bytes }) => bytes ?? []);
  } catch (error) {
    if (error instanceof DecodeError) return [];
    throw error;
  }
}

/** An object that is refused here may be wrong: the linker says so, and wabt does not read what makes it an object. */
async function compareObject(bytes: Uint8Array): Promise<Verdict> {
  try {
    return await compareWith('wabt', moduleIn(bytes), wabtView);
  } catch (error) {
    if (error instanceof DecodeError) return notApplicable(`an input cannot be decoded: ${error.message}`);
    throw error;
  }
}

type Read = (bytes: Uint8Array) => Promise<Partial<ModuleView> | { readonly refused: string }>;

/** Asked of a module that was read here. */
export async function compareWith(reader: 'wabt' | 'binaryen', module: WasmModule, read: Read): Promise<Verdict> {
  const gap = gapBetweenBodies(module);
  if (gap !== undefined) return fails('bodies', gap);
  const theirs = await read(module.bytes);
  if ('refused' in theirs) {
    return notApplicable(`${reader} does not read it: ${messageSlug(theirs.refused)}`);
  }
  const difference = viewDifference(viewOf(module), theirs as Partial<ModuleView>);
  if (difference === undefined) return holds;
  return fails(`${reader}.${difference.key}`, `${reader}: ${difference.evidence}`);
}

function gapBetweenBodies({ sections, code }: WasmModule): string | undefined {
  const content = sections.find(({ id }) => id === SectionId.Code)?.content;
  if (content === undefined) return undefined;
  let end = code[0]?.offset ?? content.length;
  for (const [i, { offset, bytes }] of code.entries()) {
    if (offset !== end) return `body ${i} begins at ${offset}, the one before ends at ${end}`;
    end = offset + bytes.length;
  }
  return end === content.length ? undefined : `the bodies end at ${end}, the section at ${content.length}`;
}
