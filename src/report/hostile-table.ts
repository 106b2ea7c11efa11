/**
 * What `bench hostile` counted, as Markdown for keeping: by mutator how many inputs there were, what became of them and
 * what took longest; by diagnostic code how many links it ended.
 * Not here: the counts (`src/campaign/hostile-tally.ts`).
 */
import type { HostileTally, MutatorCounts } from '../campaign/hostile-tally.ts';
import { visible } from './text-table.ts';

export function hostileMarkdown(tally: HostileTally): string {
  const { seed, linkEvery, firstBase, nextBase, cpuMs, mutators, faults } = tally;
  const rows = Object.entries(mutators).sort(([left], [right]) => (left < right ? -1 : 1));
  const all = rows.reduce((sum, [, counts]) => added(sum, counts), none);
  return [
    '# Hostile inputs',
    'Made by `linksmith bench hostile`: links of the generators, each mutated over and over, every mutator as often as the ' +
      `others. All are read; one in ${linkEvery}, and every command line, is linked. Seed ${seed}, links ${firstBase} to ` +
      `${nextBase - 1}, ${whole(cpuMs / 1000)} s of CPU.`,
    [
      `- ${whole(all.inputs)} inputs: ${whole(all.read)} read, ${whole(all.refused)} refused by the reader`,
      `- ${whole(all.links)} links: ${whole(all.accepted)} accepted, ` +
        `${whole(totalOf(all.rejected))} refused with a diagnostic`,
      `- ${whole(all.invalid)} modules of those accepted (${percent(all.invalid / Math.max(1, all.accepted))}) are invalid ` +
        'for V8: a linker does not check the types of code, and what was ill-typed stays so (`valid-if-inputs-are`)',
      `- ${faults.length === 0 ? 'no' : whole(faults.length)} crash, hang, error without words or other undeclared end`,
    ].join('\n'),
    ...(faults.length === 0 ? [] : ['## Faults', faultList(tally)]),
    '## By mutator',
    table(
      ['mutator', 'inputs', 'read', 'refused', 'links', 'accepted', 'invalid', 'slowest to read', 'slowest to link'],
      rows.map(([name, counts]) => [name, ...cells(counts)]),
    ),
    '## What ended the links',
    'By the code of the first error.',
    table(
      ['code', 'links'],
      Object.entries(all.rejected)
        .sort(([, left], [, right]) => right - left)
        .map(([code, count]) => [`\`${code}\``, whole(count)]),
    ),
    '',
  ].join('\n\n');
}

const none: MutatorCounts = {
  inputs: 0,
  read: 0,
  refused: 0,
  links: 0,
  accepted: 0,
  invalid: 0,
  rejected: {},
  slowestReadMs: 0,
  slowestLinkMs: 0,
};

function added(left: MutatorCounts, right: MutatorCounts): MutatorCounts {
  const rejected = { ...left.rejected };
  for (const [code, count] of Object.entries(right.rejected)) rejected[code] = (rejected[code] ?? 0) + count;
  return {
    inputs: left.inputs + right.inputs,
    read: left.read + right.read,
    refused: left.refused + right.refused,
    links: left.links + right.links,
    accepted: left.accepted + right.accepted,
    invalid: left.invalid + right.invalid,
    rejected,
    slowestReadMs: Math.max(left.slowestReadMs, right.slowestReadMs),
    slowestLinkMs: Math.max(left.slowestLinkMs, right.slowestLinkMs),
  };
}

const cells = (counts: MutatorCounts): string[] => [
  ...[counts.inputs, counts.read, counts.refused, counts.links, counts.accepted, counts.invalid].map(whole),
  ...[counts.slowestReadMs, counts.slowestLinkMs].map((ms) => `${ms.toFixed(0)} ms`),
];

const faultList = ({ seed, faults }: HostileTally): string =>
  faults
    .slice(0, 100)
    .map(({ base, index, mutator, what }) => `- ${seed}:${base}:${index}, ${mutator}: ${inline(what)}`)
    .join('\n');

const inline = (text: string): string => `\`${visible(text).replaceAll('`', "'").replaceAll('\n', ' ')}\``;
const totalOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);
const whole = (value: number): string => Math.round(value).toLocaleString('en');
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (texts: readonly string[]) => `| ${texts.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n');
}
