/**
 * The thread in which LLVM's wasm-ld runs as WebAssembly: one link a message, each in a fresh instance of the module. A
 * trap of the linker is an answer; the thread goes on.
 * In: a command line and files in memory. Out: how it ended, what it printed, the output. Not here: limits (`npm-lld.ts`).
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { Tree } from '@yowasp/clang';

export interface LldRequest {
  readonly args: readonly string[];
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Name of the file to hand back. */
  readonly output: string;
}

export type LldAnswer =
  | { readonly kind: 'exited'; readonly code: number; readonly text: string; readonly bytes: Uint8Array | undefined }
  /** A trap, or an error of the package. */
  | { readonly kind: 'trapped'; readonly reason: string };

const { commands, runLLVM, Exit } = (await import(workerData as string)) as typeof import('@yowasp/clang');
const silent = { fetchProgress: () => {} };
// Loads the module; without this first step the driver tells of the loading on standard output.
await runLLVM(undefined, {}, silent);

parentPort?.on('message', async (request: LldRequest) => parentPort?.postMessage(await answer(request)));

async function answer({ args, files, output }: LldRequest): Promise<LldAnswer> {
  let text = '';
  const decoder = new TextDecoder();
  const stderr = (bytes: Uint8Array | null) => {
    if (bytes !== null && text.length < textLimit) text += decoder.decode(bytes, { stream: true });
  };
  try {
    const made = await commands['wasm-ld']([...args], treeOf(files), { ...silent, stderr, stdout: stderr });
    const bytes = made?.[output];
    return { kind: 'exited', code: 0, text, bytes: bytes instanceof Uint8Array ? bytes : undefined };
  } catch (error) {
    if (error instanceof Exit) return { kind: 'exited', code: error.code, text, bytes: undefined };
    return { kind: 'trapped', reason: `${error} ${text.slice(0, 1_000)}` };
  }
}

const textLimit = 2 ** 18;

/** Folders are trees. */
function treeOf(files: ReadonlyMap<string, Uint8Array>): Tree {
  const root: Tree = {};
  for (const [name, bytes] of files) {
    const steps = name.split('/');
    let folder = root;
    for (const step of steps.slice(0, -1)) {
      folder[step] ??= {};
      folder = folder[step] as Tree;
    }
    folder[steps.at(-1)!] = bytes;
  }
  return root;
}
