/**
 * The targets by name: `lazy` and `eager` (this project's linker), `wasm-ld` of any version on PATH, LLVM's from npm, Zig's
 * of three releases, and `command:…`. Opens one, or lists what can be used here and how to get the rest.
 */
import { commandTarget } from './command.ts';
import { inProcessTarget } from './in-process.ts';
import { howToInstall } from './installed.ts';
import { linkServerNames, linkServerTarget } from './link-server.ts';
import { howToGetNpmLld, npmLldName, npmLldTarget } from './npm-lld.ts';
import { type Target, TargetMissingError } from './target.ts';
import { howToGet, wasmLdName, wasmLdPrograms, wasmLdTarget } from './wasm-ld.ts';
import { zigReleases, zigTarget } from './zig.ts';

/** A family of targets: which names are its own, and how one is opened. */
interface Family {
  /** Listed also where they are missing. */
  readonly names: readonly string[];
  /** For the message about a name that nobody knows. */
  readonly form: string;
  has(name: string): boolean;
  open(name: string): Target;
  howToGet(name: string): string;
}

const families: readonly Family[] = [
  {
    names: ['lazy', 'eager'],
    form: 'lazy, eager',
    has: (name) => name === 'lazy' || name === 'eager',
    open: (name) => inProcessTarget(name === 'eager' ? 'eager' : 'lazy'),
    howToGet: () => 'it comes with this package',
  },
  {
    names: ['wasm-ld-14', 'wasm-ld-16', 'wasm-ld-19', 'wasm-ld-22'],
    form: 'wasm-ld, wasm-ld-NN',
    has: (name) => wasmLdName.test(name),
    open: wasmLdTarget,
    howToGet,
  },
  {
    names: [npmLldName],
    form: npmLldName,
    has: (name) => name === npmLldName,
    open: () => npmLldTarget(),
    howToGet: () => howToGetNpmLld,
  },
  {
    names: linkServerNames,
    form: linkServerNames.join(', '),
    has: (name) => linkServerNames.includes(name),
    open: linkServerTarget,
    howToGet: howToInstall,
  },
  {
    names: zigReleases.map(({ name }) => name),
    form: zigReleases.map(({ name }) => name).join(', '),
    has: (name) => zigReleases.some((release) => release.name === name),
    open: (name) => zigTarget(zigReleases.find((release) => release.name === name)!),
    howToGet: howToInstall,
  },
];

/** The names that do not depend on the machine. */
export const targetNames: readonly string[] = families.flatMap(({ names }) => names);

/** Throws `TargetMissingError` for a name that is not known here or whose program is not on this machine. */
export function openTarget(name: string): Target {
  if (name.startsWith('command:')) return commandTarget(name.slice('command:'.length));
  const family = families.find(({ has }) => has(name));
  if (family !== undefined) return family.open(name);
  const forms = families.map(({ form }) => form).join(', ');
  throw new TargetMissingError(
    `no target is named '${name}'; there are ${forms} and 'command:PROGRAM {options} {inputs} -o {output}'`,
  );
}

/** A target, and whether it is on this machine. */
export type TargetListing =
  | { readonly name: string; readonly kind: 'available'; readonly version: string }
  | { readonly name: string; readonly kind: 'missing'; readonly howToGet: string };

/** Every target with a name of its own: those that are here, then the others. */
export async function listTargets(): Promise<readonly TargetListing[]> {
  const names = new Set(families.flatMap((family) => [...family.names, ...wasmLdPrograms().filter(family.has)]));
  const listed = await Promise.all([...names].map(listTarget));
  return [...listed.filter(({ kind }) => kind === 'available'), ...listed.filter(({ kind }) => kind === 'missing')];
}

async function listTarget(name: string): Promise<TargetListing> {
  try {
    return { name, kind: 'available', version: await openTarget(name).version() };
  } catch (error) {
    if (!(error instanceof TargetMissingError)) throw error;
    return { name, kind: 'missing', howToGet: families.find(({ has }) => has(name))!.howToGet(name) };
  }
}
