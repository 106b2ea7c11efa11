import { describe, expect, test } from 'vitest';
import { findProgram } from './program-path.ts';
import { listTargets, openTarget } from './registry.ts';
import { TargetMissingError } from './target.ts';

describe('openTarget', () => {
  test.each(['lazy', 'eager', 'command:node {args} {output}'])('opens %s', (name) => {
    expect(openTarget(name).name).toBe(name);
  });
  test.each([
    ['wasm-ld-1', /wasm-ld-1 is not on PATH; .*lld-1/],
    ['command:no-such-linker {inputs} {output}', /no-such-linker is not a program on PATH/],
    ['gold', /no target is named 'gold'/],
  ])('says what is missing for %s', (name, message) => {
    expect(() => openTarget(name)).toThrow(TargetMissingError);
    expect(() => openTarget(name)).toThrow(message);
  });
});

test('listTargets has every target with its version, or with how to get it', async () => {
  const listed = await listTargets();
  const named = new Map(listed.map((listing) => [listing.name, listing]));
  expect(named.size).toBe(listed.length);
  expect(named.get('lazy')).toMatchObject({ kind: 'available', version: expect.stringContaining('linksmith-ld') });
  expect(named.get('eager')).toMatchObject({ kind: 'available' });
  const here = findProgram('wasm-ld-19') !== undefined;
  expect(named.get('wasm-ld-19')).toMatchObject(
    here
      ? { kind: 'available', version: expect.stringContaining('LLD 19') }
      : { kind: 'missing', howToGet: expect.stringContaining('lld-19') },
  );
});
