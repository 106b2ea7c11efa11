/**
 * The targets by name: `lazy` and `eager` (this project's linker), `wasm-ld` of any version on PATH, and `command:…`.
 * Opens one, or lists what can be used here and how to get the rest.
 */
import { commandTarget } from './command.ts';
import { inProcessTarget } from './in-process.ts';
import { findProgram } from './program-path.ts';
import { type Target, TargetMissingError } from './target.ts';
import { howToGet, wasmLdName, wasmLdPrograms, wasmLdTarget } from './wasm-ld.ts';

/** Throws `TargetMissingError` for a name that is not known here or whose program is not on this machine. */
export function openTarget(name: string): Target {
  if (name === 'lazy' || name === 'eager') return inProcessTarget(name);
  if (name.startsWith('command:')) return commandTarget(name.slice('command:'.length));
  if (wasmLdName.test(name)) return wasmLdTarget(name);
  throw new TargetMissingError(
    `no target is named '${name}'; there are lazy, eager, wasm-ld, wasm-ld-NN and 'command:PROGRAM {options} {inputs} -o {output}'`,
  );
}

export type TargetListing =
  | { readonly name: string; readonly kind: 'available'; readonly version: string }
  | { readonly name: string; readonly kind: 'missing'; readonly howToGet: string };

/** Versions of wasm-ld that are listed even where they are missing. */
const knownWasmLds = ['wasm-ld-14', 'wasm-ld-16', 'wasm-ld-19', 'wasm-ld-22'];

/** Every target with a name of its own. */
export async function listTargets(): Promise<readonly TargetListing[]> {
  const here = wasmLdPrograms();
  const missing = knownWasmLds.filter((name) => !here.includes(name));
  const available = await Promise.all(['lazy', 'eager', ...here].map(listTarget));
  return [...available, ...missing.map((name): TargetListing => ({ name, kind: 'missing', howToGet: howToGet(name) }))];
}

async function listTarget(name: string): Promise<TargetListing> {
  try {
    return { name, kind: 'available', version: await openTarget(name).version() };
  } catch (error) {
    if (!(error instanceof TargetMissingError)) throw error;
    return { name, kind: 'missing', howToGet: findProgram(name) === undefined ? howToGet(name) : error.message };
  }
}
