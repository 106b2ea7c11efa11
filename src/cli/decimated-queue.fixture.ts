/** A campaign over a queue that four programs serve, of which two are killed at work. Tests only. */
import { Redis } from 'ioredis';
import { expect } from 'vitest';
import { type Ended, type Program, type ProgramWords, start } from './program.fixture.ts';

export interface DecimatedCampaign {
  readonly program: ProgramWords;
  /** Of the Redis. */
  readonly address: string;
  readonly target: string;
  /** All words of `fuzz` but for the queue. */
  readonly fuzz: readonly string[];
}

export async function decimatedCampaign({ program, address, target, fuzz }: DecimatedCampaign): Promise<Ended> {
  const serve = ['worker', '--queue', address, '--target', target, '--jobs', '1', '--lease', '1s'];
  const workers = [1, 2, 3, 4].map(() => start(program, serve));
  for (const worker of workers) expect(await worker.firstWords).toContain('serving the queue');
  const filling = start(program, [...fuzz, '--queue', address]).ended;
  expect(await leasesUnderWay(address, filling)).toBe(workers.length);
  kill(workers.slice(2));
  const ended = await filling;
  kill(workers);
  return ended;
}

function kill(programs: readonly Program[]): void {
  for (const { child } of programs) child.kill('SIGKILL');
}

/** The most leases that were with workers at a time, until four are or the campaign is over. */
async function leasesUnderWay(address: string, campaign: Promise<unknown>): Promise<number> {
  const redis = new Redis(address);
  let [most, isOver] = [0, false];
  void campaign.finally(() => {
    isOver = true;
  });
  while (most < 4 && !isOver) {
    const [list] = await redis.keys('bull:linksmith-*:active');
    if (list !== undefined) most = Math.max(most, await redis.llen(list));
  }
  redis.disconnect();
  return most;
}
