import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { relocationKinds } from '../../src/wasm/index.ts';
import { printGuardFile } from './guard-file.ts';
import { guardKinds, widthOf } from './guard-kinds.ts';
import { guardFiles } from './guard-links.ts';

const files = guardFiles();

/** After a change of the cases that is meant: `npx vitest run generators/relocation-guard -u`. */
test.each(files.map((file) => [file.kind, file] as const))(
  'the kept cases of %s are those that are made',
  async (kind, file) => {
    await expect(printGuardFile(file)).toMatchFileSnapshot(`../../corpus/relocations/${kind}.json`);
  },
);

test('no case is kept that is not made', async () => {
  const kept = await readdir(new URL('../../corpus/relocations/', import.meta.url));
  expect(kept.filter((name) => name.endsWith('.json')).sort()).toEqual(files.map(({ kind }) => `${kind}.json`).sort());
});

test('the two tables of kinds agree', () => {
  const guard = guardKinds.map(({ code, name, form, hasAddend }) => [code, `R_WASM_${name}`, widthOf(form), hasAddend]);
  expect(guard).toEqual(relocationKinds.map(({ code, name, width, hasAddend }) => [code, name, width, hasAddend]));
});
