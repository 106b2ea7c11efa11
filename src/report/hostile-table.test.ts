import { expect, test } from 'vitest';
import { hostileMarkdown } from './hostile-table.ts';

const counts = {
  inputs: 1200,
  read: 700,
  refused: 500,
  links: 60,
  accepted: 40,
  invalid: 10,
  rejected: { 'malformed-object': 15, 'undefined-symbol': 5 },
  slowestReadMs: 1.6,
  slowestLinkMs: 0,
};
const tally = {
  schemaVersion: 1,
  seed: 7,
  linkEvery: 32,
  firstBase: 0,
  nextBase: 2,
  elapsedMs: 9000,
  cpuMs: 4000,
  mutators: { 'set-byte': counts, 'flip-bit': counts },
  faults: [],
} as const;

test('the table adds up what was counted, by mutator and by code', () => {
  const text = hostileMarkdown({ ...tally, faults: [] });
  expect(text).toContain('2,400 inputs: 1,400 read, 1,000 refused');
  expect(text).toContain('20 modules of those accepted (25.00 %)');
  expect(text).toContain('- no crash, hang');
  expect(text).toContain('| flip-bit | 1,200 | 700 | 500 | 60 | 40 | 10 | 2 ms | 0 ms |');
  expect(text).toMatch(/\| `malformed-object` \| 30 \|\n\| `undefined-symbol` \| 10 \|/);
});

test('faults are listed with their places, and nothing of theirs is Markdown', () => {
  const fault = { base: 1, index: 2, mutator: 'flip-bit', what: 'crashed: `x`\n<b>\u001b[2J' };
  const text = hostileMarkdown({ ...tally, faults: [fault] });
  expect(text).toContain("- 7:1:2, flip-bit: `crashed: 'x' <b>\\u001b[2J`");
});
