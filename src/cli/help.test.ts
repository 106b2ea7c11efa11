/** `linksmith help`: commands, topics, and what is neither. */
import { expect, it } from 'vitest';
import { runAlone } from './cli.fixture.ts';

it.each<[string[], RegExp]>([
  [[], /^Usage: linksmith .*\n {2}fuzz .*Topics.*\n {2}exit-codes {2}/s],
  [['fuzz'], /^Usage: linksmith fuzz .*Examples:\n {2}linksmith fuzz --time 10m\n/s],
  [['bench', 'link'], /^Usage: linksmith bench link /],
  [['properties'], /\n {2}relocation-audit\n {6}\S/],
  [['profiles'], /\n {2}comdats\n {6}3 to 6 objects, always with comdat/],
  [['targets'], /^Usage: linksmith targets .*lazy, eager, wasm-ld-14/s],
  [['json'], /schemas\/NAME\.json/],
  [['limits'], /10 s and 4 GiB/],
  [['exit-codes'], /\n {2}130 {2}interrupted/],
])('help %j is a page', async (words, page) => {
  const { exitCode, stdout, stderr } = await runAlone(['help', ...words]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(page);
});

it('says what there is help on', async () => {
  const { exitCode, stderr } = await runAlone(['help', 'linking']);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 2,
    stderr: expect.stringMatching(/^linksmith: no help on 'linking'; .*properties, targets/),
  });
});
