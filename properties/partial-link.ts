/**
 * Claim: objects that are first linked into one with `-r`, and then with the rest, mean what they mean linked at once.
 * Targets: all. Oracle: the model's expectation of the direct link, and the relocation audit of both steps; in one
 * case of three.
 * It is asked of one object, or of objects side by side on the command line, that ask little of archives in front of them;
 * not of cases with warnings, of objects from before reference types, of segments that would not be kept without the
 * retain flag, or of data of which `-r` keeps more where a program sees how much there is.
 * What the object says of its symbols, init functions and COMDAT groups is held against its inputs (`object-structure.ts`).
 * Cannot see: what no probe depends on and no site holds: names, debug sections that are lost.
 * Fault that it catches: an addend that is not written again, a flag or a priority that `-r` loses, a slot 0 that is
 * given away.
 */

import { type Expectation, expectationOf } from '../generators/model/expect.ts';
import { resolve } from '../generators/model/resolve.ts';
import { boundaryNamed } from '../generators/model/section-boundaries.ts';
import { visitReferences } from '../generators/scenario/body-references.ts';
import {
  type Input,
  objectsOf,
  type Scenario,
  type ScenarioObject,
  type ScenarioSegment,
} from '../generators/scenario/scenario.ts';
import type { LinkJob, LinkOutcome } from '../src/targets/target.ts';
import { isObject } from '../src/wasm/index.ts';
import { decodeOutput } from './decoded-output.ts';
import { causeOf } from './failure-cause.ts';
import { structureFault } from './object-structure.ts';
import { outcomeText } from './outcome-difference.ts';
import { fails, notApplicable, type Property, type Verdict } from './property.ts';
import { auditOf, isPlain, judgeMeaning } from './same-meaning.ts';
import { isSampled, type Sample } from './sampling.ts';
import { timeLimitOf } from './self-check.ts';

export const partialSample: Sample = { every: 3, salt: 6 };

const partialName = 'partial.o';

/** Choices of objects that are tried before nothing is claimed. */
const maxChoices = 8;

export const partialLink: Property<Scenario> = {
  name: 'partial-link',
  statement: 'Objects linked with -r first mean what they mean linked at once.',
  blindSpot: 'What no probe depends on and no relocation site holds.',
  linksVariants: true,
  appliesTo: () => true,
  async check({ scenario, job, seed, target, link }) {
    if (scenario === undefined) return notApplicable('there is no scenario');
    if (!isSampled(seed, partialSample)) return notApplicable(`one case in ${partialSample.every} is asked`);
    const expectation = expectationOf(scenario);
    const chosen = objectsToJoin(scenario, expectation, seed);
    if (typeof chosen === 'string') return notApplicable(chosen);
    const { names, joined } = chosen;
    const direct = await link();
    if (direct.kind !== 'linked') return notApplicable(`nothing was linked (${direct.kind})`);
    const firstJob = jobOfFirst(job, names);
    const first = await link(firstJob);
    if (first.kind === 'unsupported') return notApplicable(first.reason);
    if (first.kind !== 'linked') {
      return fails(`first.${first.kind}`, `-r ${names.join(' ')}: ${outcomeText(first)}`, causeOf(first));
    }
    const secondJob = jobOfRest(job, names, first.bytes);
    const second = await link(secondJob);
    const timeLimitMs = timeLimitOf(job, target);
    // -r joins segments of one name; without garbage collection what lost its COMDAT group is seen as well.
    const keepsAll = scenario.options.gcSections !== false && joined.reach.kept.size === expectation.reach.kept.size;
    const parts = keepsAll ? 'no-fewer' : undefined;
    const how = { expectation, job: secondJob, direct, timeLimitMs, parts } as const;
    const meaning = await judgeMeaning(second, how);
    if (meaning.kind !== 'holds') return meaning;
    const audited = auditOf(first, firstJob);
    if (audited?.kind === 'fails') return fails(`first.${audited.key}`, audited.evidence);
    return structureOf(first, scenario, names) ?? meaning;
  },
};

function structureOf(first: LinkOutcome, scenario: Scenario, names: readonly string[]): Verdict | undefined {
  const { module } = decodeOutput(first);
  if (module === undefined || !isObject(module)) return undefined;
  const inputs = scenario.inputs.filter((input) => input.kind === 'object' && names.includes(input.object.name));
  return structureFault(module, { ...scenario, inputs, options: { entry: null, exports: [] } });
}

/** `-r` of every wasm-ld up to 22 loses the flag (llvm #210747), and with it what is only kept by it. */
function withoutRetain(scenario: Scenario, names: readonly string[]): Scenario {
  const flagged = objectsOf(scenario).filter(({ segments }) => segments.some(({ retain }) => retain));
  if (!flagged.some(({ name }) => names.includes(name))) return scenario;
  const inputs = scenario.inputs.map((input): Input => {
    if (input.kind !== 'object' || !names.includes(input.object.name)) return input;
    const segments = input.object.segments.map(({ retain: _, ...segment }) => segment);
    return { ...input, object: { ...input.object, segments } };
  });
  return { ...scenario, inputs };
}

/** Seen from outside, whether the flag is lost or not. */
function meansTheSame(before: Expectation, after: Expectation): boolean {
  return (
    isPlain(after) &&
    JSON.stringify(before.calls) === JSON.stringify(after.calls) &&
    JSON.stringify(before.exports) === JSON.stringify(after.exports) &&
    JSON.stringify(before.imports) === JSON.stringify(after.imports)
  );
}

interface Choice {
  /** Of the objects for `-r`. */
  readonly names: readonly string[];
  /** What comes of the scenario when they have lost their retain flags. */
  readonly joined: Expectation;
}

/** What is joined, or why nothing is. */
function objectsToJoin(scenario: Scenario, expectation: Expectation, seed: number): Choice | string {
  if (!isPlain(expectation)) return 'it does not link without a word';
  const starts = scenario.inputs.flatMap(({ kind }, i) => (kind === 'object' ? [i] : []));
  let reason = 'there is no object outside of archives';
  for (let attempt = 0; attempt < maxChoices && starts.length > 0; attempt++) {
    const drawn = Math.imul(seed + attempt, 0x9e3779b1) >>> 0;
    const run = runFrom(scenario.inputs, starts[(drawn >>> 4) % starts.length]!, drawn >>> 16);
    const choice = judgeRun(scenario, run, expectation);
    if (typeof choice !== 'string') return choice;
    reason = choice;
  }
  return reason;
}

/** Objects side by side on the command line. */
interface Run {
  readonly start: number;
  readonly objects: readonly ScenarioObject[];
}

/** From there on up to an archive at most; two of them or more, where there are. */
function runFrom(inputs: readonly Input[], start: number, drawn: number): Run {
  const archive = inputs.findIndex(({ kind }, i) => i > start && kind !== 'object');
  const objects = objectsOf({ inputs: inputs.slice(start, archive < 0 ? inputs.length : archive) });
  const count = objects.length === 1 ? 1 : 2 + (drawn % (objects.length - 1));
  return { start, objects: objects.slice(0, count) };
}

/** The obstacle, where there is one. */
function judgeRun(scenario: Scenario, run: Run, expectation: Expectation): Choice | string {
  // It is none once it is written anew, and its code has no sites where it names the table.
  if (run.objects.some(({ legacyTable }) => legacyTable)) return 'an object is from before reference types';
  if (joinsMeasured(run, expectation)) return 'a program measures a section that -r joins';
  if (scenario.options.exportAll && revives(run, expectation))
    return 'dead data that -r joins to live data is exported';
  if (!followsAtOnce(scenario, run, expectation)) return 'it asks an archive in front of it';
  const names = run.objects.map(({ name }) => name);
  const joined = expectationOf(withoutRetain(scenario, names));
  if (!meansTheSame(expectation, joined)) return 'a segment must be retained';
  // Its section's ends are among what is exported then.
  if (scenario.options.exportAll && joined.reach.kept.size < expectation.reach.kept.size)
    return 'a segment must be retained';
  return threadObstacle(run.objects, expectation) ?? { names, joined };
}

/** Of joined segments all stay when one does, and between `__start_x` and `__stop_x` that is seen. */
function joinsMeasured(run: Run, { resolution }: Expectation): boolean {
  const joined = joinedSegments(run);
  return [...resolution.names.keys()].some((name) => joined.has(boundaryNamed(name)?.section ?? ''));
}

/** What joined segments that would be dead lead to lives too: an end of its section, of which `--export-all` tells. */
function revives(run: Run, { reach }: Expectation): boolean {
  return [...joinedSegments(run).values()].some((segments) => {
    const kept = segments.filter((segment) => reach.kept.has(segment));
    return kept.length > 0 && kept.length < segments.length;
  });
}

/** Segments that share their name with another, by that name. */
function joinedSegments({ objects }: Run): ReadonlyMap<string, readonly ScenarioSegment[]> {
  const byName = new Map<string, ScenarioSegment[]>();
  for (const segment of objects.flatMap(({ segments }) => segments)) {
    const alike = byName.get(segment.name);
    if (alike === undefined) byName.set(segment.name, [segment]);
    else alike.push(segment);
  }
  return new Map([...byName].filter(([, segments]) => segments.length > 1));
}

/**
 * What the inputs before the objects offer does not come in because of them, or it is one member for one object: once they
 * are written anew, their names are seen in another order, and so more members could come in another.
 */
function followsAtOnce(scenario: Scenario, { start, objects }: Run, { resolution }: Expectation): boolean {
  const { wrap: _, ...options } = scenario.options;
  const before = resolve({
    ...scenario,
    inputs: scenario.inputs.slice(0, start),
    options: { ...options, entry: null, exports: [], exportsIfDefined: [], undefined: [] },
  });
  const { included } = resolution;
  const place = included.indexOf(objects[0]!);
  const members = place - before.included.length;
  return (
    members <= (objects.length === 1 ? 1 : 0) &&
    before.included.every((object, i) => included[i] === object) &&
    objects.every((object, i) => included[place + i] === object)
  );
}

/** What `-r` changes about thread-local data, or does not take: data that would be dropped stays, and counts. */
function threadObstacle(chosen: readonly ScenarioObject[], { reach, resolution }: Expectation): string | undefined {
  const local = chosen.flatMap(({ segments }) => segments.filter(({ threadLocal }) => threadLocal !== undefined));
  if (local.some((segment) => !reach.kept.has(segment))) return 'thread-local data is dead';
  if (local.some(({ comdat }) => comdat !== undefined)) return 'thread-local data of groups comes later';
  // One segment with the largest alignment: behind other data it may begin later than its first part did.
  const before = resolution.included.slice(0, resolution.included.indexOf(chosen[0]!));
  const isBehind = before.some(({ segments }) => segments.some(({ threadLocal }) => threadLocal !== undefined));
  if (local.length > 0 && isBehind) return 'thread-local data lies behind other such data';
  const features = chosen.flatMap(({ targetFeatures }) => targetFeatures.map(({ name }) => name));
  const has = ['atomics', 'bulk-memory'].every((name) => features.includes(name));
  if (local.length > 0 && !has) return 'features for threads come from other objects';
  // Joined data is aligned as its most aligned piece, and with other data before it lies elsewhere.
  const others = resolution.included.filter((object) => !chosen.includes(object)).flatMap(({ segments }) => segments);
  const isKeptLocal = (segment: ScenarioSegment): boolean =>
    segment.threadLocal !== undefined && reach.kept.has(segment);
  if (local.length > 0 && others.some(isKeptLocal) && resolution.included.some(looksFromBase))
    return 'a program looks at thread-local data by its place';
  const isOutside = ({ name, functions }: ScenarioObject): boolean => {
    const symbols = resolution.symbols.get(name)!;
    let outside = false;
    for (const { body } of functions) {
      visitReferences(body, (use, symbol) => {
        const leads = use === 'address-tls' ? symbols.get(symbol) : undefined;
        outside ||= leads !== undefined && !(leads.kind === 'data' && chosen.includes(leads.object));
      });
    }
    return outside;
  };
  // wasm-ld refuses it, though the second step would find the symbol.
  return chosen.some(isOutside) ? 'thread-local data of another object is used' : undefined;
}

function looksFromBase({ functions }: ScenarioObject): boolean {
  let looks = false;
  for (const { body } of functions) visitReferences(body, (use) => (looks ||= use === 'tls-base'));
  return looks;
}

/** Features are checked when everything is there. */
function jobOfFirst({ args, ...job }: LinkJob, names: readonly string[]): LinkJob {
  const kept = args.filter((arg) => arg === '--no-check-features' || arg === '-mwasm64');
  return { ...job, args: ['-r', ...kept, ...names], outputName: partialName };
}

function jobOfRest(job: LinkJob, names: readonly string[], bytes: Uint8Array): LinkJob {
  const files = new Map([...job.files, [partialName, bytes]]);
  const [first] = names;
  const args = job.args.flatMap((arg) => (arg === first ? [partialName] : names.includes(arg) ? [] : [arg]));
  return { ...job, files, args };
}
