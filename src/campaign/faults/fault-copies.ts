/**
 * Copies of the program in which one fault is planted. The sources are transpiled once; a copy differs from that in the
 * files that the patch touches, which carry marks besides (`reach-marks.ts`). The linker of a copy has a `src/wasm` of its
 * own: generators and oracles read and write with the intact one, or a fault there would spoil what they say.
 * Copies lie in a temporary folder of their own and go with it.
 * Not here: what is run in them (`fault-trial.ts`).
 */
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Fault } from './fault-bank.ts';
import { PatchError, type PatchedFile, patchSources } from './fault-patch.ts';
import { markReached } from './reach-marks.ts';
import { compiledPath, linkPackages, readSources, transpile, writeTranspiled } from './transpiled-sources.ts';

/** Below a copy: the linker and what it reads with. */
const apart = 'linker-apart';

/** A copy that workers can be started in. */
export interface FaultyCopy {
  readonly worker: URL;
  /** Address of the harness module: `fault-harness.ts` with the intact linker to compare with. */
  readonly harness: string;
  dispose(): Promise<void>;
}

export class FaultCopies {
  readonly #folder: string;
  readonly #sources: ReadonlyMap<string, string>;
  #count = 0;

  private constructor(folder: string, sources: ReadonlyMap<string, string>) {
    this.#folder = folder;
    this.#sources = sources;
  }

  /** Transpiles the checkout at `root`. */
  static async open(root: string): Promise<FaultCopies> {
    const sources = await readSources(root);
    const folder = await mkdtemp(join(tmpdir(), 'linksmith-faults-'));
    await linkPackages(folder, root);
    const copies = new FaultCopies(folder, new Map(sources));
    await writeTranspiled(copies.#intact, root, sources);
    return copies;
  }

  /** A copy with the fault, or, for the control, one without any. */
  async plant(fault: Fault | undefined): Promise<FaultyCopy> {
    const folder = join(this.#folder, `copy-${this.#count++}`);
    const files = fault === undefined ? [] : compilePatched(fault, this.#sources);
    await cp(this.#intact, folder, { recursive: true });
    await this.#setLinkerApart(folder);
    for (const { path, code } of files) await writeFile(join(folder, apart, compiledPath(path)), code);
    const address = (path: string) => pathToFileURL(join(folder, path));
    const reference = encodeURIComponent(pathToFileURL(join(this.#intact, 'src/targets/index.js')).href);
    return {
      worker: address('src/campaign/engine/worker.js'),
      harness: `${address('src/campaign/faults/fault-harness.js').href}?reference=${reference}`,
      dispose: () => rm(folder, { recursive: true, force: true }),
    };
  }

  /** The linker alone with the fault, to be loaded beside others: the address of the module that opens it as a target. */
  async plantLinker(fault: Fault): Promise<string> {
    const folder = join(this.#folder, `linker-${this.#count++}`);
    const files = compilePatched(fault, this.#sources);
    for (const room of ['src/linker', 'src/wasm', 'src/targets']) {
      await cp(join(this.#intact, room), join(folder, room), { recursive: true });
    }
    await cp(join(this.#intact, 'package.json'), join(folder, 'package.json'));
    for (const { path, code } of files) await writeFile(join(folder, compiledPath(path)), code);
    return pathToFileURL(join(folder, 'src/targets/in-process.js')).href;
  }

  /** Imports count from where a file really lies: behind the link, `../wasm` is the linker's own. */
  async #setLinkerApart(folder: string): Promise<void> {
    for (const room of ['src/linker', 'src/wasm']) {
      await cp(join(this.#intact, room), join(folder, apart, room), { recursive: true });
    }
    await cp(join(folder, 'package.json'), join(folder, apart, 'package.json'));
    await rm(join(folder, 'src/linker'), { recursive: true });
    await symlink(join(folder, apart, 'src/linker'), join(folder, 'src/linker'), 'junction');
  }

  /** Where the program without any fault is: a harness module in it. */
  get intactHarness(): string {
    return pathToFileURL(join(this.#intact, 'src/campaign/linksmith-harness.js')).href;
  }

  get intactWorker(): URL {
    return pathToFileURL(join(this.#intact, 'src/campaign/engine/worker.js'));
  }

  dispose(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }

  get #intact(): string {
    return join(this.#folder, 'intact');
  }
}

/** The patched files as marked JavaScript. Throws a `PatchError` that says which fault does not fit, and why. */
export function compilePatched(
  { id, patch }: Pick<Fault, 'id' | 'patch'>,
  sources: ReadonlyMap<string, string>,
): { readonly path: string; readonly code: string }[] {
  try {
    return patchSources(patch, sources).map(compileFile);
  } catch (error) {
    if (error instanceof PatchError) throw new PatchError(`${id}: ${error.message}`);
    throw error;
  }
}

function compileFile(file: PatchedFile): { path: string; code: string } {
  const { code, problem } = transpile(file.path, markReached(file));
  if (problem !== undefined) throw new PatchError(`the patched file is no program: ${problem}`);
  return { path: file.path, code };
}
