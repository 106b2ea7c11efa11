/**
 * wasm-ld 19 as a function, for comparison: files and arguments in, what it made and said out. It runs in a folder of its
 * own, which is gone afterwards.
 * Not here: the target that campaigns drive, with limits and other versions (`src/targets`).
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const referenceName = 'wasm-ld-19';

export const hasReference = spawnSync(referenceName, ['--version']).status === 0;

export interface Job {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly args: readonly string[];
}

/** The module in hexadecimal digits, or how else it ended; standard error and then standard output, without empty lines. */
export interface Outcome {
  readonly words: string;
  readonly module: string;
}

export function linkWithReference({ files, args }: Job): Outcome {
  const folder = mkdtempSync(join(tmpdir(), 'linksmith-link-'));
  try {
    for (const [name, bytes] of files) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), bytes);
    }
    // Faster, with the same output: no threads for a few bytes, no stack traces with names where it crashes.
    const env = { ...process.env, LC_ALL: 'C', LLVM_DISABLE_SYMBOLIZATION: '1' };
    const output = 'out.wasm';
    const { status, signal, stdout, stderr } = spawnSync(referenceName, ['--threads=1', ...args, '-o', output], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    if (signal !== null) return { words: signal, module: 'crashed' };
    const module = status === 0 ? readFileSync(join(folder, output)).toString('hex') : 'rejected';
    return { words: withoutEmptyLines(`${stderr}\n${stdout}`), module };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function withoutEmptyLines(text: string): string {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .join('\n');
}
