/**
 * From failures to findings: is this failure one that the campaign knows, or a new bug? A new one is stored at once as it
 * is, then shrunk, given its signature and stored again; a kill in between leaves the first.
 * Failures come in one after the other in order of index, so the findings do not depend on the number of workers.
 * Not here: what is done about one failure (`investigation.ts`), the folder (`store.ts`).
 */
import { join } from 'node:path';
import type { Property } from '../../../properties/index.ts';
import type { Harness } from '../engine/harness.ts';
import type { Failure } from '../engine/tasks.ts';
import { type Divergence, divergenceOf } from './divergences.ts';
import type { FindingFolder } from './finding.ts';
import { Investigation, type InvestigationOptions, type Symptom, untouched } from './investigation.ts';
import { includesAll, type Signature, signatureId } from './signature.ts';
import { removeFinding, storeFinding } from './store.ts';

/** One way in which a bug shows: a property, its key, and features that were enough. */
export type Sight = Pick<Signature, 'property' | 'key' | 'features'>;

/** One bug as the campaign knows it. */
export interface KnownFinding {
  /** Name of its folder. */
  readonly id: string;
  readonly signature: Signature;
  readonly message: string;
  /** Cases that showed it. */
  readonly count: number;
  /** The first of them. */
  readonly indices: readonly number[];
  readonly cause?: string | undefined;
  /** Other ways in which it shows, beside its signature. */
  readonly sights: readonly Sight[];
}

/** What became of a failure; `id` is the finding's. */
export type Fate = { readonly kind: 'divergence' } | { readonly kind: 'known' | 'investigated'; readonly id: string };

/** `report.md` of a finding; the scenario as text comes beside it. */
export type RenderReport = (folder: FindingFolder, scenarioText: string) => string;

export interface TriageOptions extends InvestigationOptions {
  /** Folder of the findings. */
  readonly directory: string;
  readonly renderReport: RenderReport;
  readonly known?: readonly KnownFinding[];
}

export class Triage {
  readonly #options: TriageOptions;
  readonly #known: KnownFinding[];
  readonly #divergences = new Map<string, number>();

  constructor(options: TriageOptions) {
    this.#options = options;
    this.#known = [...(options.known ?? [])];
  }

  get findings(): readonly KnownFinding[] {
    return this.#known;
  }

  /** How often each known divergence was met, by key. */
  get divergences(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#divergences);
  }

  async take(reported: Failure): Promise<Fate> {
    const failure = await this.#withFeatures(reported);
    const divergence = this.#divergenceOf(failure);
    if (divergence !== undefined) {
      this.#divergences.set(divergence.key, (this.#divergences.get(divergence.key) ?? 0) + 1);
      return { kind: 'divergence' };
    }
    const again = this.#knownFor(failure);
    if (again === undefined) return { kind: 'investigated', id: await this.#investigate(failure) };
    this.#countAgain(again, { index: failure.index });
    return { kind: 'known', id: again.id };
  }

  /** Further cases of a finding of which nothing else is known. */
  countMore(id: string, more: number): void {
    const at = this.#known.findIndex((known) => known.id === id);
    const known = this.#known[at];
    if (known !== undefined) this.#known[at] = { ...known, count: known.count + more };
  }

  /** The finding that this failure is another sight of, as far as that can be told before it is shrunk. */
  #knownFor(failure: Failure): KnownFinding | undefined {
    const possible = this.#known.filter(({ signature, cause }) => {
      return signature.target === failure.target && !areDifferent(cause, failure.cause);
    });
    const alike = possible.filter(({ signature }) => sameStatement(signature, failure));
    return (
      possible.find(({ cause }) => cause !== undefined && cause === failure.cause) ??
      possible.find((known) =>
        sightsOf(known).some((sight) => sameStatement(sight, failure) && includesAll(failure.features, sight.features)),
      ) ??
      (alike.length >= mostAlike ? alike[0] : undefined)
    );
  }

  /** The canary's fault is none of theirs. */
  #divergenceOf(failure: Failure): Divergence | undefined {
    const { harness, targets, canary } = this.#options;
    const target = targets.find(({ name }) => name === failure.target);
    if (canary || target === undefined) return undefined;
    const matched = ({ name, version, linker = name }: (typeof targets)[number]) => ({ linker, version });
    const others = targets.filter((one) => one !== target).map(matched);
    return divergenceOf(failure, { target: matched(target), others }, harness.divergences ?? []);
  }

  /** A case that was lost with its worker could not tell its features. */
  async #withFeatures(failure: Failure): Promise<Failure> {
    if (failure.features.length > 0) return failure;
    return { ...failure, features: (await new Investigation(this.#options, failure).describe()).features };
  }

  #countAgain(known: KnownFinding, { index, sight }: { readonly index: number; readonly sight?: Sight }): void {
    const indices = known.indices.length < mostIndices ? [...known.indices, index] : known.indices;
    const sights = sight === undefined || known.sights.length >= mostSights ? known.sights : [...known.sights, sight];
    this.#known[this.#known.indexOf(known)] = { ...known, count: known.count + 1, indices, sights };
  }

  /** Name of the finding that the failure is a sight of, or has become. */
  async #investigate(failure: Failure): Promise<string> {
    const investigation = new Investigation(this.#options, failure);
    const found = await investigation.describe();
    const asFound = await investigation.folderOf(found, { original: found.scenario, shrunk: untouched });
    const draft = await this.#store(asFound, draftSuffix);
    if (found.scenario === null || !asFound.finding.reproduced) return this.#add({ ...draft, cause: failure.cause });
    const shrunk = await investigation.shrink(found.scenario);
    if (shrunk.accepted === 0 && !shrunk.complete) return this.#add({ ...draft, cause: failure.cause });
    const minimal = await investigation.describe(shrunk.scenario);
    const folder = await investigation.folderOf(minimal, { original: found.scenario, shrunk });
    const id = await this.#settle(investigation, folder);
    await removeFinding(join(this.#options.directory, draft.id));
    return id;
  }

  /** Its own property's word comes first, then those of others that judge the same link. */
  #causeOf(signature: Signature, symptoms: readonly Symptom[]): string | undefined {
    const own = symptoms.find((symptom) => sameStatement(symptom, signature))?.cause;
    return (
      own ??
      symptoms.find(({ property, cause }) => cause !== undefined && !this.#property(property)?.linksVariants)?.cause
    );
  }

  #toldByKey({ property, key }: Signature): string | undefined {
    return this.#property(property)?.keyIsCause ? `invalid: ${key}` : undefined;
  }

  #property(wanted: string): Property | undefined {
    return this.#options.harness.properties.find(({ name }) => name === wanted);
  }

  /** What is shrunk shows one bug: it is a new one unless what it shows, in whatever property, is known. */
  async #settle(investigation: Investigation, folder: FindingFolder): Promise<string> {
    const { signature, index } = folder.finding;
    const symptoms = await investigation.symptoms(folder.scenario);
    const cause = this.#causeOf(signature, symptoms) ?? this.#toldByKey(signature);
    const others = await ofTheSameBug(investigation, folder, { symptoms, cause });
    const sights = others.map(({ property, key }) => ({ property, key, features: signature.features }));
    const known = this.#known.find((one) => isSameBug(one, { signature, cause, sights }));
    if (known !== undefined) {
      const { property, key, features } = signature;
      this.#countAgain(known, { index, sight: { property, key, features } });
      return known.id;
    }
    const elsewhere = await investigation.elsewhere(folder.scenario);
    const finding = {
      ...folder.finding,
      ...(cause === undefined ? {} : { cause }),
      ...(others.length === 0 ? {} : { symptoms: others.map(({ property, key }) => ({ property, key })) }),
      ...(elsewhere.length === 0 ? {} : { elsewhere }),
    };
    return this.#add({ ...(await this.#store({ ...folder, finding }, '')), cause, sights });
  }

  #add(fresh: KnownFinding): string {
    const present = this.#known.find(({ id }) => id === fresh.id);
    if (present === undefined) this.#known.push(fresh);
    else this.#countAgain(present, { index: fresh.indices[0]! });
    return fresh.id;
  }

  async #store(folder: FindingFolder, suffix: string): Promise<KnownFinding> {
    const { signature, message, index } = folder.finding;
    const id = `${signatureId(signature)}${suffix}`;
    const report = this.#options.renderReport(folder, scenarioText(this.#options.harness, folder.scenario));
    await storeFinding(join(this.#options.directory, id), folder, { report });
    return { id, signature, message: message.slice(0, longestMessage), count: 1, indices: [index], sights: [] };
  }
}

/** What shows beside a failure is of the same cause, or goes when the failure goes. */
async function ofTheSameBug(
  investigation: Investigation,
  { finding, scenario }: FindingFolder,
  { symptoms, cause }: { readonly symptoms: readonly Symptom[]; readonly cause: string | undefined },
): Promise<readonly Symptom[]> {
  const others = symptoms.filter((symptom) => !sameStatement(symptom, finding.signature));
  const isTold = (symptom: Symptom) => symptom.cause !== undefined && symptom.cause === cause;
  const open = others.filter((symptom) => symptom.cause === undefined);
  return [...others.filter(isTold), ...(await investigation.inseparable(scenario, open))];
}

export type Shown = Pick<KnownFinding, 'signature' | 'cause' | 'sights'>;

/**
 * Two minimal cases show the same bug when the same is behind both. Where that cannot be told: when one of them shows what
 * the other was found by, and has no feature that the other can do without.
 */
export function isSameBug(known: Shown, fresh: Shown): boolean {
  if (known.signature.target !== fresh.signature.target || areDifferent(known.cause, fresh.cause)) return false;
  if (known.cause !== undefined && known.cause === fresh.cause) return true;
  // A property that links the case in another way meets what fails directly elsewhere; its features are not that link's.
  const isMet = known.signature.property !== fresh.signature.property;
  if (isMet && familyOf(known.signature.key) === familyOf(fresh.signature.key)) return true;
  const shows = (one: Shown, other: Shown) => sightsOf(one).some((sight) => sameStatement(sight, other.signature));
  const [left, right] = [known.signature.features, fresh.signature.features];
  return (shows(known, fresh) || shows(fresh, known)) && (includesAll(left, right) || includesAll(right, left));
}

/** Both are known. */
const areDifferent = (left: string | undefined, right: string | undefined): boolean =>
  left !== undefined && right !== undefined && left !== right;

const sightsOf = ({ signature, sights }: Shown): readonly Sight[] => [signature, ...sights];

/** The scenario for people; nothing when there is none. */
export const scenarioText = (harness: Harness, scenario: unknown): string =>
  scenario === null ? '' : harness.printScenario(scenario);

/** So many findings of one target, property and key; further failures are counted with the first. */
const mostAlike = 5;
const mostIndices = 20;
/** Of what a finding says; its folder has all of it. The progress is written every few seconds, with all findings. */
const longestMessage = 2_000;
/** Ways of one bug that are kept; what shows in others is shrunk each time. */
const mostSights = 40;
/** Ends the folder name of a finding that has not been shrunk. */
const draftSuffix = '-unshrunk';

const sameStatement = (left: Statement, right: Statement): boolean =>
  left.property === right.property && familyOf(left.key) === familyOf(right.key);

/** How a program goes wrong that was linked wrongly says little: with another value it would trap. */
const familyOf = (key: string): string => (key.startsWith('probe.') ? 'probe' : key);

type Statement = Pick<Signature, 'property' | 'key'>;
