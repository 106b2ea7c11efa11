import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openTarget } from '../targets/registry.ts';
import type { Target } from '../targets/target.ts';
import { wasmLdPrograms, wasmLdTarget } from '../targets/wasm-ld.ts';
import { StoredDataError } from './finding.ts';
import { readGuard, relocationsIn, verifyRelocations } from './relocation-corpus.ts';

const files = await readGuard(relocationsIn(fileURLToPath(new URL('../..', import.meta.url))));

/** `KIND, link, way` of what fails. */
async function failures(target: Target): Promise<readonly string[]> {
  const results = await verifyRelocations(files, { targets: [target] });
  return results.flatMap(({ kind, link, way, outcome, details }) =>
    outcome === 'failed' ? [`${kind}, ${link}, ${way}: ${details[0]}`] : [],
  );
}

describe('the relocation guard', () => {
  test.each(['lazy', 'eager'])('holds for %s', async (name) => {
    expect(await failures(openTarget(name))).toEqual([]);
  });

  const installed = wasmLdPrograms().includes('wasm-ld-19');
  test.skipIf(!installed)(
    'holds for wasm-ld 19 but where its -r forgets the symbol of a table that lost (skipped where it is not installed)',
    async () => {
      const unexpected = (await failures(wasmLdTarget('wasm-ld-19'))).filter(
        (line) => !(line.startsWith('TABLE_NUMBER_LEB, ') && line.includes('through -r: rejected')),
      );
      expect(unexpected).toEqual([]);
    },
    180_000,
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

  test('refuses a folder that is not there', async () => {
    await expect(readGuard('/nowhere')).rejects.toThrow(StoredDataError);
  });
});
