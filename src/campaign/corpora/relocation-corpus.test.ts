import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type GuardWay, guardWays } from '../../../generators/relocation-guard/guard-file.ts';
import { openTarget } from '../../targets/registry.ts';
import type { Target } from '../../targets/target.ts';
import { wasmLdPrograms, wasmLdTarget } from '../../targets/wasm-ld.ts';
import { StoredDataError } from '../findings/finding.ts';
import { readGuard, relocationsIn, verifyRelocations } from './relocation-corpus.ts';

const files = await readGuard(relocationsIn(fileURLToPath(new URL('../../..', import.meta.url))));

/** `KIND, link, way` of what fails. */
async function failures(target: Target, ways: readonly GuardWay[] = guardWays): Promise<readonly string[]> {
  const results = await verifyRelocations(files, { targets: [target], ways });
  return results.flatMap(({ kind, link, way, outcome, details }) =>
    outcome === 'failed' ? [`${kind}, ${link}, ${way}: ${details[0]}`] : [],
  );
}

describe('the relocation guard', () => {
  test.each(['lazy', 'eager'])('holds for %s', async (name) => {
    expect(await failures(openTarget(name))).toEqual([]);
  });

  const installed = wasmLdPrograms().includes('wasm-ld-19');
  // Directly only: a process takes its time. `linksmith corpus verify --target wasm-ld-19` goes the other ways too.
  test.skipIf(!installed)(
    'holds for wasm-ld 19, linking directly (skipped where it is not installed)',
    async () => expect(await failures(wasmLdTarget('wasm-ld-19'), ['direct'])).toEqual([]),
    60_000,
  );

  test('sees one byte of a site that is wrong', async () => {
    const lazy = openTarget('lazy');
    const [file] = files.filter(({ kind }) => kind === 'MEMORY_ADDR_I32');
    const spoiled: Target = {
      ...lazy,
      link: async (job) => {
        const outcome = await lazy.link(job);
        if (outcome.kind !== 'linked') return outcome;
        const bytes = outcome.bytes.slice();
        // The first site of the data section: the address 0x1230 after the plain segment's padding.
        const at = bytes.findIndex((byte, i) => byte === 0x30 && bytes[i + 1] === 0x12 && bytes[i + 2] === 0);
        bytes[at + 1]! ^= 1;
        return { ...outcome, bytes };
      },
    };
    const results = await verifyRelocations([file!], { targets: [spoiled], ways: ['direct'] });
    expect(results.find(({ link }) => link === 'data')).toMatchObject({ outcome: 'failed' });
  });

  const kept = (change: Record<string, unknown>, site: Record<string, unknown> = {}) => ({
    kind: 'MEMORY_ADDR_I32',
    code: 5,
    links: [
      {
        name: 'data',
        args: [],
        objects: [
          {
            name: 'a.o',
            segments: [{ name: '.data', alignLog2: 0, bytes: 'ee*4', sites: [{ at: 0, to: 'a', add: 1, ...site }] }],
            symbols: [{ name: 'a', kind: 'data', index: 0 }],
            ...change,
          },
        ],
      },
    ],
  });
  test.each([
    ['it is no JSON', '{', 'not JSON'],
    ['an object has no symbols', kept({ symbols: undefined }), 'at links.0.objects.0.symbols'],
    ['a field is unknown', kept({ banana: 1 }), 'at links.0.objects.0: Unrecognized key: "banana"'],
    ['bytes are none', kept({ segments: [{ name: 'x', alignLog2: 0, bytes: 'eee' }] }), 'not bytes with counts'],
    ['a site refers to nothing', kept({}, { to: 'b' }), 'a site refers to b, which the object does not have'],
    ['a flag is unknown', kept({ symbols: [{ name: 'a', kind: 'data', flags: 'wek' }] }), 'an unknown flag'],
  ])('refuses a file where %s', async (_, content, message) => {
    const directory = await mkdtemp(join(tmpdir(), 'linksmith-guard-'));
    try {
      await writeFile(join(directory, 'X.json'), typeof content === 'string' ? content : JSON.stringify(content));
      await expect(readGuard(directory)).rejects.toThrow(message);
      await expect(readGuard(directory)).rejects.toThrow(StoredDataError);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  test('refuses a folder that is not there', async () => {
    await expect(readGuard('/nowhere')).rejects.toThrow(StoredDataError);
  });
});
