/**
 * The whole way on the real linker: a fault planted in a copy of the source is found, shrunk and stored by `fuzz`, and
 * `repro` fails on the copy and passes on the source as it stands.
 */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { compiledWithFault } from '../campaign/real/compiled.fixture.ts';
import { temporaryFolder } from '../temporary-folder.fixture.ts';
import { run } from './cli.fixture.ts';

describe('a campaign against the real linker', () => {
  it('finds nothing where nothing is planted', async () => {
    const cwd = await temporaryFolder();
    const fuzz = await run(
      ['fuzz', '--runs', '20', '--seed', '3', '--property', 'search-equals-scan,lazy-equals-eager', '--out', 'out'],
      {
        cwd,
        harness: 'linksmith-harness',
      },
    );
    expect(fuzz).toMatchObject({ exitCode: 0, stderr: '' });
    expect(fuzz.stdout).toMatch(/canary +found by/);
  });

  it('finds a relocation search that ends one byte late, shrinks and stores it', async () => {
    const faulty = await compiledWithFault({
      path: 'src/linker/atom-strategy.ts',
      find: /lowerBound\(offset \+ bytes\.length\)/g,
      replace: 'lowerBound(offset + bytes.length + 1)',
    });
    onTestFinished(() => faulty.dispose());
    const cwd = await temporaryFolder();
    const options = { cwd, harness: 'linksmith-harness' } as const;
    const search = ['--property', 'search-equals-scan', '--seed', '3', '--runs', '40', '--jobs', '2'];
    const fuzz = await run(['fuzz', ...search, '--out', 'out'], { ...options, address: faulty.address });
    expect(fuzz.exitCode).toBe(1);
    expect(fuzz.stdout).toContain('search-equals-scan on lazy: site-at-end.last');

    const [name] = await readdir(join(cwd, 'out', 'findings'));
    const finding = join('out', 'findings', name!);
    const sizeOf = async (file: string) => (await readFile(join(cwd, finding, file))).length;
    expect(await sizeOf('scenario.json')).toBeLessThan((await sizeOf('original.json')) / 4);
    expect(await run(['repro', finding], { ...options, address: faulty.address })).toMatchObject({ exitCode: 1 });
    expect(await run(['repro', finding], options)).toMatchObject({ exitCode: 0 });
  });
});
