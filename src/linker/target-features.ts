/**
 * Target features: the union of what inputs use (or what --features says), and the checks between inputs and options.
 * In: objects' `target_features`. Out: the features of the output, and two consequences: whether zero-filled segments
 * must be written, and whether constant expressions may add.
 */

import { SegmentFlag } from '../wasm/model.ts';
import type { ObjectFile } from './input-files.ts';
import { stringMapOrder } from './llvm-order/string-map-order.ts';
import type { Liveness } from './mark.ts';
import { isPositionIndependent, type Program } from './program.ts';

export interface OutputFeatures {
  /** Sorted. */
  readonly names: readonly string[];
  readonly emitBss: boolean;
  readonly extendedConst: boolean;
}

export function settleFeatures(program: Program, liveness: Liveness): OutputFeatures {
  const { options } = program;
  const allowed = new Set<string>([
    ...(isPositionIndependent(options) ? ['mutable-globals'] : []),
    ...(options.extraFeatures ?? []),
    ...(options.features ?? []),
  ]);
  if (options.features === undefined || options.checkFeatures) {
    const sets = collect(program);
    if (options.features === undefined) for (const name of sets.used.keys()) allowed.add(name);
    if (options.checkFeatures) check(program, liveness, { ...sets, allowed });
  }
  return {
    names: [...allowed].sort(byBytes),
    // Instantiation writes what the module says; a memory that is imported may hold anything else.
    emitBss: options.emitRelocs || (options.importMemory !== undefined && !allowed.has('bulk-memory')),
    extendedConst: allowed.has('extended-const'),
  };
}

/** Feature name to the first file that says so. */
interface FeatureSets {
  readonly used: ReadonlyMap<string, string>;
  readonly required: ReadonlyMap<string, string>;
  readonly disallowed: ReadonlyMap<string, string>;
}

function collect({ objects }: Program): FeatureSets {
  const used = new Map<string, string>();
  const required = new Map<string, string>();
  const disallowed = new Map<string, string>();
  const note = (map: Map<string, string>, feature: string, file: ObjectFile) => {
    if (!map.has(feature)) map.set(feature, file.name);
  };
  for (const object of objects) {
    for (const { prefix, name } of object.wasm.targetFeatures ?? []) {
      if (prefix === '-') note(disallowed, name, object);
      else note(used, name, object);
      if (prefix === '=') note(required, name, object);
    }
  }
  return { used, required, disallowed };
}

function check(
  program: Program,
  liveness: Liveness,
  sets: FeatureSets & { readonly allowed: ReadonlySet<string> },
): void {
  const { options, sink } = program;
  const { used, allowed, disallowed } = sets;
  if (options.sharedMemory) {
    const by = disallowed.get('shared-mem');
    if (by !== undefined) {
      const message = `--shared-memory is disallowed by ${by} because it was not compiled with 'atomics' or 'bulk-memory' features.`;
      sink.error('shared-memory-disallowed', message, { object: by });
    }
    requireThreads('shared memory', sets.allowed, program);
  }
  if (usesTls(program, liveness)) requireThreads('thread-local storage', sets.allowed, program);
  if (options.features !== undefined) {
    for (const name of stringMapOrder([...used.keys()])) {
      if (allowed.has(name)) continue;
      sink.error('disallowed-feature', `Target feature '${name}' used by ${used.get(name)} is not allowed.`, {
        object: used.get(name)!,
      });
    }
  }
  for (const object of program.objects) checkObject(object, sets, program);
}

function requireThreads(purpose: string, allowed: ReadonlySet<string>, { sink }: Program): void {
  for (const name of ['atomics', 'bulk-memory']) {
    if (!allowed.has(name))
      sink.error('missing-memory-feature', `'${name}' feature must be used in order to use ${purpose}`);
  }
}

function usesTls({ objects }: Program, { atoms }: Liveness): boolean {
  return objects.some((object) =>
    atoms.of(object, 'data').some((atom) => (object.segmentFlags(atom.index) & SegmentFlag.Tls) !== 0),
  );
}

function checkObject(object: ObjectFile, { required, disallowed }: FeatureSets, { sink }: Program): void {
  const own = new Set<string>();
  const hint = 'Use --no-check-features to suppress.';
  for (const { prefix, name } of object.wasm.targetFeatures ?? []) {
    if (prefix === '-') continue;
    own.add(name);
    const by = disallowed.get(name);
    if (by === undefined) continue;
    const message = `Target feature '${name}' used in ${object.name} is disallowed by ${by}. ${hint}`;
    sink.error('disallowed-feature', message, { object: object.name });
  }
  for (const name of stringMapOrder([...required.keys()])) {
    if (own.has(name)) continue;
    const message = `Missing target feature '${name}' in ${object.name}, required by ${required.get(name)}. ${hint}`;
    sink.error('missing-feature', message, { object: object.name });
  }
}

function byBytes(first: string, second: string): number {
  return Buffer.compare(Buffer.from(first), Buffer.from(second));
}
