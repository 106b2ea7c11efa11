/**
 * LLVM's wasm-ld in a server (`scripts/lld-server.cpp`): a process that stays, with a child that links request after
 * request, so that a link costs a millisecond and not the start of a program. Now and then, by the job, the same is linked by a fresh process; when the
 * two do not agree the outcome is a crash that says so, since a server must not be told from the program.
 * A crash, or a server that ends, is believed when a new process does not do better.
 * Not here: limits and folders (`native.ts`), how it is built (`installed.ts`).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Socket } from 'node:net';
import { constants } from 'node:os';
import { join } from 'node:path';
import { howToInstall, installations, installedFolder } from './installed.ts';
import type { ProcessEnd, ProcessRequest, ProcessResult } from './limited-process.ts';
import { nativeTarget } from './native.ts';
import { findProgram } from './program-path.ts';
import { type LinkJob, type LinkOutcome, type Target, TargetMissingError } from './target.ts';
import { lackedBy, wasmLdTarget, withDefaultsOf19 } from './wasm-ld.ts';

const servers = installations.filter((one) => one.kind === 'build');
export const linkServerNames: readonly string[] = servers.map(({ name }) => name);

export interface LinkServerParts {
  readonly program: string;
  /** The program whose answers the server's must be; none: never compared. */
  readonly fresh: Target | undefined;
  /** One job in so many is linked by both. */
  readonly compareEvery: number;
}

/** Throws `TargetMissingError` when it has not been built. */
export function linkServerTarget(name: string, change: Partial<LinkServerParts> = {}): Target {
  const { llvm = 0 } = servers.find((one) => one.name === name) ?? {};
  const linker = `wasm-ld-${llvm}`;
  const { program = join(installedFolder(name), name), compareEvery = 64 } = change;
  if (!existsSync(program)) throw new TargetMissingError(`${name} is not here: ${howToInstall(name)}`);
  const fresh = 'fresh' in change ? change.fresh : programOf(linker);
  const server = new LinkServer(program);
  const target = nativeTarget({
    name,
    linker,
    version: async () => `LLD ${llvm}, in a server${fresh ? '' : ', never compared with the program'}`,
    lacks: (wanted) => lackedBy(llvm, wanted),
    command: (job, output) => [...withDefaultsOf19(llvm, job.args), '-o', output],
    run: (request) => server.run(request),
  });
  return {
    ...target,
    async link(job) {
      const outcome = await target.link(job);
      // What one link damages shows in a later one: it is a crash when a new process crashes too.
      if (outcome.kind !== 'linked' && outcome.kind !== 'rejected') return (fresh ?? target).link(job);
      if (!fresh || hashOf(job) % compareEvery !== 0) return outcome;
      return disagreement(outcome, await fresh.link(job)) ?? outcome;
    },
    async close() {
      server.end();
      await target.close?.();
      await fresh?.close?.();
    },
  };
}

const programOf = (linker: string): Target | undefined =>
  findProgram(linker) === undefined ? undefined : wasmLdTarget(linker);

/** Messages begin with the program's name, and are not compared. */
function disagreement(served: LinkOutcome, fresh: LinkOutcome): LinkOutcome | undefined {
  const isSame =
    served.kind === fresh.kind &&
    (served.kind !== 'linked' || fresh.kind !== 'linked' || Buffer.compare(served.bytes, fresh.bytes) === 0);
  if (isSame) return undefined;
  const reason = `the server and a fresh process do not agree: ${served.kind} and ${fresh.kind}`;
  return { kind: 'crashed', reason, messages: [...served.messages, ...fresh.messages] };
}

/** Of what makes a job, roughly. */
function hashOf({ args, files }: LinkJob): number {
  const sizes = [...files].map(([name, bytes]) => `${name} ${bytes.length} ${bytes[bytes.length >> 1] ?? 0}`);
  let hash = 0x811c9dc5;
  for (const character of [...args, ...sizes].join('\0')) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return hash >>> 0;
}

/** How much longer than the link's own limit the server may be silent. */
const graceMs = 5_000;

class LinkServer {
  readonly #program: string;
  #process: ChildProcess | undefined;
  /** One link after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(program: string) {
    this.#program = program;
  }

  run(request: ProcessRequest): Promise<ProcessResult> {
    const result = this.#last.then(() => this.#ask(request));
    this.#last = result;
    return result;
  }

  end(): void {
    this.#process?.kill('SIGKILL');
    this.#process = undefined;
  }

  /** Resolves whatever the server does. */
  #ask({ command, folder, limits }: ProcessRequest): Promise<ProcessResult> {
    const { timeLimitMs, memoryLimitBytes, fileLimitBytes, textLimit } = limits;
    const server = this.#begin();
    const chunks: Buffer[] = [];
    return new Promise((resolve) => {
      const settle = (result: ProcessResult) => {
        clearTimeout(timer);
        server.stdout?.off('data', take);
        server.off('close', lost);
        resolve(result);
      };
      const lost = () => {
        if (this.#process === server) this.#process = undefined;
        settle({ end: { kind: 'not-started', reason: 'the link server ended' }, stdout: '', stderr: '' });
      };
      const take = (chunk: Buffer) => {
        chunks.push(chunk);
        const answer = answerIn(Buffer.concat(chunks));
        if (answer !== undefined) settle(answer);
      };
      const timer = setTimeout(() => server.kill('SIGKILL'), timeLimitMs + graceMs);
      server.stdout?.on('data', take);
      server.once('close', lost);
      const words = [folder, timeLimitMs, memoryLimitBytes, fileLimitBytes, textLimit, ...command];
      server.stdin?.write(framed(words.map((word) => `${word}\0`).join('')));
    });
  }

  /** The server that is there, or a new one. It ends when its standard input does. */
  #begin(): ChildProcess {
    if (this.#process !== undefined) return this.#process;
    const server = spawn(this.#program, [], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...process.env, LC_ALL: 'C' },
    });
    // What could not be begun or written to closes, and is told then.
    server.on('error', () => server.emit('close'));
    server.stdin.on('error', () => {});
    // While a link is waited for, its timer keeps this process alive.
    server.unref();
    for (const stream of [server.stdin, server.stdout]) (stream as Socket).unref();
    this.#process = server;
    return server;
  }
}

function framed(text: string): Buffer {
  const bytes = Buffer.from(text);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(bytes.length);
  return Buffer.concat([size, bytes]);
}

/** Undefined while it is not whole. */
function answerIn(bytes: Buffer): ProcessResult | undefined {
  if (bytes.length < 4 || bytes.length < 4 + bytes.readUInt32LE(0)) return undefined;
  const text = bytes.toString('utf8', 4);
  const ended = text.indexOf('\0');
  return { end: endOf(text.slice(0, ended)), stdout: '', stderr: text.slice(ended + 1) };
}

function endOf(word: string): ProcessEnd {
  const number = Number(word.slice(1));
  if (word.startsWith('e')) return { kind: 'exited', code: number };
  if (!word.startsWith('s')) return { kind: 'timed-out' };
  const signal = Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
  return { kind: 'signalled', signal: signal ?? word };
}
