/**
 * Millions of hostile inputs in one process: every mutant is read, and every few of them linked, each within a time. What is
 * counted is counted by mutator. A fault is anything but a module or a diagnostic: an exception, an error without words or
 * place, a link or a reading that takes too long.
 * In: which mutants. Out: counts, and the places of faults. Not here: mutants (`generators/hostile/mutants.ts`), the table
 * (`src/report/hostile-table.ts`). A campaign with a `hostile` profile asks more of each case, and shrinks.
 */
import { type Mutant, MutantsOfBase, mutantsOfBase } from '../../../generators/hostile/index.ts';
import { auditSurvives, jobSubject, readAny, validIfInputsAre } from '../../../properties/index.ts';
import { validate } from '../../observe/validate.ts';
import { cannedTarget, inProcessTarget, isTimeLimit, type Target, withinTime } from '../../targets/index.ts';
import type { LinkOutcome } from '../../targets/target.ts';
import { type HostileTally, type MutatorCounts, noCounts } from './hostile-tally.ts';

/** Longer than all honest work on one base takes, however busy the machine is. */
const baseLimitMs = 120_000;
/** No base comes near: what is larger was blown up. */
const largestOutputBytes = 0x0800_0000;

/** Shows a file that was read to the end; an exception is a fault. From outside: reports are not this room's. */
export type Inspect = (bytes: Uint8Array) => void;

/** Adds the next base to the tally. */
export async function runHostileBase(tally: HostileTally, inspect: Inspect = () => {}): Promise<void> {
  const started = performance.now();
  const cpu = process.cpuUsage();
  const run = new BaseRun(tally, inspect);
  run.readAll();
  await run.linkSome();
  tally.nextBase++;
  tally.elapsedMs += performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  tally.cpuMs += (user + system) / 1000;
}

/** One in so many, and each that only linking reads. */
export const isLinked = ({ changed }: Mutant, place: number, linkEvery: number): boolean =>
  changed.length === 0 || place % linkEvery === 0;

class BaseRun {
  readonly #inspect: Inspect;
  readonly #tally: HostileTally;
  readonly #base: number;
  readonly #target: Target;
  readonly #toLink: { readonly index: number; readonly mutant: Mutant }[] = [];

  constructor(tally: HostileTally, inspect: Inspect) {
    this.#inspect = inspect;
    this.#tally = tally;
    this.#base = tally.nextBase;
    this.#target = inProcessTarget('lazy');
  }

  /** A watchdog for each input would cost more than the input: what does not end, ends its base, and is the current one. */
  readAll(): void {
    const mutants = new MutantsOfBase(this.#tally.seed, this.#base);
    const place = { index: 0, mutator: 'none' };
    this.#guarded(place, 'reading', () => {
      for (; place.index < mutantsOfBase; place.index++) {
        const mutant = mutants.at(place.index);
        if (mutant === undefined) continue;
        place.mutator = mutant.mutator;
        this.#read(mutant, place.index);
      }
    });
  }

  #guarded(place: { readonly index: number; readonly mutator: string }, what: string, run: () => void): void {
    try {
      withinTime(baseLimitMs, run);
    } catch (error) {
      const reason = isTimeLimit(error) ? `does not end in ${baseLimitMs} ms` : `the harness: ${error}`;
      this.#blame(place.mutator, place.index, `${what}: ${reason}`);
    }
  }

  #read(mutant: Mutant, index: number): void {
    const counts = this.#countsOf(mutant.mutator);
    counts.inputs++;
    const started = performance.now();
    const readings = mutant.changed.map((name) => readAny(mutant.files.get(name)!));
    if (readings.length > 0) {
      counts.slowestReadMs = Math.max(counts.slowestReadMs, performance.now() - started);
      if (readings.every(({ kind }) => kind === 'read')) counts.read++;
      else counts.refused++;
    }
    for (const reading of readings) {
      if (reading.kind === 'fault') this.#blame(mutant.mutator, index, `${reading.key}: ${reading.evidence}`);
    }
    if (!isLinked(mutant, this.#base + index, this.#tally.linkEvery)) return;
    this.#toLink.push({ index, mutant });
    this.#inspectRead(mutant, index, readings);
  }

  /** What a reader refuses, `inspect` refuses with the reader's words. */
  #inspectRead(
    { mutator, files, changed }: Mutant,
    index: number,
    readings: readonly { readonly kind: string }[],
  ): void {
    for (const [at, name] of changed.entries()) {
      if (readings[at]!.kind !== 'read') continue;
      try {
        this.#inspect(files.get(name)!);
      } catch (error) {
        this.#blame(mutator, index, `inspect: ${error instanceof Error ? error.stack : error}`);
      }
    }
  }

  async linkSome(): Promise<void> {
    const place = { index: 0, mutator: 'none' };
    const links: Promise<void>[] = [];
    this.#guarded(place, 'linking', () => {
      for (const { index, mutant } of this.#toLink) {
        Object.assign(place, { index, mutator: mutant.mutator });
        links.push(this.#link(mutant, index));
      }
    });
    await Promise.all(links);
  }

  /** Targets in this process are done when they answer; only their answer is a promise. */
  async #link(mutant: Mutant, index: number): Promise<void> {
    const { files, args } = mutant;
    const counts = this.#countsOf(mutant.mutator);
    const started = performance.now();
    const answer = this.#target.link({ files, args });
    counts.slowestLinkMs = Math.max(counts.slowestLinkMs, performance.now() - started);
    counts.links++;
    const fault = await faultOf(await answer, mutant, counts);
    if (fault !== undefined) this.#blame(mutant.mutator, index, fault);
  }

  #countsOf(mutator: string): MutatorCounts {
    const { mutators } = this.#tally;
    mutators[mutator] ??= noCounts();
    return mutators[mutator];
  }

  #blame(mutator: string, index: number, what: string): void {
    this.#tally.faults.push({ base: this.#base, index, mutator, what: what.slice(0, 500) });
  }
}

/** What is wrong with the outcome itself. */
async function faultOf(outcome: LinkOutcome, mutant: Mutant, counts: MutatorCounts): Promise<string | undefined> {
  switch (outcome.kind) {
    case 'linked':
      counts.accepted++;
      if (outcome.bytes.length > largestOutputBytes) return `${outcome.bytes.length} bytes of output`;
      return faultOfModule(outcome, mutant, counts);
    case 'rejected': {
      const [code] = outcome.codes ?? [];
      if (code === undefined || outcome.messages.length === 0) return 'a refusal without a word';
      counts.rejected[code] = (counts.rejected[code] ?? 0) + 1;
      return undefined;
    }
    case 'unsupported':
      return undefined;
    case 'crashed':
      return `crashed: ${outcome.reason}`;
    default:
      return outcome.kind;
  }
}

/** Ill-typed code makes an invalid module, and is no fault of the linker; other invalid modules are. */
async function faultOfModule(
  outcome: Extract<LinkOutcome, { kind: 'linked' }>,
  { files, args }: Mutant,
  counts: MutatorCounts,
): Promise<string | undefined> {
  const subject = jobSubject({ files, args }, { target: cannedTarget('lazy', () => outcome) });
  const audited = await auditSurvives.check(subject);
  if (audited.kind === 'fails') return `audit: ${audited.key}: ${audited.evidence}`;
  const { v8 } = await validate(outcome.bytes, ['v8']);
  if (v8?.kind !== 'invalid') return undefined;
  counts.invalid++;
  const verdict = await validIfInputsAre.check(subject);
  return verdict.kind === 'fails' ? `${verdict.key}: ${verdict.evidence}` : undefined;
}
