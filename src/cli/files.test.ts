/** The commands that read or write files: `inspect`, `check`, `gen`, `stats`, `targets`, `ld`; on the real harness. */

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../temporary-folder.fixture.ts';
import { type CommandRun, type RunOptions, run as runCommand } from './cli.fixture.ts';
import { misfits } from './output-schemas.fixture.ts';

const run = (argv: readonly string[], options: RunOptions = {}): Promise<CommandRun> =>
  runCommand(argv, { harness: 'linksmith-harness', ...options });

const elf = Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]);

/** A folder with generated objects and with files that are none. */
async function folderWithFiles(): Promise<string> {
  const cwd = await temporaryFolder();
  await run(['gen', '--seed', '1', '--out', '.'], { cwd });
  const object = await readFile(join(cwd, 'case-0', 'a.o'));
  await writeFile(join(cwd, 'a.o'), object);
  await writeFile(join(cwd, 'cut.o'), object.subarray(0, object.length - 20));
  await writeFile(join(cwd, 'empty.o'), '');
  await writeFile(join(cwd, 'text.o'), 'int main(void);\n');
  await writeFile(join(cwd, 'elf.o'), elf);
  await writeFile(join(cwd, 'noise.o'), Uint8Array.from([1, 2, 3, 200]));
  await mkdir(join(cwd, 'folder.o'));
  return cwd;
}

describe('linksmith inspect', () => {
  it('prints tables or JSON', async () => {
    const cwd = await folderWithFiles();
    const { exitCode, stdout, stderr } = await run(['inspect', 'a.o'], { cwd });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const title of ['a.o: object', 'sections', 'symbols', 'relocations']) expect(stdout).toContain(title);
    const printed = (await run(['inspect', '--json', 'a.o', 'case-0/b.o'], { cwd })).stdout;
    expect(misfits('inspect', printed)).toEqual([]);
    const json = JSON.parse(printed);
    expect(json).toMatchObject({ schemaVersion: 1, files: [{ file: 'a.o', kind: 'object' }, { file: 'case-0/b.o' }] });
    expect(json.files[0].relocations.length).toBeGreaterThan(0);
  });

  it.each([
    ['missing.o', /^linksmith: missing\.o: no such file\n$/],
    ['folder.o', /^linksmith: folder\.o: is a folder\n$/],
    ['empty.o', /^linksmith: empty\.o: the file is empty\n$/],
    ['text.o', /^linksmith: text\.o: not a WebAssembly file or archive: a text file\n$/],
    ['elf.o', /^linksmith: elf\.o: not a WebAssembly file or archive: an ELF file\n$/],
    ['noise.o', /^linksmith: noise\.o: not a WebAssembly file or archive: of an unknown format\n$/],
    ['cut.o', /^linksmith: cut\.o: section too large \(at byte \d+.*\)\n$/],
  ])('says in one line what is wrong with %s', async (file, message) => {
    const cwd = await folderWithFiles();
    const result = await run(['inspect', 'a.o', file], { cwd });
    expect(result).toEqual({ exitCode: 1, stdout: '', stderr: expect.stringMatching(message) });
  });

  it('prints code, and answers why a symbol is alive', async () => {
    const cwd = await folderWithFiles();
    const code = await run(['inspect', '-d', 'a.o'], { cwd });
    expect([code.exitCode, code.stdout]).toEqual([0, expect.stringMatching(/^a\.o:\tfile format wasm\n/)]);
    const listed = JSON.parse((await run(['inspect', '--json', 'a.o'], { cwd })).stdout);
    const { name } = listed.files[0].symbols.find((symbol: { kind: string; place: string; binding: string }) => {
      return symbol.kind === 'function' && symbol.place.startsWith('function') && symbol.binding === 'strong';
    });
    const link = ['a.o', '--', '--no-entry', `--export=${name}`];
    const why = await run(['inspect', '--why', name, ...link], { cwd });
    expect([why.exitCode, why.stdout]).toEqual([0, expect.stringContaining(`alive\n  --export=${name}\n`)]);
    const atom = await run(['inspect', '--atom', name, ...link], { cwd });
    expect(atom.stdout).toContain(`<${name}>:\n`);
    const json = (await run(['inspect', '--json', '--why', name, ...link], { cwd })).stdout;
    expect(misfits('inspect-why', json)).toEqual([]);
    expect(JSON.parse(json)).toMatchObject({ schemaVersion: 1, symbol: name, atoms: [{ state: 'live' }] });
  });

  it.each<[string[], number, RegExp]>([
    [['--why', 'nobody', 'a.o'], 1, /^linksmith: nobody: none of the files has a symbol of that name\n$/],
    [['--why', 'x', 'a.o', '--', '-lm'], 1, /^linksmith: this link cannot be followed: the job has -lm\n$/],
    [['--why', 'x', '--atom', 'y', 'a.o'], 2, /^linksmith: --why, --atom and --disassemble are three questions/],
    [['a.o', '--', '--no-entry'], 2, /^linksmith: options for a link are for --why and --atom\n$/],
    [['-d', 'cut.o'], 1, /^linksmith: cut\.o: section too large/],
  ])('%j ends with %i', async (argv, exitCode, message) => {
    const result = await run(['inspect', ...argv], { cwd: await folderWithFiles() });
    expect(result).toEqual({ exitCode, stdout: '', stderr: expect.stringMatching(message) });
  });

  it('ends with 2 without a file and with an unknown option', async () => {
    expect(await run(['inspect'])).toMatchObject({
      exitCode: 2,
      stderr: "linksmith: missing required argument 'files'\n",
    });
    expect(await run(['inspect', '--all', 'x'])).toMatchObject({ exitCode: 2 });
  });
});

describe('linksmith check', () => {
  it('asks the properties that need no scenario', async () => {
    const cwd = await folderWithFiles();
    const link = ['check', '--target', 'lazy,eager', 'a.o', '--', '--no-entry', '--export-all', '--allow-undefined'];
    const json = await run([...link.slice(0, 1), '--json', ...link.slice(1)], { cwd });
    expect(misfits('check', json.stdout)).toEqual([]);
    const { checks } = JSON.parse(json.stdout);
    expect(
      checks.map(({ target, outcome }: { target: string; outcome: { kind: string } }) => [target, outcome.kind]),
    ).toEqual([
      ['lazy', 'linked'],
      ['eager', 'linked'],
    ]);
    const kinds = Object.fromEntries(
      checks[0].verdicts.map((verdict: { property: string; kind: string }) => [verdict.property, verdict.kind]),
    );
    expect(kinds).toMatchObject({
      'valid-everywhere': 'holds',
      'lazy-equals-eager': 'holds',
      'self-check': 'not-applicable',
    });
    expect(json.exitCode).toBe(0);
    const table = await run(link, { cwd });
    expect(table.stdout).toMatch(/^lazy: linked\n/);
    expect(table.stdout).toMatch(/valid-everywhere +holds/);
    expect(table.stdout).toMatch(/self-check +does not apply/);
  });

  it('ends with 1 when the link is refused, with the words of the linker', async () => {
    const cwd = await folderWithFiles();
    for (const file of ['cut.o', 'empty.o', 'text.o', 'elf.o']) {
      const result = await run(['check', file, '--', '--no-entry'], { cwd });
      expect(result).toMatchObject({ exitCode: 1, stderr: '' });
      expect(result.stdout).toMatch(new RegExp(`^lazy: rejected\n.*${file}`));
    }
  });

  it.each<[string[], number, RegExp]>([
    [['check', 'missing.o'], 1, /missing\.o: no such file/],
    [['check', '--target', 'no-such-ld', 'a.o'], 3, /no-such-ld/],
    [['check', '--target', 'command:no-such-program {args} -o {output}', 'a.o'], 3, /no-such-program/],
    [['check', '--target', 'command:sh -c x', 'a.o'], 2, /the command has no \{output\}/],
    [['check', 'a.o', '--', '-o', 'x.wasm'], 2, /-o: check names the output itself/],
    [['check'], 2, /missing required argument/],
  ])('%j ends with %i in one line', async (argv, exitCode, message) => {
    const cwd = await folderWithFiles();
    const result = await run(argv, { cwd });
    expect(result).toMatchObject({ exitCode, stdout: '' });
    expect(result.stderr).toMatch(message);
    expect(result.stderr).toMatch(/^linksmith: [^\n]+\n$/);
  });
});

describe('linksmith gen', () => {
  it('writes objects, scenario and link command, the same for the same seed', async () => {
    const cwd = await temporaryFolder();
    const { exitCode, stdout } = await run(['gen', '--seed', '3', '--count', '2', '--first', '4', '--out', 'g'], {
      cwd,
    });
    const told = (await run(['gen', '--seed', '3', '--count', '2', '--first', '4', '--out', 'h', '--json'], { cwd }))
      .stdout;
    expect(misfits('gen', told)).toEqual([]);
    expect(JSON.parse(told).cases[0]).toMatchObject({ index: 4, folder: 'h/case-4', outputName: 'out.wasm' });
    expect([exitCode, await readdir(join(cwd, 'g'))]).toEqual([0, ['case-4', 'case-5']]);
    expect(stdout).toMatch(/^g\/case-4: .*a\.o.*\ng\/case-5: /);
    const files = await readdir(join(cwd, 'g', 'case-4'));
    expect(files).toEqual(expect.arrayContaining(['link.sh', 'scenario.json', 'scenario.txt', 'a.o', 'a.o.yaml']));
    for (const file of files) {
      expect(await readFile(join(cwd, 'h', 'case-4', file))).toEqual(await readFile(join(cwd, 'g', 'case-4', file)));
    }
    expect(await readFile(join(cwd, 'g', 'case-4', 'a.o.yaml'), 'utf8')).toMatch(/^--- !WASM\nFileHeader:\n/);
    expect(await readFile(join(cwd, 'g', 'case-4', 'scenario.txt'), 'utf8')).toContain('a.o');
    expect(await readFile(join(cwd, 'g', 'case-4', 'link.sh'), 'utf8')).toMatch(
      /exec \$\{LINKER:-linksmith-ld\} .* -o out\.wasm\n$/,
    );
  });

  it('needs a seed and a folder', async () => {
    expect(await run(['gen', '--out', 'x'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/--seed <n>' not specified/),
    });
  });
});

describe('linksmith stats, targets, ld, help', () => {
  it('stats counts features and relocation kinds, with zeros', async () => {
    const { stdout } = await run(['stats', '--runs', '20', '--json']);
    expect(misfits('stats', stdout)).toEqual([]);
    const { cases, relocationKinds, relocationUses, featurePairs } = JSON.parse(stdout);
    expect(relocationUses['FUNCTION_INDEX_LEB code undefined function']).toBeGreaterThan(10);
    expect(Object.values(featurePairs)).toContain(0);
    expect(featurePairs['links reloc:FUNCTION_INDEX_LEB:code']).toBeGreaterThan(10);
    expect(cases).toBe(20);
    expect(relocationKinds.R_WASM_FUNCTION_INDEX_LEB).toBeGreaterThan(10);
    expect(Object.keys(relocationKinds)).toHaveLength(27);
    expect((await run(['stats', '--runs', '5'])).stdout).toMatch(/^feature +cases +share\n/);
  });

  it('targets lists our linker with its version', async () => {
    expect((await run(['targets'])).stdout).toMatch(/^target +version\nlazy +\S/);
    const { stdout } = await run(['targets', '--json']);
    expect(misfits('targets', stdout)).toEqual([]);
    expect(JSON.parse(stdout).targets[0]).toMatchObject({ name: 'lazy', kind: 'available' });
  });

  it('ld gives its words to the linker', async () => {
    expect(await run(['ld', '--version'])).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/LLD/) });
    expect(await run(['ld', '/no/such.o'])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^linksmith-ld: error: /),
    });
  });

  it('help ends with 0 on standard output, no command with 2 on standard error', async () => {
    const help = await run(['--help']);
    expect(help).toMatchObject({ exitCode: 0, stderr: '' });
    for (const command of [
      'fuzz',
      'repro',
      'minimize',
      'gen',
      'check',
      'corpus',
      'inspect',
      'targets',
      'stats',
      'bench',
      'ld',
    ]) {
      expect(help.stdout).toMatch(new RegExp(`^ {2}${command}\\b`, 'm'));
    }
    expect(await run([])).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await run(['--version'])).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });
});
