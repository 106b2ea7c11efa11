/**
 * Claim: the module holds the functions that the model keeps and no others, as many table entries as functions whose
 * address is taken, data of the size of the segments that are kept, all custom sections (`kept-sections.ts`), and calls
 * the init functions of what it holds (`init-calls.ts`).
 * Targets: all; functions are counted where the name section tells which the linker made itself. Oracle: the model's
 * reach, `generators/model/reach.ts`.
 * Cannot see: anything too much where garbage collection is off, one function kept in place of another of the same
 * name, dead data smaller than what alignment may add.
 * Fault that it catches: a dead function that stays, a live one that goes, two slots for one function, an unneeded
 * archive member that is linked.
 */
import { type Expectation, expectationOf } from '../generators/model/expect.ts';
import type { Payload } from '../generators/model/reach.ts';
import type { Scenario, ScenarioFunction, ScenarioSegment } from '../generators/scenario/scenario.ts';
import type { WasmModule } from '../src/wasm/index.ts';
import { decodeOutput } from './decoded-output.ts';
import { initFault } from './init-calls.ts';
import { sectionFault } from './kept-sections.ts';
import { lostGroupCause, lostNames } from './lost-groups.ts';
import { fails, holds, notApplicable, type Property, type Verdict } from './property.ts';
import { causeOfMore } from './too-much.ts';

export const reachability: Property<Scenario> = {
  name: 'reachability',
  statement: 'The module holds what is reachable from the roots, and nothing more.',
  blindSpot: 'One payload kept in place of another of the same name, and a little dead data.',
  appliesTo: () => true,
  async check({ scenario, link }) {
    if (scenario === undefined) return notApplicable('there is no scenario');
    const expectation = expectationOf(scenario);
    if (expectation.verdict === 'fails' || expectation.resolution.ambiguous) return notApplicable('it must not link');
    const { module, verdict } = decodeOutput(await link());
    if (module === undefined) return verdict;
    const mayStay = scenario.options.gcSections === false;
    for (const check of [checkFunctions, checkTable, checkData]) {
      const found = check(module, expectation);
      if (found.kind === 'fails' && !(mayStay && found.key.endsWith('.more'))) return found;
    }
    return sectionFault(module, expectation, scenario.options) ?? initFault(module, expectation) ?? holds;
  },
};

/** Names that wasm-ld gives to what it makes itself. */
const synthetic = /^(__wasm_\w+|undefined_stub|undefined_weak:.*|signature_mismatch:.*|.*[ .(]\.?command_export\)?)$/;

function checkFunctions(module: WasmModule, expectation: Expectation): Verdict {
  const { reach, resolution } = expectation;
  if (module.names === undefined || module.names.functions.length === 0) return notApplicable('there are no names');
  const imported = module.imports.filter(({ kind }) => kind === 'function').length;
  const names = module.names.functions.filter(({ index }) => index >= imported).map(({ name }) => name);
  const own = names.filter((name) => !synthetic.test(name));
  const kept = [...reach.kept].filter(isFunction);
  const unnamed = module.functions.length - names.length;
  if (own.length + unnamed === kept.length) return holds;
  const key = own.length + unnamed > kept.length ? 'functions.more' : 'functions.fewer';
  const expected = resolution.included.flatMap(({ name, functions }) =>
    functions.filter((one) => reach.kept.has(one)).map(({ id }) => `${name}/${id}`),
  );
  const keptNames = new Set(kept.map(({ id }) => id));
  const lost = lostNames(expectation);
  const isLost = own.some((name) => !keptNames.has(name) && lost.has(name));
  const more = key === 'functions.more' ? causeOfMore(module, expectation) : undefined;
  return fails(
    key,
    `the module has ${own.join(', ') || 'none'}\nthe model keeps ${expected.join(', ') || 'none'}`,
    isLost ? lostGroupCause : more,
  );
}

function checkTable(module: WasmModule, expectation: Expectation): Verdict {
  const { reach } = expectation;
  const entries = module.elements.reduce(
    (sum, { functions, expressions }) => sum + functions.length + expressions.length,
    0,
  );
  const slots = reach.tableSlots.size;
  if (entries === slots) return holds;
  const evidence = `the table has ${entries} entries, the address is taken of ${[...reach.tableSlots].join(', ') || 'nothing'}`;
  if (entries < slots) return fails('table.fewer', evidence);
  const functions = module.elements.flatMap((element) => element.functions);
  const isTwice = new Set(functions).size < functions.length;
  return fails(
    'table.more',
    evidence,
    isTwice ? 'table: one function has two slots' : causeOfMore(module, expectation),
  );
}

/** Zero-filled segments need not be written, strings may be merged, and each segment may have gaps before it. */
function checkData(module: WasmModule, expectation: Expectation): Verdict {
  const { reach } = expectation;
  const size = module.data.reduce((sum, { bytes }) => sum + bytes.length, 0);
  let least = 0;
  let most = 0;
  const kept = [...reach.kept].filter(isSegment);
  for (const segment of kept) {
    const bytes = segment.bytes.length / 2;
    most += bytes + 2 ** segment.alignLog2 - 1;
    if (!segment.strings && !segment.name.startsWith('.bss')) least += bytes;
  }
  most += gapsBetweenSections(module, kept);
  if (size < least) return fails('data.fewer', `the module has ${size} bytes of data, ${least} are kept`);
  if (size <= most) return holds;
  const evidence = `the module has ${size} bytes of data, at most ${most} are kept`;
  return fails('data.more', evidence, causeOfMore(module, expectation));
}

/** A module that is moved has its sections in one data segment, each aligned as its own most aligned part. */
function gapsBetweenSections({ imports }: WasmModule, kept: readonly ScenarioSegment[]): number {
  if (!imports.some(({ field }) => field === '__memory_base')) return 0;
  const widest = Math.max(0, ...kept.map(({ alignLog2 }) => alignLog2));
  return new Set(kept.map(({ name }) => name)).size * (2 ** widest - 1);
}

const isFunction = (payload: Payload): payload is ScenarioFunction => 'body' in payload;
const isSegment = (payload: Payload): payload is ScenarioSegment => 'bytes' in payload && 'alignLog2' in payload;
