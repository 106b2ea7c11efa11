/**
 * The program of the ClusterFuzz bundle: a black-box fuzzer that writes testcases for a linker with wasm-ld's command line,
 * `--input_dir DIR --output_dir DIR --no_of_files N`. A testcase is one file, `fuzz-linksmith-1.a`: an archive with all
 * objects of a generated link, every other one broken on purpose. Its options are in `flags-linksmith-1.a`, which
 * ClusterFuzz puts on the command line before the testcase: all members are linked, and the output is thrown away.
 * Not here: the bundle (`scripts/bundle-clusterfuzz.mjs`). The corpus in `--input_dir` is not used: each case is new.
 */
import { randomInt } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { hostileAt, lowerHostile } from '../../generators/hostile/index.ts';
import { lower } from '../../generators/lower/lower.ts';
import { caseAt } from '../../generators/make/case.ts';
import type { LinkJob } from '../targets/target.ts';
import { decodeArchive, isArchive } from '../wasm/archive.ts';
import { encodeArchive } from '../wasm/encode-archive.ts';

export interface Testcase {
  readonly archive: Uint8Array;
  /** One line. */
  readonly flags: string;
}

/** Case `index` of a seed as one file and its options. */
export function testcaseAt(seed: number, index: number): Testcase {
  const job =
    index % 2 === 0
      ? lower(caseAt({ profile: 'default', seed, index }))
      : lowerHostile(hostileAt({ profile: 'hostile', seed, index }));
  const members = [...job.files].flatMap(([name, bytes]) => membersOf(name, bytes));
  return { archive: encodeArchive({ members, symbolTable: false }), flags: flagsOf(job).join(' ') };
}

/** An archive's members take its place; what cannot be read as one stays as it is. */
function membersOf(name: string, bytes: Uint8Array): { name: string; bytes: Uint8Array }[] {
  if (name.endsWith('.rsp')) return [];
  try {
    if (isArchive(bytes)) {
      return decodeArchive(bytes).members.flatMap((member) =>
        member.bytes === undefined ? [] : [{ name: plainName(member.name), bytes: member.bytes }],
      );
    }
  } catch {
    // Broken on purpose.
  }
  return [{ name: plainName(name), bytes }];
}

const plainName = (name: string): string => name.replaceAll(/[^A-Za-z0-9._-]/g, '_').slice(0, 60) || 'x.o';

/** The options without inputs; only those that mean the same in any shell. */
function flagsOf({ args, files }: LinkJob): string[] {
  const isInput = (arg: string) => files.has(arg) || arg.startsWith('@') || betweenInputs.has(arg);
  const isPlain = (arg: string) =>
    /^[A-Za-z0-9_+=:,./-]{1,200}$/.test(arg) && !/^(-o|--output\b|-L|-l|--Map)/.test(arg);
  return [...args.filter((arg) => !isInput(arg) && isPlain(arg)), '-o', '/dev/null', '--whole-archive'];
}

const betweenInputs = new Set(['--start-lib', '--end-lib', '--whole-archive', '--no-whole-archive']);

/** Exit code. */
export async function main(argv: readonly string[], say: (text: string) => void): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      input_dir: { type: 'string' },
      output_dir: { type: 'string' },
      no_of_files: { type: 'string' },
      seed: { type: 'string' },
    },
  });
  const { output_dir: folder, no_of_files: count = '' } = values;
  if (folder === undefined || !/^\d+$/.test(count)) {
    say('usage: run --input_dir DIR --output_dir DIR --no_of_files N [--seed S]\n');
    return 2;
  }
  const seed = values.seed === undefined ? randomInt(2 ** 32) : Number(values.seed);
  await mkdir(folder, { recursive: true });
  for (let index = 0; index < Number(count); index++) {
    const { archive, flags } = testcaseAt(seed, index);
    await writeFile(join(folder, `fuzz-linksmith-${index + 1}.a`), archive);
    await writeFile(join(folder, `flags-linksmith-${index + 1}.a`), flags);
  }
  say(`linksmith: ${count} testcases of seed ${seed}\n`);
  return 0;
}
