/**
 * clang and a WASI sysroot from the npm package `@yowasp/clang`: compiles sources in memory and gives the libraries, on
 * any machine with Node. The package is a development dependency (100 MB); where it is not installed the answer is
 * undefined and the caller says so. Objects are kept in a folder by the digest of what they were made from.
 * Not here: which programs there are (`real-manifest.ts`).
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command, RunOptions } from '@yowasp/clang';
import { readTar } from './read-tar.ts';

export type Files = ReadonlyMap<string, Uint8Array>;

export interface CompileRequest {
  /** Sources and headers by name; all are visible to all. */
  readonly files: Files;
  readonly source: string;
  readonly flags: readonly string[];
}

export interface NpmClang {
  /** One object. Throws with clang's messages when the source does not compile. */
  compile(request: CompileRequest): Promise<Uint8Array>;
  /** A library or start file of the sysroot by its name: `libc.a`, `crt1-command.o`. Throws when there is none. */
  library(name: string): Uint8Array;
}

/** Undefined when the package is not installed. `cacheFolder` is made when the first object is kept there. */
export async function npmClang(cacheFolder: string): Promise<NpmClang | undefined> {
  const bundle = locate();
  if (bundle === undefined) return undefined;
  const version = await packageVersion(bundle);
  const libraries = librariesOf(await readFile(new URL('llvm-resources.tar', bundle)));
  return {
    compile: (request) => cached(join(cacheFolder, digest(version, request)), () => compileOnce(request)),
    library(name) {
      const bytes = libraries.get(name);
      if (bytes === undefined) throw new Error(`@yowasp/clang has no ${name}`);
      return bytes;
    },
  };
}

/** The package's main file, as a URL. */
function locate(): URL | undefined {
  try {
    return pathToFileURL(createRequire(import.meta.url).resolve('@yowasp/clang'));
  } catch {
    return undefined;
  }
}

async function packageVersion(bundle: URL): Promise<string> {
  return String(JSON.parse(await readFile(new URL('../package.json', bundle), 'utf8')).version);
}

function librariesOf(resources: Uint8Array): Files {
  const found = readTar(resources, (path) => /^lib\/wasm32-.*\.(a|o)$/.test(path));
  return new Map([...found].map(([path, bytes]) => [path.slice(path.lastIndexOf('/') + 1), bytes]));
}

function digest(version: string, { files, source, flags }: CompileRequest): string {
  const hash = createHash('sha256').update(JSON.stringify([version, source, flags]));
  for (const [name, bytes] of [...files].sort(([left], [right]) => (left < right ? -1 : 1))) {
    hash.update(JSON.stringify([name, bytes.length])).update(bytes);
  }
  return `${hash.digest('hex')}.o`;
}

/** Written under another name first, so that two processes that compile the same never see half of it. */
async function cached(path: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch {
    const bytes = await make();
    await mkdir(dirname(path), { recursive: true });
    const partial = `${path}.${randomBytes(6).toString('hex')}`;
    await writeFile(partial, bytes);
    await rename(partial, path);
    return bytes;
  }
}

async function compileOnce({ files, source, flags }: CompileRequest): Promise<Uint8Array> {
  const { commands, runLLVM } = await import('@yowasp/clang');
  const silent = { fetchProgress: () => {} };
  // Loads the compiler; without this first step the driver tells of the loading on standard output.
  await runLLVM(undefined, {}, silent);
  const messages: Uint8Array[] = [];
  const options: RunOptions = { ...silent, stderr: (bytes) => void (bytes && messages.push(bytes)) };
  const clang: Command = commands[source.endsWith('.cpp') ? 'clang++' : 'clang'];
  try {
    const tree = await clang([...flags, '-c', source, '-o', 'out.o'], Object.fromEntries(files), options);
    const object = tree?.['out.o'];
    if (object instanceof Uint8Array) return object;
  } catch (error) {
    throw new Error(`${source} does not compile: ${Buffer.concat(messages).toString('utf8') || String(error)}`);
  }
  throw new Error(`clang made no object of ${source}`);
}

/** Where a checkout of the project keeps what it compiled. */
export function defaultCacheFolder(root: string): string {
  return join(root, 'node_modules', '.cache', 'linksmith', 'objects');
}

/** For messages: how to get what is missing. */
export const howToGetNpmClang = 'it needs the npm package @yowasp/clang, which is not installed here';
