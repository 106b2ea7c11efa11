/** A link explained: against our linker, which decides what is alive in its own way, and in rows for each rule. */
import { describe, expect, it } from 'vitest';
import { lower } from '../../../generators/lower/lower.ts';
import { caseAt } from '../../../generators/make/case.ts';
import { exampleScenario } from '../../../properties/example-scenario.ts';
import { parseCommandLine } from '../../linker/command-line/parse-command-line.ts';
import { link } from '../../linker/link.ts';
import type { LinkJob } from '../../targets/target.ts';
import { explainLink } from './explain-link.ts';
import { pathTo } from './link-graph.ts';

interface Named {
  readonly object: string;
  readonly kind: string;
  readonly index: number;
}

const listed = (atoms: readonly Named[]): string =>
  atoms
    .flatMap(({ object, kind, index }) => (kind === 'custom' ? [] : [`${object} ${kind} ${index}`]))
    .sort()
    .join(', ');

/** What our linker has as atoms; undefined when it refuses. */
function linkedAtoms({ args, files }: LinkJob): Named[] | undefined {
  const command = parseCommandLine([...args, '-o', 'out.wasm'], {
    exists: (path) => files.has(path),
    read: (path) => files.get(path) ?? 'no such file',
  });
  const result = command.action === 'link' ? link(command.inputs, command.options) : undefined;
  return result?.ok ? [...result.map.atoms()] : undefined;
}

describe('explainLink', () => {
  it.each(['default', 'pic', 'threads'] as const)('finds alive in %s what the linker finds alive', (profile) => {
    const differences: string[] = [];
    let compared = 0;
    for (let index = 0; index < 16; index++) {
      const job = lower(caseAt({ profile, seed: 3, index }));
      const explained = explainLink(job);
      const atoms = linkedAtoms(job);
      if (explained.kind !== 'explained' || atoms === undefined) continue;
      compared++;
      const [ours, its] = [listed(explained.graph.atoms.filter(({ state }) => state === 'live')), listed(atoms)];
      if (ours !== its) differences.push(`${index}: ${job.args.join(' ')}\n  ${ours}\n  ${its}`);
    }
    expect(differences.slice(0, 3)).toEqual([]);
    expect(compared).toBeGreaterThan(6);
  });

  const { files, args } = lower(exampleScenario);
  const whyOf = (name: string, given = args): string => {
    const explained = explainLink({ files, args: given });
    if (explained.kind !== 'explained') return explained.reason;
    const { graph } = explained;
    const named = graph.atoms.filter(({ names }) => names.includes(name));
    // A definition that lost has the name too.
    const atom = named.find(({ state }) => state === 'live') ?? named[0]!;
    return [atom.state, ...pathTo(graph, atom.id).map(({ names }) => names[0])].join(' ');
  };

  it.each<[string, readonly string[], string]>([
    ['probe', args, 'live probe'],
    ['answer', args, 'live answer'],
    ['data', args, 'live probe data'],
    ['dead', args, 'dead'],
    ['dead', ['--no-gc-sections', ...args], 'live dead'],
    ['dead', ['--export=dead', ...args], 'live dead'],
    ['dead', ['-lm', ...args], 'the job has -lm'],
  ])('says of %s in %j: %s', (name, given, said) => {
    expect(whyOf(name, given)).toBe(said);
  });

  it('says which definition wins, and by which rule', () => {
    const rules = new Set<string>();
    for (let index = 0; index < 20; index++) {
      const explained = explainLink(lower(caseAt({ profile: 'default', seed: 3, index })));
      if (explained.kind !== 'explained') continue;
      for (const { name, leadsTo, candidates } of explained.choices) {
        const winners = candidates.filter(({ role }) => role === 'wins');
        expect([name, winners.length]).toEqual([name, Math.min(1, winners.length)]);
        if (winners.length === 1) expect(leadsTo).toBe(winners[0]!.object);
        for (const { role, why } of candidates) rules.add(`${role}: ${why.replace(/[\w.]+\.(o|a)(\(.*?\))?/, 'X')}`);
      }
    }
    expect([...rules].sort()).toEqual(
      expect.arrayContaining([
        'loses: weak, and X came first',
        'loses: weak, and X has a strong one',
        'not linked: nothing that is linked needs this member',
        'refers: does without, if need be',
        'refers: needs it',
        'wins: a strong definition wins over weak ones',
        'wins: the first of the weak definitions',
        'wins: the only definition',
      ]),
    );
  });

  it('puts what stands at a site beside what must', async () => {
    const command = parseCommandLine([...args, '-o', 'out.wasm'], {
      exists: (path) => files.has(path),
      read: (path) => files.get(path) ?? '',
    });
    const result = command.action === 'link' ? link(command.inputs, command.options) : undefined;
    if (!result?.ok) throw new Error('it links');
    const explained = explainLink({ files, args, outputs: new Map([['ours', result.bytes]]) });
    if (explained.kind !== 'explained') throw new Error(explained.reason);
    const got = explained.sites.flatMap(({ sites }) => sites.flatMap((site) => site.got));
    expect(got.length).toBeGreaterThan(6);
    expect(got.filter(({ fault }) => fault !== undefined)).toEqual([]);
    for (const { value, expected = value } of got) expect(value).toBe(expected);
    expect(got.filter(({ expected }) => expected !== undefined).length).toBeGreaterThan(3);
  });
});
