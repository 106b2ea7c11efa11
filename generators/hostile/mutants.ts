/**
 * Many mutants of one generated link, for who needs millions: the link is made and taken apart once, and each mutant has one
 * mutation, now and then two. Each mutator has its turn as often as any other, so that what is counted for one is comparable.
 * The same (seed, base, index) gives the same mutant on any machine.
 * Not here: cases of campaigns, which shrink (`hostile-at.ts`).
 */
import { type LoweredScenario, lower } from '../lower/lower.ts';
import { Choices } from '../make/choices.ts';
import { generateScenario } from '../make/generate.ts';
import { type ProfileName, profiles } from '../make/profiles.ts';
import { type HostileCase, hostileCase } from './hostile-case.ts';
import { type FileLevel, fileMutators, MutableFile } from './mutable-file.ts';
import { commandLineMutators } from './mutate-command-line.ts';

export interface Mutant extends Pick<LoweredScenario, 'files' | 'args'> {
  /** The one whose turn it was. */
  readonly mutator: string;
  /** What was done, in order. */
  readonly mutations: HostileCase['mutations'];
  /** The files that are not as they were. */
  readonly changed: readonly string[];
}

/** A place in the order of turns. */
interface Turn {
  readonly level: FileLevel | 'command-line';
  readonly at: number;
  readonly name: string;
  /** Has its turn in one round only: it costs more than the others, or must be linked to be seen. */
  readonly rare: boolean;
}

const turns: readonly Turn[] = [
  ...Object.entries(fileMutators).flatMap(([level, mutators]) =>
    mutators.map((mutator, at) => ({ level: level as FileLevel, at, name: mutator.name, rare: 'rare' in mutator })),
  ),
  ...commandLineMutators.map(({ name }, at) => ({ level: 'command-line' as const, at, name, rare: true })),
];

const roundsOfBase = 8;
export const mutantsOfBase = roundsOfBase * turns.length;

/** Every third base has archives, which two levels need. */
const profilesOfBases: readonly ProfileName[] = [
  'archives',
  'tiny',
  'comdats',
  'archives',
  'tiny',
  'custom-sections',
  'archives',
  'globals',
  'tiny',
  'archives',
  'init-functions',
  'tables',
  'archives',
  'pic',
  'default',
  'archives',
  'memory64',
  'debug-strings',
];

export class MutantsOfBase {
  readonly #seed: number;
  readonly #base: number;
  readonly #lowered: LoweredScenario;
  readonly #files: ReadonlyMap<string, MutableFile>;
  readonly #contents: readonly Uint8Array[];

  constructor(seed: number, base: number) {
    const profile = profilesOfBases[base % profilesOfBases.length]!;
    this.#seed = seed;
    this.#base = base;
    this.#lowered = lower(generateScenario(new Choices(seed, base), profiles[profile], `${seed}:${base}`));
    this.#files = new Map([...this.#lowered.files].map(([name, bytes]) => [name, new MutableFile(bytes)]));
    this.#contents = [...this.#lowered.files.values()];
  }

  /** Undefined when its mutator finds nothing to do. */
  at(index: number): Mutant | undefined {
    const choices = new Choices(this.#seed, this.#base * mutantsOfBase + index);
    const turn = turns[index % turns.length]!;
    if (turn.rare && index >= turns.length) return undefined;
    const { files, args } = this.#lowered;
    if (turn.level === 'command-line') {
      const changed = commandLineMutators[turn.at]!.apply(args, choices);
      const mutations = [{ mutator: turn.name }];
      return changed && { mutator: turn.name, mutations, files, args: changed, changed: [] };
    }
    return this.#withMutatedFile(turn, choices);
  }

  /** A second mutation, of bytes or LEBs, may fall on another file. */
  #withMutatedFile(turn: Turn, choices: Choices): Mutant | undefined {
    const files = new Map(this.#lowered.files);
    const mutations: { mutator: string; file: string }[] = [];
    const mutate = (level: FileLevel, at: number) => {
      const name = choices.pickOrNone([...files.keys()]);
      const file = name === undefined ? undefined : this.#files.get(name);
      if (name === undefined || file === undefined) return;
      const own = files.get(name) === file.bytes ? file : new MutableFile(files.get(name)!);
      const bytes = own.mutant(level, at, choices, this.#contents);
      if (bytes === undefined) return;
      files.set(name, bytes);
      mutations.push({ mutator: fileMutators[level][at]!.name, file: name });
    };
    mutate(turn.level as FileLevel, turn.at);
    if (mutations.length === 0) return undefined;
    if (choices.percent(20)) {
      const level = choices.pick(['bytes', 'lebs'] as const);
      mutate(level, choices.below(fileMutators[level].length));
    }
    const changed = [...new Set(mutations.map(({ file }) => file))];
    return { mutator: turn.name, mutations, files, args: this.#lowered.args, changed };
  }

  /** For keeping: as a case that a campaign could have found. */
  asCase(index: number): HostileCase | undefined {
    const mutant = this.at(index);
    return mutant && hostileCase({ ...mutant, title: `mutant ${this.#seed}:${this.#base}:${index}` });
  }
}
