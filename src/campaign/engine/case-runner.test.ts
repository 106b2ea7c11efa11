import { describe, expect, it } from 'vitest';
import type { Property } from '../../../properties/property.ts';
import { holds } from '../../../properties/property.ts';
import type { LinkJob, LinkOutcome, Target } from '../../targets/target.ts';
import { TargetMissingError } from '../../targets/target.ts';
import { runCase } from './case-runner.ts';

const job: LinkJob = { files: new Map([['a.o', Uint8Array.of(1)]]), args: ['a.o'] };
const linked: LinkOutcome = { kind: 'linked', bytes: Uint8Array.of(2), messages: [] };

function targetThat(name: string, link: Target['link']): Target {
  return { name, version: async () => '1', lacks: () => undefined, link };
}

function asking(name: string, check: Property['check'], appliesTo: Property['appliesTo'] = () => true): Property {
  return { name, statement: '', blindSpot: '', appliesTo, check };
}

async function run(properties: readonly Property[], target: Target, companions: readonly Target[] = []) {
  let signs = 0;
  const signOfLife = () => {
    signs++;
  };
  return { ...(await runCase({ job, seed: 1 }, { target, properties, companions, signOfLife })), signs };
}

describe('runCase', () => {
  it('counts the links that are performed, and gives a sign of life for each and for each property', async () => {
    const target = targetThat('t', async () => linked);
    const first = asking('first', async ({ link }) => {
      await link();
      await link();
      return holds;
    });
    const second = asking('second', ({ link }) => link(job, { again: true }).then(() => holds));
    const third = asking('third', ({ link }) => link({ ...job, args: ['-r', 'a.o'] }).then(() => holds));
    expect(await run([first, second, third], target)).toMatchObject({ links: 3, signs: 6 });
  });

  it("keeps how the case's own job ended on each target, not how a variant did", async () => {
    const variantFirst = asking('p', async ({ link, linkOn }) => {
      await link({ ...job, args: ['-r', 'a.o'] });
      await link();
      await linkOn('other');
      return holds;
    });
    const target = targetThat('t', async ({ args }) =>
      args[0] === '-r' ? { kind: 'rejected', messages: ['no -r'] } : linked,
    );
    const { outcomes } = await run([variantFirst], target, [targetThat('other', async () => linked)]);
    expect([...outcomes].map(([name, { kind }]) => [name, kind])).toEqual([
      ['t', 'linked'],
      ['other', 'linked'],
    ]);
  });

  it('reports a target that throws as crashed', async () => {
    const target = targetThat('t', async () => {
      throw new Error('boom');
    });
    const { outcomes } = await run([asking('p', ({ link }) => link().then(() => holds))], target);
    expect(outcomes.get('t')).toMatchObject({ kind: 'crashed', reason: 'Error: boom' });
  });

  it('turns a property that throws into a failure of its own key', async () => {
    const bad = asking('bad', async () => {
      throw new RangeError('out of it');
    });
    const { verdicts } = await run(
      [bad],
      targetThat('t', async () => linked),
    );
    expect(verdicts[0]).toMatchObject({
      property: 'bad',
      verdict: { kind: 'fails', key: 'property-threw-RangeError' },
    });
  });

  it('passes on that a target is missing', async () => {
    const target = targetThat('t', async () => {
      throw new TargetMissingError('no t here');
    });
    await expect(run([asking('p', ({ link }) => link().then(() => holds))], target)).rejects.toThrow('no t here');
  });

  it('asks only properties that apply, and offers only the companions that there are', async () => {
    const seen: unknown[] = [];
    const compare = asking('compare', async ({ linkOn }) => {
      seen.push((await linkOn('other'))?.kind, await linkOn('third'));
      return holds;
    });
    const never = asking(
      'never',
      async () => holds,
      () => false,
    );
    const target = targetThat('t', async () => linked);
    const other = targetThat('other', async () => linked);
    const { verdicts } = await run([compare, never], target, [other]);
    expect(verdicts.map(({ property }) => property)).toEqual(['compare']);
    expect(seen).toEqual(['linked', undefined]);
  });
});
