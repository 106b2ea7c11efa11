/**
 * The whole way on the real harness: faults planted in a copy of the source are found, shrunk and stored by `fuzz`, and
 * `repro` fails on the copy and passes on the source as it stands. Who runs the cases does not matter: two workers, shards
 * that are merged, a queue some of whose workers are killed. `LINKSMITH_CASES=600` runs so many cases, in all of these ways.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compiled, compiledWithFaults, type FaultyProgram } from '../campaign/real/compiled.fixture.ts';
import { temporaryFolder } from '../temporary-folder.fixture.ts';
import { decimatedCampaign } from './decimated-queue.fixture.ts';
import { leftBehind } from './left-behind.fixture.ts';
import { type Ended, type ProgramWords, realProgram, start } from './program.fixture.ts';
import { missingRedis, startRedis } from './redis-server.fixture.ts';

const { LINKSMITH_CASES: wished } = process.env;
const plan = ['--seed', '3', '--property', 'layout,search-equals-scan', '-q'];
const runs = ['--runs', wished ?? '30'];
const faults = ['search-ends-one-byte-late', 'growable-table-cannot-grow', 'stack-size-is-whole-pages'];

let planted: Promise<FaultyProgram> | undefined;

async function faultyProgram(): Promise<ProgramWords> {
  planted ??= compiledWithFaults(...faults);
  return realProgram((await planted).address);
}

afterAll(async () => (await planted)?.dispose());

async function fuzz(out: string, ...words: string[]): Promise<Ended> {
  return start(await faultyProgram(), ['fuzz', ...plan, '--out', out, ...words]).ended;
}

type Left = Awaited<ReturnType<typeof leftBehind>>;
let leftByOne: Promise<Left> | undefined;

/** What a campaign with one worker leaves, in a folder that may be given. */
function wanted(folder?: string): Promise<Left> {
  leftByOne ??= (async () => {
    const out = folder ?? (await temporaryFolder());
    expect(await fuzz(out, ...runs, '--jobs', '1')).toMatchObject({ exitCode: 1, stderr: '' });
    return leftBehind(out);
  })();
  return leftByOne;
}

describe('a campaign against the real linker', () => {
  it('finds, shrinks and stores what is planted, and replays it with the faults and without', {
    timeout: 900_000,
  }, async () => {
    const out = await temporaryFolder();
    const { findings } = await wanted(out);
    const keys = findings.map(({ signature }) => signature.key);
    expect(keys).toEqual(expect.arrayContaining(['site-at-end.last', 'table.maximum']));
    const names = await readdir(join(out, 'findings'));
    expect(names.sort()).toEqual(findings.map(({ id }) => id).sort());
    const finding = join(out, 'findings', names.find((name) => name.includes('site-at-end'))!);
    const sizeOf = async (file: string) => (await readFile(join(finding, file))).length;
    expect(await sizeOf('scenario.json')).toBeLessThan((await sizeOf('original.json')) / 4);
    const programs = [await faultyProgram(), await realProgram(compiled)];
    const replays = programs.map((program) => start(program, ['repro', finding]).ended);
    expect((await Promise.all(replays)).map(({ exitCode }) => exitCode)).toEqual([1, 0]);
  });
});

const folders = (n: number) => Promise.all(Array.from({ length: n }, () => temporaryFolder()));

/** Other ways to run the same cases; each leaves the campaign in the folder. */
const ways: readonly (readonly [name: string, missing: string | undefined, run: (out: string) => Promise<Ended>])[] = [
  ['two workers', undefined, (out) => fuzz(out, ...runs, '--jobs', '2')],
  ['three shards, merged', tooLong(), mergedShards],
  ['four workers of a queue, two of them killed', tooLong() ?? missingRedis, overQueue],
];

function tooLong(): string | undefined {
  return wished === undefined ? 'it takes a minute; LINKSMITH_CASES=600 runs it' : undefined;
}

async function mergedShards(out: string): Promise<Ended> {
  const shards = await folders(3);
  for (const [at, shard] of shards.entries()) {
    expect(await fuzz(shard, ...runs, '--shard', `${at + 1}/3`)).toMatchObject({ exitCode: 1, stderr: '' });
  }
  return start(await faultyProgram(), ['merge', ...shards, '-q', '--out', out]).ended;
}

async function overQueue(out: string): Promise<Ended> {
  const redis = await startRedis();
  try {
    const program = await faultyProgram();
    const words = ['fuzz', ...plan, ...runs, '--jobs', '1', '--out', out];
    return await decimatedCampaign({ program, address: redis.url, target: 'lazy', fuzz: words });
  } finally {
    await redis.stop();
  }
}

describe('the same campaign', () => {
  for (const [name, missing, run] of ways) {
    const title = `has the same cases and findings with ${name}${missing === undefined ? '' : ` (skipped: ${missing})`}`;
    it.skipIf(missing !== undefined)(title, { timeout: 900_000 }, async () => {
      const out = await temporaryFolder();
      expect(await run(out)).toMatchObject({ exitCode: 1 });
      expect(await leftBehind(out)).toEqual(await wanted());
    });
  }
});
