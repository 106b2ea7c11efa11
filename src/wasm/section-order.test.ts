import { describe, expect, test } from 'vitest';
import { coreSectionOrder } from './constants.ts';
import { SectionOrder } from './section-order.ts';

/** A custom section is given by its name, a core section by its id. */
function admitted(...sections: (string | number)[]): boolean {
  const order = new SectionOrder();
  return sections
    .map((section) => (typeof section === 'number' ? order.admit(section, '') : order.admit(0, section)))
    .every((admits) => admits);
}

describe('SectionOrder', () => {
  test('admits every section in the order of the specification, and no two core sections the other way round', () => {
    expect(
      admitted('dylink.0', ...coreSectionOrder, 'linking', 'reloc.CODE', 'name', 'producers', 'target_features'),
    ).toBe(true);
    coreSectionOrder.forEach((later, i) => {
      expect(admitted(later, later)).toBe(false);
      for (const earlier of coreSectionOrder.slice(0, i)) expect(admitted(later, earlier)).toBe(false);
    });
  });

  test.each([
    [['reloc.CODE', 'reloc.CODE', 'reloc.'], true],
    [['reloc.CODE', 'linking'], false],
    [['linking', 'linking'], false],
    [['linking', 11], false],
    [['linking', 1], false],
    [['name', 10], false],
    [['name', 'linking'], false],
    [['target_features', 'producers'], false],
    [['target_features', 'name'], false],
    [['target_features', 'target_features'], false],
    [['producers', 'linking'], false],
    [[1, 'dylink'], false],
    [[11, 'dylink.0'], false],
    [['dylink', 'dylink.0'], false],
    [['.debug_info', 1, '.debug_info', 'linking', '.debug_info', 'name', '.debug_info'], true],
    [['reloc.CODE', 1], false],
    [['reloc', 'dylink.1', 'linking', 'reloc.CODE'], true],
    [['.debug_info', 'dylink.0', '.debug_info'], true],
  ])('%j: %j', (sections, expected) => expect(admitted(...sections)).toBe(expected));
});
