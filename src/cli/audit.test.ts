/** `linksmith audit` on modules that are right, and on one with a relocation site that is not. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { caseAt, lower } from '../../generators/index.ts';
import { type LinkMap, link, parseCommandLine } from '../index.ts';
import { temporaryFolder } from '../temporary-folder.fixture.ts';
import { encodeArchive } from '../wasm/index.ts';
import { type CommandRun, runAlone } from './cli.fixture.ts';
import { misfits } from './output-schemas.fixture.ts';

const audit = (cwd: string, ...words: string[]): Promise<CommandRun> => runAlone(['audit', ...words], { cwd });

/** A link, in a folder: its files, its options, the module and its map. */
async function linkedCase(): Promise<{
  cwd: string;
  files: string[];
  options: string[];
  bytes: Uint8Array;
  map: LinkMap;
}> {
  const { files, args } = lower(caseAt({ seed: 1, index: 3, profile: 'tiny' }));
  const read = (path: string) => files.get(path) ?? 'No such file or directory';
  const { inputs, options } = parseCommandLine([...args, '-o', 'out.wasm'], {
    read,
    exists: (path) => files.has(path),
  });
  const result = link(inputs, options);
  if (!result.ok) throw new Error('the case does not link');
  const cwd = await temporaryFolder();
  for (const [name, bytes] of [...files, ['out.wasm', result.bytes] as const]) await writeFile(join(cwd, name), bytes);
  return {
    cwd,
    files: args.filter((word) => files.has(word)),
    options: args.filter((word) => !files.has(word)),
    bytes: result.bytes,
    map: result.map,
  };
}

describe('linksmith audit', () => {
  it('finds nothing in a module that is right, as text and as JSON', async () => {
    const { cwd, files, options } = await linkedCase();
    const words = ['--module', 'out.wasm', ...files];
    const text = await audit(cwd, ...words, '--', ...options);
    expect(text).toEqual({ exitCode: 0, stderr: '', stdout: expect.stringMatching(/^out\.wasm: nothing wrong; \d+ /) });
    const { stdout } = await audit(cwd, ...words, '--json', '--', ...options);
    expect(misfits('audit', stdout)).toEqual([]);
    expect(JSON.parse(stdout)).toMatchObject({ module: 'out.wasm', findings: [] });
    expect(JSON.parse(stdout).sites).toBeGreaterThan(5);
  });

  it('says which site is wrong', async () => {
    const { cwd, files, options, bytes, map } = await linkedCase();
    const site = [...map.sites()].find(({ kind }) => kind === 'R_WASM_FUNCTION_INDEX_LEB')!;
    await writeFile(join(cwd, 'wrong.wasm'), bytes.with(site.fileOffset, bytes[site.fileOffset]! ^ 1));
    const words = ['--module', 'wrong.wasm', ...files];
    const { exitCode, stdout } = await audit(cwd, ...words, '--json', '--', ...options);
    expect([exitCode, misfits('audit', stdout)]).toEqual([1, []]);
    const [finding] = JSON.parse(stdout).findings;
    expect(finding).toMatchObject({ key: expect.stringMatching(/^FUNCTION_INDEX_LEB\.code/), object: site.object });
    expect(finding.offset).toBe(site.inputOffset);
    const text = (await audit(cwd, ...words, '--', ...options)).stdout;
    expect(text).toMatch(/^FUNCTION_INDEX_LEB\.code.*\n {2}\S.* wrong; /s);
    expect(await audit(cwd, ...words, '-q', '--', ...options)).toEqual({ exitCode: 1, stdout: '', stderr: '' });
  });

  it('reads members of thin archives, and takes files where the options have them', async () => {
    const { cwd, files, options } = await linkedCase();
    const members = files.map((name) => ({ name, bytes: new Uint8Array(0) }));
    await writeFile(join(cwd, 'thin.a'), encodeArchive({ members, thin: true, symbolTable: false }));
    const whole = ['--whole-archive', 'thin.a', '--no-whole-archive'];
    const found = await audit(cwd, '--module', 'out.wasm', 'thin.a', '--', ...options, ...whole);
    expect(found).toMatchObject({ exitCode: 0, stderr: '', stdout: expect.stringMatching(/nothing wrong; [1-9]/) });
  });

  it('says when nothing of the files is in the module', async () => {
    const { cwd, files } = await linkedCase();
    await writeFile(join(cwd, 'empty.wasm'), Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
    const { stdout } = await audit(cwd, '--module', 'empty.wasm', ...files, '--', '--no-entry');
    expect(stdout).toMatch(/nothing of the files is in the module: was it linked of them\?\n$/);
  });

  it.each<[string[], number, RegExp]>([
    [['a.o'], 2, /required option '--module <file>' not specified/],
    [['--module', 'missing.wasm', 'a.o'], 1, /^linksmith: missing\.wasm: no such file\n$/],
    [['--module', 'text.o', 'a.o'], 1, /^linksmith: text\.o: not a WebAssembly file or archive: a text file\n$/],
    [['--module', 'cut.wasm', 'a.o'], 1, /^linksmith: cut\.wasm: .* \(at byte \d+.*\)\n$/],
    [['--module', 'out.wasm', 'cut.wasm'], 1, /^linksmith: this link cannot be followed: an input cannot be decoded: /],
    [
      ['--module', 'out.wasm', 'out.wasm', '--', '-lc'],
      1,
      /^linksmith: this link cannot be followed: the job has -lc\n$/,
    ],
  ])('%j ends with %i in one line', async (words, exitCode, message) => {
    const { cwd, bytes } = await linkedCase();
    await writeFile(join(cwd, 'text.o'), 'int main(void);\n');
    await writeFile(join(cwd, 'cut.wasm'), bytes.subarray(0, bytes.length - 20));
    expect(await audit(cwd, ...words)).toEqual({ exitCode, stdout: '', stderr: expect.stringMatching(message) });
  });
});
