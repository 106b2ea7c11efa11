/**
 * From failures to findings: is this failure one that the campaign knows, or a new bug? A new one is stored at once as it
 * is, then shrunk, given its signature and stored again; a kill in between leaves the first.
 * Failures come in one after the other in order of index, so the findings do not depend on the number of workers.
 * Not here: what is done about one failure (`investigation.ts`), the folder (`store.ts`).
 */
import { join } from 'node:path';
import { type Divergence, divergenceOf } from './divergences.ts';
import type { FindingFolder } from './finding.ts';
import type { Harness } from './harness.ts';
import { Investigation, type InvestigationOptions, untouched } from './investigation.ts';
import { includesAll, type Signature, signatureId } from './signature.ts';
import { removeFinding, storeFinding } from './store.ts';
import type { Failure } from './tasks.ts';

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
}

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

  async take(reported: Failure): Promise<void> {
    const failure = await this.#withFeatures(reported);
    const divergence = this.#divergenceOf(failure);
    if (divergence !== undefined) {
      this.#divergences.set(divergence.key, (this.#divergences.get(divergence.key) ?? 0) + 1);
      return;
    }
    const alike = this.#known.filter(({ signature }) => sameStatement(signature, failure));
    const again =
      alike.find(({ signature }) => includesAll(failure.features, signature.features)) ??
      (alike.length >= mostAlike ? alike[0] : undefined);
    if (again !== undefined) this.#countAgain(again, failure.index);
    else this.#add(await this.#investigate(failure), failure.index);
  }

  /** The canary's fault is none of theirs. */
  #divergenceOf(failure: Failure): Divergence | undefined {
    const { harness, targets, canary } = this.#options;
    const target = targets.find(({ name }) => name === failure.target);
    if (canary || target === undefined) return undefined;
    const { name, version, linker = name } = target;
    return divergenceOf(failure, { linker, version }, harness.divergences ?? []);
  }

  /** A case that was lost with its worker could not tell its features. */
  async #withFeatures(failure: Failure): Promise<Failure> {
    if (failure.features.length > 0) return failure;
    return { ...failure, features: (await new Investigation(this.#options, failure).describe()).features };
  }

  #add(fresh: KnownFinding, index: number): void {
    const present = this.#known.find(({ id }) => id === fresh.id);
    if (present === undefined) this.#known.push(fresh);
    else this.#countAgain(present, index);
  }

  #countAgain(known: KnownFinding, index: number): void {
    const indices = known.indices.length < mostIndices ? [...known.indices, index] : known.indices;
    this.#known[this.#known.indexOf(known)] = { ...known, count: known.count + 1, indices };
  }

  async #investigate(failure: Failure): Promise<KnownFinding> {
    const investigation = new Investigation(this.#options, failure);
    const found = await investigation.describe();
    const asFound = await investigation.folderOf(found, { original: found.scenario, shrunk: untouched });
    const draft = await this.#store(asFound, draftSuffix);
    if (found.scenario === null || !asFound.finding.reproduced) return draft;
    const shrunk = await investigation.shrink(found.scenario);
    if (shrunk.accepted === 0 && !shrunk.complete) return draft;
    const minimal = await investigation.describe(shrunk.scenario);
    const folder = await investigation.folderOf(minimal, { original: found.scenario, shrunk });
    const elsewhere = await investigation.elsewhere(shrunk.scenario);
    const told = elsewhere.length === 0 ? folder : { ...folder, finding: { ...folder.finding, elsewhere } };
    const final = await this.#store(told, '');
    await removeFinding(join(this.#options.directory, draft.id));
    return final;
  }

  async #store(folder: FindingFolder, suffix: string): Promise<KnownFinding> {
    const { signature, message, index } = folder.finding;
    const id = `${signatureId(signature)}${suffix}`;
    const report = this.#options.renderReport(folder, scenarioText(this.#options.harness, folder.scenario));
    await storeFinding(join(this.#options.directory, id), folder, { report });
    return { id, signature, message, count: 1, indices: [index] };
  }
}

/** The scenario for people; nothing when there is none. */
export const scenarioText = (harness: Harness, scenario: unknown): string =>
  scenario === null ? '' : harness.printScenario(scenario);

/** So many findings of one target, property and key; further failures are counted with the first. */
const mostAlike = 5;
const mostIndices = 20;
/** Ends the folder name of a finding that has not been shrunk. */
const draftSuffix = '-unshrunk';

const sameStatement = (signature: Signature, failure: Failure): boolean =>
  signature.target === failure.target && signature.property === failure.property && signature.key === failure.key;
