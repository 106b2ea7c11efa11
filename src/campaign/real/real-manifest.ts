/**
 * What `corpus/real` holds, checked as it is read: `real.json` (written by hand: programs, flags, links) and
 * `recorded.json` (written by `scripts/make-real-corpus.mjs`: the modules that wasm-ld 19 makes).
 * Not here: compiling (`npm-clang.ts`), linking and running (`real-corpus.ts`).
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { fileName } from '../findings/finding.ts';

/** One way to link a program: arguments in front of the inputs, and other inputs where their order is the point. */
const linkSchema = z.strictObject({
  name: z.string().min(1),
  args: z.array(z.string()),
  inputs: z.array(z.string()).optional(),
});

const programSchema = z.strictObject({
  /** Also the name of its folder. */
  name: fileName,
  /** `none`: its objects are kept beside the sources. Otherwise it is compiled when it is tested. */
  library: z.enum(['none', 'c', 'c++']),
  flags: z.array(z.string()),
  sources: z.array(fileName).min(1),
  /** Members of each archive, in order. */
  archives: z.record(fileName, z.array(fileName)).optional(),
  /** Objects, archives, and options that stand between them. */
  inputs: z.array(z.string()).min(1),
  /** Names of the common links that this program cannot do. */
  without: z.array(z.string()).optional(),
  /** Links of this program alone. */
  links: z.array(linkSchema).optional(),
  exitCode: z.int().nonnegative(),
  arguments: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).optional(),
});

const manifestSchema = z.strictObject({
  schemaVersion: z.literal(1),
  /** Archives of each C library, in the order of the command line. */
  libraries: z.strictObject({ c: z.array(fileName), 'c++': z.array(fileName) }),
  /** What programs without a C library have in its place. */
  runtime: z.strictObject({
    name: fileName,
    flags: z.array(z.string()),
    sources: z.array(fileName),
    archive: fileName,
  }),
  /** Each program without a C library is linked in all of these ways. */
  links: z.array(linkSchema).min(1),
  programs: z.array(programSchema).min(1),
});

const recordedSchema = z.strictObject({
  schemaVersion: z.literal(1),
  madeBy: z.string(),
  /** By program and link. */
  modules: z.record(z.string(), z.record(z.string(), z.strictObject({ size: z.int(), sha256: z.string() }))),
});

export type RealLink = z.infer<typeof linkSchema>;
export type RealProgram = z.infer<typeof programSchema>;
export type RealManifest = z.infer<typeof manifestSchema>;
export type RecordedModules = z.infer<typeof recordedSchema>;

export interface RealCorpus {
  /** The folder `corpus/real`. */
  readonly folder: string;
  readonly manifest: RealManifest;
  readonly recorded: RecordedModules;
}

/** Throws with the file's name when one is missing or is not what it should be. */
export async function readRealCorpus(root: string): Promise<RealCorpus> {
  const folder = join(root, 'corpus', 'real');
  return {
    folder,
    manifest: await readChecked(join(folder, 'real.json'), manifestSchema),
    recorded: await readChecked(join(folder, 'recorded.json'), recordedSchema),
  };
}

/** The ways to link one program, common ones first. A program with a C library has its own and the default. */
export function linksOf(manifest: RealManifest, program: RealProgram): readonly RealLink[] {
  const common = program.library === 'none' ? manifest.links : [{ name: 'default', args: [] }];
  return [...common.filter(({ name }) => !program.without?.includes(name)), ...(program.links ?? [])];
}

/** `main.cpp` is compiled to `main.o`. */
export function objectName(source: string): string {
  return source.replace(/\.[^.]+$/, '.o');
}

async function readChecked<Shape>(path: string, schema: z.ZodType<Shape>): Promise<Shape> {
  const text = await readFile(path, 'utf8');
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(`${path}: ${reason}`);
  }
}
