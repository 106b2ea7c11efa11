/**
 * The mutants that `bench hostile` links, given to other linkers. How each link ended is counted by target; what no linker
 * should do on any bytes is grouped by the place where it happened. Nothing is shrunk: a reader that ends the program on
 * malformed input does so in every other case, and no place is worth more than its first case.
 * Not here: mutants (`generators/hostile/mutants.ts`), the table (`src/report/hostile-others-table.ts`).
 */
import { MutantsOfBase, mutantsOfBase } from '../../../generators/hostile/index.ts';
import type { Mutant } from '../../../generators/hostile/mutants.ts';
import { crashPlace, jobSubject, validIfInputsAre } from '../../../properties/index.ts';
import { validate } from '../../observe/validate.ts';
import { cannedTarget, type Target } from '../../targets/index.ts';
import type { LinkOutcome } from '../../targets/target.ts';
import { type CorpusCase, corpusCaseSchema } from '../corpora/corpus.ts';
import { linksmithVersion } from '../linksmith-version.ts';
import { isLinked } from './bench-hostile.ts';
import type { TallyBeginning } from './hostile-tally.ts';

/** How a link can end; `invalid`: accepted, and the module is invalid though the code of its inputs is sound. */
export type OthersEnd = LinkOutcome['kind'] | 'invalid';

/** Links of one target that ended badly in the same place. */
export interface BadPlace {
  readonly target: string;
  readonly end: OthersEnd;
  /** Functions of a stack trace, innermost first, or what else is the same wherever it shows. */
  readonly place: string;
  links: number;
  /** Links by the mutator whose turn it was. */
  readonly mutators: Record<string, number>;
  /** `seed:link:number`. */
  readonly first: string;
}

export interface OthersTally extends TallyBeginning {
  readonly schemaVersion: 1;
  /** Links from the first up to this one are mutated and counted whole. */
  nextBase: number;
  inputs: number;
  links: number;
  elapsedMs: number;
  readonly targets: readonly {
    readonly name: string;
    readonly version: string;
    readonly ends: Partial<Record<OthersEnd, number>>;
  }[];
  readonly places: BadPlace[];
}

/** Throws `TargetMissingError`. */
export async function noOthers(beginning: TallyBeginning, targets: readonly Target[]): Promise<OthersTally> {
  const versions = await Promise.all(targets.map((target) => target.version()));
  return {
    schemaVersion: 1,
    ...beginning,
    nextBase: beginning.firstBase,
    inputs: 0,
    links: 0,
    elapsedMs: 0,
    targets: targets.map(({ name }, at) => ({ name, version: versions[at]!, ends: {} })),
    places: [],
  };
}

/** Adds the next base to the tally, or what is linked of it until the signal. */
export async function runOthersBase(tally: OthersTally, targets: readonly Target[], stop: AbortSignal): Promise<void> {
  const started = performance.now();
  const base = tally.nextBase;
  const mutants = new MutantsOfBase(tally.seed, base);
  for (let index = 0; index < mutantsOfBase && !stop.aborted; index++) {
    const mutant = mutants.at(index);
    if (mutant === undefined) continue;
    tally.inputs++;
    if (!isLinked(mutant, base + index, tally.linkEvery)) continue;
    tally.links++;
    const name = `${tally.seed}:${base}:${index}`;
    await Promise.all(targets.map(async (target, at) => count(tally, at, await endOf(target, mutant), mutant, name)));
  }
  if (!stop.aborted) tally.nextBase++;
  tally.elapsedMs += performance.now() - started;
}

/** How it ended and, unless that is well, where. */
interface Ended {
  readonly end: OthersEnd;
  readonly place?: string;
}

async function endOf(target: Target, mutant: Mutant): Promise<Ended> {
  const { files, args } = mutant;
  if (target.lacks({ features: [], args }) !== undefined) return { end: 'unsupported' };
  const outcome = await target.link({ files, args });
  switch (outcome.kind) {
    case 'linked':
      return endOfModule(target, mutant, outcome);
    case 'crashed':
    case 'garbage': {
      const place = crashPlace(outcome.messages);
      return { end: outcome.kind, place: place === undefined ? outcome.reason : `${outcome.reason}: ${place}` };
    }
    case 'timed-out':
    case 'out-of-memory':
      return { end: outcome.kind, place: crashPlace(outcome.messages) ?? 'no trace' };
    default:
      return { end: outcome.kind };
  }
}

async function endOfModule(
  target: Target,
  { files, args }: Mutant,
  outcome: Extract<LinkOutcome, { kind: 'linked' }>,
): Promise<Ended> {
  const { v8 } = await validate(outcome.bytes, ['v8']);
  if (v8?.kind !== 'invalid') return { end: 'linked' };
  const subject = jobSubject({ files, args }, { target: cannedTarget(target.name, () => outcome) });
  const verdict = await validIfInputsAre.check(subject);
  return verdict.kind === 'fails' ? { end: 'invalid', place: verdict.key } : { end: 'linked' };
}

function count(tally: OthersTally, at: number, { end, place }: Ended, { mutator }: Mutant, first: string): void {
  const { name: target, ends } = tally.targets[at]!;
  ends[end] = (ends[end] ?? 0) + 1;
  if (place === undefined) return;
  const own = placeOf(tally, { target, end, place, first });
  own.links++;
  own.mutators[mutator] = (own.mutators[mutator] ?? 0) + 1;
}

function placeOf({ places }: OthersTally, met: Omit<BadPlace, 'links' | 'mutators'>): BadPlace {
  const known = places.find(
    ({ target, end, place }) => target === met.target && end === met.end && place === met.place,
  );
  if (known !== undefined) return known;
  const place: BadPlace = { ...met, links: 0, mutators: {} };
  places.push(place);
  return place;
}

/** The first case of each place, as `linksmith repro` reads it, by the name of its file. */
export function firstCases({ seed, places }: OthersTally): ReadonlyMap<string, CorpusCase> {
  return new Map(places.map((place) => [firstCaseName(place), firstCase(seed, place)]));
}

export const firstCaseName = ({ first, end }: BadPlace): string => `${first.replaceAll(':', '-')}-${end}.json`;

function firstCase(seed: number, { target, end, place, first }: BadPlace): CorpusCase {
  const [, base, index] = first.split(':').map(Number) as [number, number, number];
  const property = end === 'invalid' ? 'valid-if-inputs-are' : 'survives-anything';
  return corpusCaseSchema.parse({
    schemaVersion: 1,
    property,
    signature: { target, property, key: end, features: [] },
    profile: 'hostile',
    seed,
    index: base * mutantsOfBase + index,
    commit: 'unknown',
    linksmith: linksmithVersion,
    note: `${end}: ${place}`,
    scenario: new MutantsOfBase(seed, base).asCase(index),
  });
}
