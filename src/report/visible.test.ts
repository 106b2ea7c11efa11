import { expect, test } from 'vitest';
import { hostileNames, obeyed } from './hostile-names.fixture.ts';
import { textTable } from './text-table.ts';
import { visible, visibleInColors } from './visible.ts';

test.each(hostileNames)('%j is text', (name) => {
  expect(obeyed.test(visible(name))).toBe(false);
  expect(
    visible(name).replace(/\\u([0-9a-f]{4})/g, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16))),
  ).toBe(name);
  const shown = textTable({ head: ['name'], rows: [[name]] });
  // The one that it has is a colour of ours, which the table ends.
  expect(shown.replaceAll('\u001b[31m', '').replaceAll('\u001b[39m', '')).not.toMatch(obeyed);
});

test('our own colours stay, others and their like do not', () => {
  expect(visibleInColors('\u001b[31mred\u001b[39m \u001b[8mgone\u001b[2J')).toBe(
    '\u001b[31mred\u001b[39m \\u001b[8mgone\\u001b[2J',
  );
  expect(visible('\u001b[31m\tü א')).toBe('\\u001b[31m\\u0009ü א');
});
