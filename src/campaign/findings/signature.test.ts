import { describe, expect, it } from 'vitest';
import { includesAll, type Signature, signatureId, signatureOf } from './signature.ts';

const signature: Signature = {
  target: 'lazy',
  property: 'self-check',
  key: 'wrong value',
  features: ['weak', 'alias'],
};

describe('signatureId', () => {
  it('does not depend on the order or number of the features', () => {
    const again = { ...signature, features: ['alias', 'weak', 'alias'] };
    expect(signatureId(again)).toBe(signatureId(signature));
    expect(signatureOf(again).features).toEqual(['alias', 'weak']);
  });

  it.each<[string, Partial<Signature>]>([
    ['target', { target: 'eager' }],
    ['property', { property: 'layout' }],
    ['key', { key: 'other' }],
    ['features', { features: ['weak'] }],
  ])('depends on the %s', (_, change) => {
    expect(signatureId({ ...signature, ...change })).not.toBe(signatureId(signature));
  });

  it('names the program of a command line, not its path and words', () => {
    const target = `command:/home/of/somebody/my-ld ${'{options} {inputs} '.repeat(9)}-o {output}`;
    expect(signatureId({ ...signature, target })).toMatch(/^my-ld-self-check-wrong-value-[0-9a-f]{10}$/);
  });

  it('is a plain folder name, whatever the words', () => {
    const wild = { target: 'command:/bin/ld {args}', property: '../..', key: 'ß\n'.repeat(200), features: [] };
    expect(signatureId(wild)).toMatch(/^[a-z0-9][a-z0-9-]{0,100}$/);
  });
});

describe('includesAll', () => {
  it.each([
    [['a', 'b'], ['a'], true],
    [['a'], ['a', 'b'], false],
    [[], [], true],
  ])('%j has all of %j: %s', (features, wanted, expected) => {
    expect(includesAll(features, wanted)).toBe(expected);
  });
});
