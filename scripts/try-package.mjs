// The package as others get it: packs linksmith as npm would publish it, installs that into an empty folder, and uses it as
// README says: both programs, a campaign, the library under `tsc --strict`, and README's Vitest test of a linker given as a
// command, against `linksmith-ld` and against one that writes wrong addresses, for which that test has to fail.
//
//   node scripts/try-package.mjs [NODE…]     NODE: also with these major versions, as `node@NODE` from npm
//
// Needs npm's registry or its cache. A Node that cannot be had is said and skipped. Exit code 1: something does not work.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));

/** What the package holds, and no more of it: a new kind of file, or much more than today, is to be decided. */
const expectedFiles =
  /^(LICENSE|README\.md|package\.json|dist\/.+\.(js|cjs|d\.ts)|corpus\/(?!sqlite|cover|faults).+|schemas\/.+\.json)$/;
const largestMiB = 5;

/** `linksmith-ld`, except that it moves the first address of each object by four bytes. */
const wrongLinker = `#!/usr/bin/env node
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { decodeObject, encodeObject, toSource } from 'linksmith';

function wrong(path) {
  const source = toSource(decodeObject(readFileSync(path)));
  const address = source.relocations?.flatMap(({ entries }) => entries).find(({ kind }) => kind.name.includes('MEMORY_ADDR'));
  if (address !== undefined) address.addend += 4n;
  writeFileSync('wrong-' + path, encodeObject(source));
  return 'wrong-' + path;
}

const words = process.argv.slice(2);
const objects = new Set(words.filter((word, at) => word.endsWith('.o') && words[at - 1] !== '-o'));
try {
  execFileSync('linksmith-ld', words.map((word) => (objects.has(word) ? wrong(word) : word)), { stdio: 'inherit' });
} catch ({ status }) {
  process.exitCode = status;
}
`;

const consumer = `import fc from 'fast-check';
import { decodeObject, encodeObject, link, type LinkResult, toSource } from 'linksmith';
import { arbitraries, lower, type Scenario } from 'linksmith/generators';
import { properties, scenarioSubject } from 'linksmith/properties';
import { inProcessTarget } from 'linksmith/targets';

const scenario: Scenario = fc.sample(arbitraries.tiny, { numRuns: 1, seed: 1 })[0]!;
const inputs = [...lower(scenario).files].map(([name, bytes]) => ({ name, bytes }));
for (const { bytes } of inputs.filter(({ name }) => name.endsWith('.o'))) {
  const again: Uint8Array = encodeObject(toSource(decodeObject(bytes)));
  if (Buffer.compare(bytes, again) !== 0) throw new Error('an object does not come back');
}
const result: LinkResult = link(inputs, { exportAll: true, entry: undefined });
if (!result.ok && result.diagnostics.length === 0) throw new Error('refused without a word');
for (const property of properties) {
  const verdict = await property.check(scenarioSubject(scenario, { target: inProcessTarget('lazy') }));
  if (verdict.kind === 'fails') throw new Error(property.name);
}
`;

const work = await mkdtemp(join(tmpdir(), 'linksmith-package-'));
const project = join(work, 'project');
let failures = 0;
try {
  const packed = pack();
  step('holds what it should', () => checkContents(packed));
  await makeProject(join(work, packed.filename));
  step('type-checks with tsc --strict', () => run(process.execPath, [bin('tsc')]));
  useWith(process.execPath);
  for (const major of process.argv.slice(2)) {
    const node = nodeOf(major);
    if (node === undefined) console.log(`skipped: Node ${major} could not be had from npm`);
    else useWith(node);
  }
  step("README's test passes for linksmith-ld", () =>
    sampleTest('linksmith-ld', ({ numFailedTests }) => numFailedTests === 0),
  );
  step("README's test fails for a linker that is wrong", () =>
    sampleTest('wrong-ld', ({ numFailedTests }) => numFailedTests > 0),
  );
} finally {
  await rm(work, { recursive: true, force: true });
}
process.exitCode = failures === 0 ? 0 : 1;

/** What is said of a piece of work; what it returns is a remark. */
function step(name, work) {
  try {
    const remark = work();
    console.log(`ok: ${name}${remark === undefined ? '' : `: ${remark}`}`);
  } catch ({ message, stdout = '', stderr = '' }) {
    failures++;
    console.log(`failed: ${name}: ${message}\n${stdout}${stderr}`);
  }
}

function run(program, words, options = {}) {
  return execFileSync(program, words, { cwd: project, encoding: 'utf8', stdio: 'pipe', ...options }).trim();
}

function bin(name) {
  return join(project, 'node_modules', '.bin', name);
}

/** `dist` is built anew, as for `npm publish`. */
function pack() {
  const [packed] = JSON.parse(run('npm', ['pack', '--silent', '--json', '--pack-destination', work], { cwd: root }));
  return packed;
}

function checkContents({ files, unpackedSize }) {
  const unexpected = files.map(({ path }) => path).filter((path) => !expectedFiles.test(path));
  if (unexpected.length > 0) throw new Error(`not to be packed: ${unexpected.join(', ')}`);
  if (unpackedSize > largestMiB * 2 ** 20) throw new Error(`${unpackedSize} bytes, more than ${largestMiB} MiB`);
  return `${files.length} files, ${(unpackedSize / 2 ** 20).toFixed(1)} MiB`;
}

/** A project that has the package, and what README's test and the type checker need, as this project has it. */
async function makeProject(tarball) {
  const write = (name, text) => writeFile(join(project, name), text);
  await mkdir(project);
  await write('package.json', JSON.stringify({ private: true, type: 'module' }));
  const others = ['fast-check', 'typescript', 'vitest'].map((name) => `${name}@${versionOf(name)}`);
  run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--silent', tarball, ...others]);
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const sample = /```ts\n([^`]*commandTarget\([^`]*)```/.exec(readme)[1];
  await write('my-linker.test.ts', sample);
  const guide = await readFile(join(root, 'GUIDE.md'), 'utf8');
  const examples = [...guide.matchAll(/^```ts\n(.*?)^```/gms)].map(([, text], at) => [`guide-${at}.ts`, text]);
  for (const [name, text] of examples) await write(name, text);
  await write('consumer.ts', consumer);
  const compilerOptions = {
    strict: true,
    module: 'nodenext',
    target: 'es2023',
    skipLibCheck: false,
    outDir: 'compiled',
  };
  await write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  await write('wrong-ld.mjs', wrongLinker);
  await write(
    'vitest.config.mjs',
    "export default { test: { include: ['*.test.ts'], setupFiles: './same-cases.mjs' } };\n",
  );
  await write('same-cases.mjs', "import fc from 'fast-check';\nfc.configureGlobal({ seed: 1 });\n");
  for (const name of ['linksmith-ld', 'wrong-ld']) {
    const folder = join(work, name);
    const program = name === 'wrong-ld' ? join(project, 'wrong-ld.mjs') : bin(name);
    await mkdir(folder);
    await writeFile(join(folder, 'my-linker'), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
    await chmod(join(folder, 'my-linker'), 0o755);
  }
}

function versionOf(name) {
  return lock.packages[`node_modules/${name}`].version;
}

/** What README starts with. */
function useWith(node) {
  const env = { ...process.env, NO_COLOR: '1', PATH: [join(node, '..'), process.env.PATH].join(delimiter) };
  const linksmith = (...words) => run(node, [bin('linksmith'), ...words], { env });
  const name = `Node ${run(node, ['--version'])}`;
  step(`${name}: linksmith --version`, () => expectVersion(linksmith('--version')));
  step(`${name}: linksmith-ld --version`, () => expectVersion(run(node, [bin('linksmith-ld'), '--version'], { env })));
  step(`${name}: linksmith fuzz --runs 20`, () => linksmith('fuzz', '--runs', '20', '--seed', '1').split('\n').at(-1));
  step(`${name}: the library`, () => run(node, [join('compiled', 'consumer.js')], { env }) || undefined);
}

function expectVersion(printed) {
  if (!printed.includes(manifest.version)) throw new Error(`printed ${printed}`);
  return printed;
}

/** Path of that version's program; kept below `node_modules`, as the package manager leaves it. */
function nodeOf(major) {
  const folder = join(root, 'node_modules', '.cache', 'linksmith-nodes', major);
  const program = join(folder, 'node_modules', 'node', 'bin', 'node');
  const found = () => spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout?.startsWith(`v${major}.`);
  if (found()) return program;
  spawnSync('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', '--silent', `node@${major}`]);
  return found() ? program : undefined;
}

/** README's test with `my-linker` on PATH. */
function sampleTest(linker, isAsExpected) {
  const env = {
    ...process.env,
    NO_COLOR: '1',
    PATH: [join(work, linker), join(project, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
  };
  const words = ['run', '--reporter=json'];
  const { stdout, stderr } = spawnSync(process.execPath, [bin('vitest'), ...words], {
    cwd: project,
    encoding: 'utf8',
    env,
  });
  const report = JSON.parse(stdout.slice(stdout.indexOf('{')) || 'null');
  if (report === null || report.numTotalTests === 0 || !isAsExpected(report)) throw new Error(`${stdout}${stderr}`);
  return `${report.numPassedTests} passed, ${report.numFailedTests} failed`;
}
