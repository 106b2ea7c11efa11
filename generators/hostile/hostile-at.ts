/**
 * Hostile cases by number: a generated link of a random profile, small most of the time, and one to four mutations of its
 * files or its command line. The same (profile, seed, index) gives the same case on any machine.
 * Not here: the mutators (a file a level).
 */
import { decodeArchive, isArchive } from '../../src/wasm/archive.ts';
import { decodeObject } from '../../src/wasm/decode.ts';
import { encodeObject } from '../../src/wasm/encode.ts';
import { encodeArchive } from '../../src/wasm/encode-archive.ts';
import { toSource } from '../../src/wasm/to-source.ts';
import { lower } from '../lower/lower.ts';
import { Choices } from '../make/choices.ts';
import { generateScenario } from '../make/generate.ts';
import { type ProfileName, profiles } from '../make/profiles.ts';
import { type HostileCase, hostileCase } from './hostile-case.ts';
import { archiveMutators } from './mutate-archive.ts';
import { byteMutators } from './mutate-bytes.ts';
import { commandLineMutators } from './mutate-command-line.ts';
import { lebMutators } from './mutate-lebs.ts';
import { linkingMutators } from './mutate-linking.ts';
import { moduleMutators } from './mutate-module.ts';
import type { ObjectMutator } from './mutator.ts';

/** What a profile mutates; `hostile` is all of them. */
const levels = {
  'hostile-bytes': ['bytes'],
  'hostile-lebs': ['lebs'],
  'hostile-objects': ['object'],
  'hostile-archives': ['archive', 'member'],
  'hostile-command-lines': ['command-line'],
  hostile: ['bytes', 'lebs', 'object', 'object', 'object', 'archive', 'member', 'command-line'],
} as const satisfies Record<string, readonly Level[]>;

type Level = 'bytes' | 'lebs' | 'object' | 'archive' | 'member' | 'command-line';
export type HostileProfile = keyof typeof levels;
export const hostileProfiles = Object.keys(levels) as readonly HostileProfile[];

export function isHostileProfile(profile: string): profile is HostileProfile {
  return Object.hasOwn(levels, profile);
}

/** Names of all mutators: the features of hostile cases. */
export const mutatorNames: readonly string[] = [
  ...byteMutators,
  ...lebMutators,
  ...linkingMutators,
  ...moduleMutators,
  ...archiveMutators,
  ...commandLineMutators,
].map(({ name }) => name);

export interface HostilePlace {
  readonly profile: HostileProfile;
  readonly seed: number;
  readonly index: number;
}

export function hostileAt({ profile, seed, index }: HostilePlace): HostileCase {
  const choices = new Choices(seed, index);
  const title = `${profile} ${seed}:${index}`;
  const draft = new HostileDraft(choices, generateScenario(choices, profiles[baseProfile(profile, choices)], title));
  const wanted = 1 + choices.small(0, 3);
  // A mutator that finds nothing to do costs one of these tries.
  for (let tries = 0; tries < 8 && draft.mutations.length < wanted; tries++)
    draft.mutate(choices.pick(levels[profile]));
  return hostileCase({
    title,
    mutations: draft.mutations,
    files: draft.files,
    args: draft.args,
  });
}

const bases: readonly ProfileName[] = [
  'comdats',
  'custom-sections',
  'debug-strings',
  'default',
  'globals',
  'init-functions',
  'memory64',
  'pic',
  'tables',
];

function baseProfile(profile: HostileProfile, choices: Choices): ProfileName {
  if (profile === 'hostile-archives') return 'archives';
  if (choices.percent(70)) return 'tiny';
  return choices.percent(20) ? 'archives' : choices.pick(bases);
}

class HostileDraft {
  readonly files: Map<string, Uint8Array>;
  readonly mutations: { mutator: string; file?: string }[] = [];
  args: readonly string[];
  readonly #choices: Choices;

  constructor(choices: Choices, scenario: Parameters<typeof lower>[0]) {
    const { files, args } = lower(scenario);
    this.files = new Map(files);
    this.args = args;
    this.#choices = choices;
  }

  mutate(level: Level): void {
    if (level === 'command-line') this.#mutateCommandLine();
    else this.#mutateFile(level);
  }

  #mutateCommandLine(): void {
    const mutator = this.#choices.pick(commandLineMutators);
    const changed = mutator.apply(this.args, this.#choices);
    if (changed === undefined) return;
    this.args = changed;
    this.mutations.push({ mutator: mutator.name });
  }

  #mutateFile(level: Exclude<Level, 'command-line'>): void {
    const file = this.#choices.pickOrNone([...this.files.keys()]);
    if (file === undefined) return;
    const bytes = this.files.get(file)!;
    const done = this.#changed(level, bytes);
    if (done === undefined) return;
    this.files.set(file, done.bytes);
    this.mutations.push({ mutator: done.mutator, file });
  }

  #changed(level: Exclude<Level, 'command-line'>, bytes: Uint8Array): Done | undefined {
    switch (level) {
      case 'object':
        return mutatedObject(bytes, this.#choices);
      case 'member':
        return mutatedMember(bytes, this.#choices);
      default: {
        const mutator = this.#choices.pick(fileMutators[level]);
        const changed = mutator.apply(bytes, this.#choices, [...this.files.values()]);
        return changed && { mutator: mutator.name, bytes: changed };
      }
    }
  }
}

interface Done {
  readonly mutator: string;
  readonly bytes: Uint8Array;
}

const fileMutators = { bytes: byteMutators, lebs: lebMutators, archive: archiveMutators } as const;
const objectMutators: readonly ObjectMutator[] = [...linkingMutators, ...moduleMutators];

/** Undefined for what is no object, any more or at all, and for what cannot even be written down. */
function mutatedObject(bytes: Uint8Array, choices: Choices): Done | undefined {
  const mutator = choices.pick(objectMutators);
  if (mutator.rare && !choices.percent(20)) return undefined;
  try {
    const source = mutator.apply(toSource(decodeObject(bytes)), choices);
    return source && { mutator: mutator.name, bytes: encodeObject(source) };
  } catch {
    return undefined;
  }
}

/** A sound archive with one wrong member; its symbol table says what it said. */
function mutatedMember(bytes: Uint8Array, choices: Choices): Done | undefined {
  if (!isArchive(bytes)) return undefined;
  try {
    const { format, thin, members, symbols } = decodeArchive(bytes);
    const at = choices.below(members.length);
    const done = mutatedObject(members[at]?.bytes ?? new Uint8Array(0), choices);
    if (done === undefined || thin) return undefined;
    const symbolTable =
      symbols?.map(({ name, memberOffset }) => ({
        name,
        member: members.findIndex(({ offset }) => offset === memberOffset),
      })) ?? false;
    const changed = members.map(({ name, bytes: own = new Uint8Array(0) }, i) => ({
      name,
      bytes: i === at ? done.bytes : own,
    }));
    return { mutator: done.mutator, bytes: encodeArchive({ members: changed, format, symbolTable }) };
  } catch {
    return undefined;
  }
}
