/**
 * A hostile case: files and a command line that no compiler and no build makes, as bytes, with what was done to them. It is
 * stored as it is, not as the way to make it, so that it stays what it was when generators and mutators change.
 * Nothing is known of what must come out, except that something comes out: a valid module, or diagnostics.
 * Not here: how it is made (`hostile-at.ts`), how it shrinks (`shrink-hostile.ts`).
 */
import * as z from 'zod';
import type { LoweredScenario } from '../lower/lower.ts';
import { bytesFromHex, hexFromBytes } from '../scenario/hex.ts';
import { ScenarioError } from '../scenario/migrate.ts';

export const hostileSchemaVersion = 1;

const hostileSchema = z.strictObject({
  schemaVersion: z.literal(hostileSchemaVersion),
  kind: z.literal('hostile'),
  title: z.string(),
  /** What was done, in order: a mutator's name, and the file that it was done to. */
  mutations: z.array(z.strictObject({ mutator: z.string(), file: z.string().optional() })),
  files: z.array(z.strictObject({ name: z.string().min(1), bytes: z.string().regex(/^([0-9a-f]{2})*$/) })),
  /** wasm-ld's arguments, without `-o`. */
  args: z.array(z.string()),
});

type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T;
/** `bytes`: hexadecimal. */
export type HostileCase = DeepReadonly<z.infer<typeof hostileSchema>>;

export function isHostile(value: unknown): value is HostileCase {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'hostile';
}

/** Throws `ScenarioError`. */
export function parseHostileCase(json: unknown): HostileCase {
  const result = hostileSchema.safeParse(json);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw new ScenarioError(`${path.join('.') || 'hostile case'}: ${message.toLowerCase()}`);
}

export interface HostileParts extends Pick<LoweredScenario, 'files' | 'args'> {
  readonly title: string;
  readonly mutations: HostileCase['mutations'];
}

export function hostileCase({ title, mutations, files, args }: HostileParts): HostileCase {
  return {
    schemaVersion: hostileSchemaVersion,
    kind: 'hostile',
    title,
    mutations,
    files: [...files].map(([name, bytes]) => ({ name, bytes: hexFromBytes(bytes) })),
    args,
  };
}

export function lowerHostile({ files, args }: HostileCase): LoweredScenario {
  return {
    files: new Map(files.map(({ name, bytes }) => [name, bytesFromHex(bytes)])),
    args,
    outputName: 'out.wasm',
  };
}

export function printHostile({ title, mutations, files, args }: HostileCase): string {
  const lines = [
    title,
    ...mutations.map(({ mutator, file }) => `  ${mutator}${file === undefined ? '' : ` in ${file}`}`),
    `arguments: ${args.map((arg) => JSON.stringify(arg)).join(' ')}`,
    ...files.flatMap(({ name, bytes }) => [`${name}: ${bytes.length / 2} bytes`, ...hexLines(bytes)]),
  ];
  return `${lines.join('\n')}\n`;
}

/** Larger files are cut: they are stored beside this text. */
function hexLines(hex: string): string[] {
  const shown = hex.slice(0, 2 * 1024);
  const lines = [];
  for (let at = 0; at < shown.length; at += 64) {
    lines.push(`  ${(at / 2).toString(16).padStart(6, '0')}  ${shown.slice(at, at + 64).replace(/(..)(?=.)/g, '$1 ')}`);
  }
  return shown.length < hex.length ? [...lines, '  …'] : lines;
}
