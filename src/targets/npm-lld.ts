/**
 * LLVM's wasm-ld as WebAssembly, from the npm package `@yowasp/clang`: a linker of another version on any machine that has
 * Node, with nothing else installed. It runs in a thread of its own, since a link that hangs can only be ended with its
 * thread; the thread is made anew now and then, because what the linker took from the system is not given back.
 * Its memory has the limit of 32-bit WebAssembly, 4 GiB, and no other. Nothing touches the disk.
 * Not here: the thread (`npm-lld-worker.ts`), what each version lacks (`wasm-ld.ts`).
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { judge, unfit } from './native.ts';
import type { LldAnswer, LldRequest } from './npm-lld-worker.ts';
import { type LinkJob, type LinkOutcome, type Target, TargetMissingError } from './target.ts';
import { lackedBy, withDefaultsOf19 } from './wasm-ld.ts';

const packageName = '@yowasp/clang';

/** As on the command line: the major version of the package that the project depends on. */
export const npmLldName = 'wasm-ld-22-npm';
const major = 22;

export const howToGetNpmLld = `it comes with the npm package ${packageName} (npm install --no-save ${packageName}@22.0.0-git20542-10)`;

const defaultTimeLimitMs = 20_000;
/** Links that one thread makes. */
const linksOfThread = 200;

/** Throws `TargetMissingError` when the package is not installed. `worker` is the compiled thread; default the one beside this file. */
export function npmLldTarget(worker: URL = new URL('./npm-lld-worker.js', import.meta.url)): Target {
  const { bundle, version } = locate();
  const thread = new LldThread(worker, bundle);
  return {
    name: npmLldName,
    linker: `wasm-ld-${major}`,
    version: async () => `LLD ${major}, ${packageName} ${version}`,
    lacks: (wanted) => lackedBy(major, wanted),
    async link(job) {
      const refusal = unfit(job);
      if (refusal !== undefined) return { kind: 'unsupported', reason: refusal, messages: [] };
      return thread.link(job);
    },
    close: () => thread.end(),
  };
}

function locate(): { readonly bundle: string; readonly version: string } {
  const require = createRequire(import.meta.url);
  try {
    const path = require.resolve(packageName);
    const { version } = require(join(dirname(path), '..', 'package.json')) as { version: string };
    return { bundle: pathToFileURL(path).href, version };
  } catch {
    throw new TargetMissingError(`${npmLldName} is not here: ${howToGetNpmLld}`);
  }
}

/** `lost`: the thread ended, or could not begin. */
type ThreadAnswer = LldAnswer | { readonly kind: 'timed-out' } | { readonly kind: 'lost'; readonly reason: string };

class LldThread {
  readonly #worker: URL;
  readonly #bundle: string;
  #thread: Worker | undefined;
  #links = 0;
  /** Ends the link that is under way. */
  #settle: ((answer: ThreadAnswer) => void) | undefined;
  /** One link after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(worker: URL, bundle: string) {
    this.#worker = worker;
    this.#bundle = bundle;
  }

  link(job: LinkJob): Promise<LinkOutcome> {
    const outcome = this.#last.then(() => this.#linkNow(job));
    this.#last = outcome.catch(() => {});
    return outcome;
  }

  async end(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.terminate();
  }

  async #linkNow(job: LinkJob): Promise<LinkOutcome> {
    if (this.#links++ % linksOfThread === 0) await this.end();
    this.#thread ??= this.#begin();
    const output = job.outputName ?? 'out.wasm';
    const args = [...withDefaultsOf19(major, job.args), '-o', output];
    const request: LldRequest = { args, files: job.files, output };
    const limitMs = job.timeLimitMs ?? defaultTimeLimitMs;
    const answer = await this.#ask(this.#thread, request, limitMs);
    if (answer.kind === 'exited') return outcomeOf(answer);
    // Whatever state it is in, the next link does not meet it.
    await this.end();
    if (answer.kind === 'timed-out') return { kind: 'timed-out', limitMs, messages: [] };
    return { kind: 'crashed', reason: answer.reason, messages: [] };
  }

  #begin(): Worker {
    const thread = new Worker(this.#worker, { workerData: this.#bundle, stdout: true, stderr: true });
    thread.on('message', (answer: LldAnswer) => this.#settle?.(answer));
    thread.on('error', (error) => this.#settle?.({ kind: 'lost', reason: String(error) }));
    thread.unref();
    return thread;
  }

  #ask(thread: Worker, request: LldRequest, limitMs: number): Promise<ThreadAnswer> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#settle?.({ kind: 'timed-out' }), limitMs);
      this.#settle = (answer) => {
        clearTimeout(timer);
        this.#settle = undefined;
        resolve(answer);
      };
      thread.postMessage(request);
    });
  }
}

const limits = {
  timeLimitMs: 0,
  memoryLimitBytes: 2 ** 32,
  fileLimitBytes: 2 ** 32,
  folderLimitBytes: 2 ** 32,
  textLimit: 0,
};

function outcomeOf({ code, text, bytes }: Extract<LldAnswer, { kind: 'exited' }>): LinkOutcome {
  return judge({ end: { kind: 'exited', code }, stdout: '', stderr: text }, bytes, limits);
}
