/**
 * How other linkers ended the links that `bench hostile` makes, as Markdown for keeping: a row a target, and a row for each
 * place where one crashed, hung, ran out of memory, or wrote what is no valid module.
 * Not here: the counts (`src/campaign/bench/hostile-others.ts`).
 */
import type { BadPlace, OthersEnd, OthersTally } from '../campaign/bench/hostile-others.ts';
import { markdownTable, markdownText } from './markdown-table.ts';
import { grouped } from './words.ts';

const columns: readonly (readonly [end: OthersEnd, head: string])[] = [
  ['linked', 'accepted'],
  ['rejected', 'refused'],
  ['crashed', 'crashed'],
  ['timed-out', 'hung'],
  ['out-of-memory', 'out of memory'],
  ['garbage', 'garbage'],
  ['invalid', 'invalid'],
  ['unsupported', 'not asked'],
];

export function hostileOthersMarkdown(tally: OthersTally): string {
  const { seed, linkEvery, firstBase, nextBase, inputs, links, elapsedMs, targets, places } = tally;
  const names = targets.map(({ name }) => name).join(',');
  return [
    '# Hostile inputs and other linkers',
    `Made by \`linksmith bench hostile --against ${markdownText(names)}\`: the mutants that \`bench hostile\` makes and links ` +
      `(one in ${linkEvery}, and every command line), given to other linkers. Seed ${seed}, links ${firstBase} to ` +
      `${Math.max(firstBase, nextBase - 1)}, ${grouped(inputs)} inputs, ${grouped(links)} links to each, ${grouped(elapsedMs / 1000)} s.`,
    'A measurement, no list of bugs: what each project promises for malformed input says ' +
      '`corpus/hostile/README.md`. Garbage: it said that it has linked, and wrote no module. ' +
      'Invalid: a module that V8 refuses, though the code of all its objects is sound (`valid-if-inputs-are`). Not asked: the ' +
      'target has no such option.',
    markdownTable(
      ['target', 'version', ...columns.map(([, head]) => head)],
      targets.map(({ name, version, ends }) => [
        markdownText(name),
        markdownText(version),
        ...columns.map(([end]) => grouped(ends[end] ?? 0)),
      ]),
      columns.map((_, at) => at + 2),
    ),
    '## By place',
    ...(places.length === 0
      ? ['None crashed, hung, ran out of memory or wrote what is no valid module.']
      : [
          'The first case of each is kept in `hostile-others/`, as `linksmith repro` takes it.',
          markdownTable(
            ['target', 'end', 'place', 'links', 'mutators', 'first case'],
            places.toSorted(mostFirst(targets.map(({ name }) => name))).map(placeRow),
            [3],
          ),
        ]),
    '',
  ].join('\n\n');
}

const mostFirst = (targets: readonly string[]) => (left: BadPlace, right: BadPlace) =>
  targets.indexOf(left.target) - targets.indexOf(right.target) || right.links - left.links;

const placeRow = ({ target, end, place, links, mutators, first }: BadPlace): string[] => [
  markdownText(target),
  columns.find(([kind]) => kind === end)![1],
  markdownText(place),
  grouped(links),
  mutatorsText(mutators),
  first,
];

const mutatorsTold = 3;

/** Those that met it most, and how many more did. */
function mutatorsText(mutators: BadPlace['mutators']): string {
  const names = Object.entries(mutators)
    .toSorted(([, left], [, right]) => right - left)
    .map(([name]) => name);
  const more = names.length - mutatorsTold;
  return [...names.slice(0, mutatorsTold), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
