import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { properties, propertyNamed } from './index.ts';

describe.each(properties)('$name', (property) => {
  test('has a name as on the command line, and a file of that name with a door plate', () => {
    expect(property.name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    const file = readFileSync(new URL(`./${property.name}.ts`, import.meta.url), 'utf8');
    for (const word of ['Claim: ', 'Targets: ', 'Cannot see: ', 'Fault that it catches: '])
      expect(file).toContain(` * ${word}`);
  });
  test('says in a sentence what it claims and what it cannot see', () => {
    expect(property.statement).toMatch(/^[A-Z].*\.$/);
    expect(property.blindSpot).toMatch(/^[A-Z].*\.$/);
  });
  test('is found by its name', () => {
    expect(propertyNamed(property.name)).toBe(property);
  });
});

test('names are unique, and an unknown one is not found', () => {
  expect(new Set(properties.map(({ name }) => name)).size).toBe(properties.length);
  expect(propertyNamed('no-such-property')).toBeUndefined();
});
