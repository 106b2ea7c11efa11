/**
 * What the tables of messages share: two objects, options, rows of one object and a command line.
 */
import type { Refused, Warned } from './link-case.fixture.ts';
import type { SmallObject } from './small-object.fixture.ts';
import { call, probe, returnsI32To, value } from './small-parts.fixture.ts';

export type Row = Refused | Warned;

export const f: SmallObject = { functions: [value('f', 1)] };
export const callsF: SmallObject = { functions: [probe([...call('f')])], undefinedTypes: returnsI32To('f') };
export const threads = '--shared-memory --max-memory=1048576';
export const threadFeatures = ['atomics', 'bulk-memory', 'mutable-globals'];
export const externref = { elementType: 0x6f, limits: { flags: 0, minimum: 1n } };
export const funcref = { elementType: 0x70, limits: { flags: 0, minimum: 1n } };
/** Links `f` with these arguments. */
export const isRefused = (name: string, args: string, ...refused: Refused['refused']): Refused => ({
  name,
  objects: [f],
  args,
  refused,
});
