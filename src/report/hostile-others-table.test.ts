import { expect, test } from 'vitest';
import { hostileOthersMarkdown } from './hostile-others-table.ts';

const place = { target: 'a', end: 'crashed', place: 'ended by SIGSEGV', first: '7:0:5' } as const;
const tally = {
  schemaVersion: 1,
  seed: 7,
  linkEvery: 32,
  firstBase: 0,
  nextBase: 2,
  inputs: 1000,
  links: 48,
  elapsedMs: 9000,
  targets: [
    { name: 'a', version: '1', ends: { linked: 40, crashed: 5, 'timed-out': 3 } },
    { name: 'command:b|c', version: '<b>', ends: { rejected: 48 } },
  ],
  places: [
    { ...place, end: 'timed-out', place: 'no trace', links: 3, mutators: { 'flip-bit': 3 } },
    { ...place, links: 5, mutators: { 'set-byte': 1, 'flip-bit': 2, 'leb-huge': 1, insert: 1 } },
  ],
} as const;

test.each<[string, string]>([
  ['a row a target', '| a | 1 | 40 | 0 | 5 | 3 | 0 | 0 | 0 | 0 |'],
  ['names that stay text', '| command:b\\|c | &lt;b> | 0 | 48 | 0 |'],
  [
    'places, most first',
    '| ended by SIGSEGV | 5 | flip-bit, set-byte, leb-huge, 1 more | 7:0:5 |\n| a | hung | no trace | 3 |',
  ],
  ['what was asked', 'Seed 7, links 0 to 1, 1,000 inputs, 48 links to each'],
])('%s', (_, row) => {
  expect(hostileOthersMarkdown({ ...tally, places: [...tally.places] })).toContain(row);
});

test('without a bad end there is no table of places', () => {
  expect(hostileOthersMarkdown({ ...tally, places: [] })).toMatch(/## By place\n\nNone crashed/);
});
