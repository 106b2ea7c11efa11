/**
 * What `bench hostile` counted, as Markdown for keeping: by mutator how many inputs there were, what became of them and
 * what took longest; by diagnostic code how many links it ended.
 * Not here: the counts (`src/campaign/bench/hostile-tally.ts`).
 */
import type { HostileTally, MutatorCounts } from '../campaign/bench/hostile-tally.ts';
import { markdownTable } from './markdown-table.ts';
import { visible } from './visible.ts';
import { grouped } from './words.ts';

export function hostileMarkdown(tally: HostileTally): string {
  const { seed, linkEvery, firstBase, nextBase, cpuMs, mutators, faults } = tally;
  const rows = Object.entries(mutators).sort(([left], [right]) => (left < right ? -1 : 1));
  const counts = rows.map(([, own]) => own);
  const all = (count: Count) => sumOf(counts, count);
  const codes = codesOf(counts);
  return [
    '# Hostile inputs',
    'Made by `linksmith bench hostile`: links of the generators, each mutated over and over, every mutator as often as the ' +
      `others. All are read; one in ${linkEvery}, and every command line, is linked. Seed ${seed}, links ${firstBase} to ` +
      `${nextBase - 1}, ${grouped(cpuMs / 1000)} s of CPU.`,
    [
      `- ${grouped(all('inputs'))} inputs: ${grouped(all('read'))} read, ${grouped(all('refused'))} refused by the reader`,
      `- ${grouped(all('links'))} links: ${grouped(all('accepted'))} accepted, ` +
        `${grouped(codes.reduce((sum, [, links]) => sum + links, 0))} refused with a diagnostic`,
      `- ${grouped(all('invalid'))} modules of those accepted (${percent(all('invalid') / Math.max(1, all('accepted')))}) are invalid ` +
        'for V8: a linker does not check the types of code, and what was ill-typed stays so (`valid-if-inputs-are`)',
      `- ${faults.length === 0 ? 'no' : grouped(faults.length)} crash, hang, error without words or other undeclared end`,
    ].join('\n'),
    ...(faults.length === 0 ? [] : ['## Faults', faultList(tally)]),
    '## By mutator',
    markdownTable(
      ['mutator', 'inputs', 'read', 'refused', 'links', 'accepted', 'invalid', 'slowest to read', 'slowest to link'],
      rows.map(([name, own]) => [name, ...cells(own)]),
      [1, 2, 3, 4, 5, 6, 7, 8],
    ),
    '## What ended the links',
    'By the code of the first error.',
    markdownTable(
      ['code', 'links'],
      codes.map(([code, links]) => [`\`${code}\``, grouped(links)]),
      [1],
    ),
    '',
  ].join('\n\n');
}

type Count = Exclude<keyof MutatorCounts, 'rejected'>;

const sumOf = (rows: readonly MutatorCounts[], count: Count): number => rows.reduce((sum, row) => sum + row[count], 0);

/** Links by the code that ended them, most first. */
function codesOf(rows: readonly MutatorCounts[]): readonly (readonly [code: string, links: number])[] {
  const links = new Map<string, number>();
  for (const [code, count] of rows.flatMap(({ rejected }) => Object.entries(rejected))) {
    links.set(code, (links.get(code) ?? 0) + count);
  }
  return [...links].sort(([, left], [, right]) => right - left);
}

const cells = (counts: MutatorCounts): string[] => [
  ...[counts.inputs, counts.read, counts.refused, counts.links, counts.accepted, counts.invalid].map(grouped),
  ...[counts.slowestReadMs, counts.slowestLinkMs].map((ms) => `${ms.toFixed(0)} ms`),
];

const faultList = ({ seed, faults }: HostileTally): string =>
  faults
    .slice(0, 100)
    .map(({ base, index, mutator, what }) => `- ${seed}:${base}:${index}, ${mutator}: ${inline(what)}`)
    .join('\n');

const inline = (text: string): string => `\`${visible(text).replaceAll('`', "'").replaceAll('\n', ' ')}\``;
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
