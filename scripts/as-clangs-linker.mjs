// linksmith-ld as clang's linker, the way a user puts it there: `clang --target=wasm32-wasi -fuse-ld=/path/to/linksmith-ld`.
// Builds the C programs of corpus/real and SQLite with a program that runs queries (corpus/sqlite/queries.c), runs each
// module under node:wasi and compares what it prints. Lazy and eager must give the same bytes, and so must wasm-ld 19.
//
//   npm run clang
//
// SQLite's source (sqlite-source.mjs) and the objects are kept under node_modules/.cache. Needs clang 19, its wasm-ld and wasi-libc
// (scripts/install-native.sh); exit 3 without them.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getSqlite, sqlite, sqliteFlags, sqliteLibraries } from './sqlite-source.mjs';

const clang = 'clang-19';
const reference = 'wasm-ld-19';
const target = '--target=wasm32-wasi';

/** Ways to link. */
const links = {
  default: [],
  'without names': ['-Wl,--strip-all'],
  'nothing dropped': ['-Wl,--no-gc-sections'],
  'without debug information': ['-Wl,--strip-debug'],
};

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, 'node_modules', '.cache', 'linksmith', 'clang');
const linker = join(root, 'dist', 'linksmith-ld.cjs');
const output = join(cache, 'out.wasm');
const runner = join(root, 'scripts', 'run-wasi-program.mjs');

process.exitCode = main();

function main() {
  for (const program of [clang, reference]) {
    if (!runs(program)) return say(`${program} is not installed; scripts/install-native.sh gets it`, 3);
  }
  if (!existsSync(linker)) return say('linksmith-ld is not built; `npm run build` does it', 3);
  mkdirSync(cache, { recursive: true });
  let failures = 0;
  for (const program of [...corpusPrograms(), sqliteProgram()]) {
    const objects = program.sources.map((source) => compile(program, source));
    for (const [name, flags] of Object.entries(links)) {
      const problem = verify(program, objects, flags);
      console.log(
        `${problem === '' ? 'passed' : 'failed'}  ${program.name}, ${name}${problem === '' ? '' : `: ${problem}`}`,
      );
      if (problem !== '') failures += 1;
    }
  }
  return failures === 0 ? 0 : 1;
}

/** Programs in C that need a C library. Debian has no C++ library for WASI. */
function corpusPrograms() {
  const corpus = join(root, 'corpus', 'real');
  const { programs } = JSON.parse(readFileSync(join(corpus, 'real.json'), 'utf8'));
  return programs
    .filter(({ library }) => library === 'c')
    .map(({ name, sources, flags, exitCode, arguments: args = [], environment = {} }) => ({
      name,
      sources: sources.map((source) => join(corpus, name, source)),
      flags,
      libraries: [],
      expected: join(corpus, name, 'expected.txt'),
      exitCode,
      args,
      environment,
    }));
}

function sqliteProgram() {
  const amalgamation = getSqlite(cache);
  const corpus = join(root, 'corpus', 'sqlite');
  return {
    name: 'SQLite',
    sources: [join(amalgamation, 'sqlite3.c'), join(corpus, 'queries.c')],
    flags: ['-O1', '-g', ...sqliteFlags, '-I', amalgamation],
    libraries: sqliteLibraries,
    expected: join(corpus, 'expected.txt'),
    exitCode: 0,
    args: [],
    environment: {},
  };
}

/** The object of a source; SQLite's is kept from run to run, since it takes half a minute. */
function compile({ name, flags }, source) {
  const object = join(cache, `${name}-${source.slice(source.lastIndexOf('/') + 1)}.o`);
  const stamp = `${object}.made-from`;
  const made = JSON.stringify([flags, sqlite, readFileSync(source, 'utf8').length]);
  if (source.endsWith('sqlite3.c') && existsSync(stamp) && readFileSync(stamp, 'utf8') === made) return object;
  execFileSync(clang, [target, ...flags, '-c', source, '-o', object], { stdio: 'inherit' });
  writeFileSync(stamp, made);
  return object;
}

/** What is wrong with a link, in words; empty when nothing is. */
function verify(program, objects, flags) {
  const lazy = link(program, objects, [...flags, `-fuse-ld=${linker}`]);
  const { text, exitCode } = run(program);
  if (exitCode !== program.exitCode) return `exit code ${exitCode}`;
  if (text !== readFileSync(program.expected, 'utf8')) return `it prints something else:\n${text}`;
  const eager = link(program, objects, [...flags, `-fuse-ld=${linker}`, '-Wl,--atoms=eager']);
  if (!eager.equals(lazy)) return 'eager gives other bytes';
  return link(program, objects, flags).equals(lazy) ? '' : `other bytes than ${reference}`;
}

/** Without `-fuse-ld` clang takes the wasm-ld of its own version. */
function link({ libraries }, objects, flags) {
  execFileSync(clang, [target, ...objects, ...libraries, ...flags, '-o', output], { stdio: 'inherit' });
  return readFileSync(output);
}

/** Of Node 20 it was seen that it dies of a signal here, rarely; a module that makes it do so does it twice. */
function run(program) {
  const path = join(cache, 'stdout');
  const plan = JSON.stringify({ args: ['program', ...program.args], env: program.environment });
  const start = () =>
    spawnSync(process.execPath, ['--no-warnings', runner, output, plan], {
      stdio: ['ignore', openSync(path, 'w'), 'inherit'],
    });
  let ended = start();
  if (ended.signal !== null) {
    console.log(`node ended by ${ended.signal}, once more: ${program.name}`);
    ended = start();
  }
  return { text: readFileSync(path, 'utf8'), exitCode: ended.status ?? ended.signal };
}

function runs(program) {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
}

function say(text, exitCode) {
  console.error(text);
  return exitCode;
}
