/**
 * A campaign that is killed with -9 again and again, and gone on with: it ends with the findings, the counts and the log of
 * one that nobody disturbed, and what stands on the disk meanwhile is whole. On the toy harness; `LINKSMITH_KILLS=50` kills
 * so often, and on the real harness too, with faults planted. `LINKSMITH_KILLS_SEED` makes the same moments again.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { hasProgress } from '../campaign/engine/progress-file.ts';
import { compiledWithFaults } from '../campaign/real/compiled.fixture.ts';
import { temporaryFolder } from '../temporary-folder.fixture.ts';
import { checkWhole, leftBehind } from './left-behind.fixture.ts';
import { type Ended, type ProgramWords, realProgram, start, toyProgram } from './program.fixture.ts';

const { LINKSMITH_KILLS: wished, LINKSMITH_KILLS_SEED: seedOfKills = String(Date.now() % 1_000_000) } = process.env;
const kills = Number(wished ?? 4);

type Death = { readonly atChange: number } | { readonly afterMs: number };

/** A campaign to kill. */
interface Victim {
  readonly program: ProgramWords;
  /** What decides its cases. */
  readonly plan: readonly string[];
  readonly runs: number;
}

async function fuzz({ program, plan, runs }: Victim, folder: string, death?: Death): Promise<Ended> {
  const mode = (await hasProgress(folder)) ? ['--resume', folder] : [...plan, '--out', folder];
  const atChange = death !== undefined && 'atChange' in death ? `${death.atChange}` : '';
  const { child, ended } = start(program, ['fuzz', '--runs', `${runs}`, '--jobs', '2', '-q', ...mode], {
    LINKSMITH_DIE_IN: folder,
    LINKSMITH_DIE_AT: atChange,
  });
  const timer = death !== undefined && 'afterMs' in death && setTimeout(() => child.kill('SIGKILL'), death.afterMs);
  return ended.finally(() => timer && clearTimeout(timer));
}

/** What a campaign is that nobody disturbs. */
interface Undisturbed {
  readonly left: Awaited<ReturnType<typeof leftBehind>>;
  readonly changesOfTheDisk: number;
  readonly elapsedMs: number;
}

async function undisturbed(victim: Victim): Promise<Undisturbed> {
  const folder = await temporaryFolder();
  const began = performance.now();
  const { exitCode, stderr } = await fuzz(victim, folder);
  const elapsedMs = performance.now() - began;
  expect(exitCode).toBe(1);
  return {
    left: await leftBehind(folder),
    changesOfTheDisk: Number(/changes of the disk: (\d+)/.exec(stderr)?.[1]),
    elapsedMs,
  };
}

class Killer {
  #state = Number(seedOfKills) >>> 0;
  #kills = 0;

  /** Every other one at a change of the disk, the rest at any time. */
  next({ changesOfTheDisk, elapsedMs }: Undisturbed): Death {
    const atChange = this.#kills++ % 2 === 0;
    return atChange
      ? { atChange: 1 + Math.floor((this.#random() * changesOfTheDisk) / 2) }
      : { afterMs: this.#random() * elapsedMs };
  }

  #random(): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#state / 2 ** 32;
  }
}

/** Kills a campaign until it comes to its end or has been killed so often; says how often. */
async function harass(victim: Victim, folder: string, nextDeath: () => Death, most: number): Promise<number> {
  for (let kill = 0; kill < most; kill++) {
    const { signal, exitCode, stderr } = await fuzz(victim, folder, nextDeath());
    await checkWhole(folder);
    if (signal === 'SIGKILL') continue;
    expect([signal, exitCode, stderr]).toEqual([null, 1, expect.not.stringContaining('error')]);
    return kill;
  }
  expect(await fuzz(victim, folder)).toMatchObject({ exitCode: 1 });
  return most;
}

/** Says how many campaigns were killed so often. */
async function killAll(victim: Victim): Promise<number> {
  const whole = await undisturbed(victim);
  expect(whole.left.findings.length).toBeGreaterThan(1);
  const killer = new Killer();
  let campaigns = 0;
  for (let killed = 0; killed < kills; campaigns++) {
    const folder = await temporaryFolder();
    killed += await harass(victim, folder, () => killer.next(whole), kills - killed);
    expect(await leftBehind(folder)).toEqual(whole.left);
  }
  return campaigns;
}

describe(`a campaign that is killed ${kills} times (LINKSMITH_KILLS_SEED=${seedOfKills})`, () => {
  const planted: (() => Promise<void>)[] = [];
  afterAll(() => Promise.all(planted.map((dispose) => dispose())));

  it('ends as one that is not, on the toy harness', { timeout: 900_000 }, async () => {
    const plan = ['--seed', '7', '--target', 'bad'];
    expect(await killAll({ program: await toyProgram(), plan, runs: 150 })).toBeGreaterThan(0);
  });

  const why = wished === undefined ? ' (skipped: it takes minutes; LINKSMITH_KILLS=50 runs it)' : '';
  it.skipIf(wished === undefined)(`ends as one that is not, on the real harness${why}`, { timeout: 0 }, async () => {
    const faulty = await compiledWithFaults('growable-table-cannot-grow', 'stack-size-is-whole-pages');
    planted.push(faulty.dispose);
    const plan = ['--seed', '7', '--property', 'layout'];
    const campaigns = await killAll({ program: await realProgram(faulty.address), plan, runs: 60 });
    console.log(`${kills} kills of ${campaigns} campaigns`);
  });
});
