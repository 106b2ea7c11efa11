// The inputs of `linksmith bench link`: a folder each, with `link.rsp`, the arguments of a linker that is started there.
//
//   npm run build && node scripts/make-bench-inputs.mjs [FOLDER] [NAME…]
//
// Programs of the benchmark's own making, and, with clang 19 and wasi-libc (scripts/install-native.sh), SQLite with and
// without debug information, and forty of it at once. What is there already stays. About 700 MB.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchArchive, benchProgram, benchRoot } from '../dist/src/campaign/bench/bench-programs.js';
import { ByteWriter, decodeObject, encodeLinking, SymbolFlag } from '../dist/src/wasm/index.js';
import { getSqlite, sqliteFlags, sqliteLibraries } from './sqlite-source.mjs';

const clang = 'clang-19';
const target = '--target=wasm32-wasi';
const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, 'node_modules', '.cache', 'linksmith');
const out = resolve(process.argv[2] ?? join(cache, 'bench'));
const wanted = process.argv.slice(3);

const inputs = {
  'thousand-objects': {
    make: program({ objects: 1000, functionsEach: 100, callsEach: 5, liveShare: 0.8 }),
  },
  'million-relocations': {
    make: program({ objects: 1, functionsEach: 100_000, callsEach: 10, liveShare: 1 }),
  },
  'members-1-percent': {
    make(folder) {
      const shape = { objects: 100_000, functionsEach: 1, callsEach: 1, liveShare: 1, liveObjectOf: 100 };
      const { name, bytes } = benchArchive(shape);
      writeFileSync(join(folder, name), bytes);
      return [...toRoot, name];
    },
  },
  sqlite: { needs: clang, make: (folder) => linkSqlite(folder, []) },
  'sqlite-debug': { needs: clang, make: (folder) => linkSqlite(folder, ['-g']) },
  'forty-sqlite-debug': { needs: clang, make: linkForty },
};

const toRoot = ['--no-entry', `--export=${benchRoot}`];

for (const [name, input] of Object.entries(inputs)) {
  if (wanted.length === 0 || wanted.includes(name)) make(name, input);
}

function make(name, input) {
  const folder = join(out, name);
  if (existsSync(folder)) return;
  if (input.needs && !runs(input.needs)) {
    console.error(`${name}: left out, ${input.needs} is not installed`);
    return;
  }
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  const args = input.make(partial);
  writeFileSync(join(partial, 'link.rsp'), args.map((arg) => `"${arg}"\n`).join(''));
  renameSync(partial, folder);
  console.log(`${name}: made`);
}

function program(shape) {
  return (folder) => {
    const files = benchProgram(shape);
    for (const { name, bytes } of files) writeFileSync(join(folder, name), bytes);
    return [...toRoot, ...files.map(({ name }) => name)];
  };
}

function linkSqlite(folder, flags) {
  const sources = getSqlite(join(cache, 'clang'));
  for (const source of [join(sources, 'sqlite3.c'), join(root, 'corpus', 'sqlite', 'queries.c')]) {
    const object = join(folder, `${source.slice(source.lastIndexOf('/') + 1, -2)}.o`);
    execFileSync(clang, [target, '-O1', ...flags, ...sqliteFlags, '-I', sources, '-c', source, '-o', object]);
  }
  return linkerArguments(folder, ['sqlite3.o', 'queries.o', ...sqliteLibraries]);
}

/** What clang would call its linker with, but for the output. */
function linkerArguments(folder, args) {
  const { stderr } = spawnSync(clang, [target, ...args, '-o', 'out.wasm', '-###'], { cwd: folder, encoding: 'utf8' });
  const line = stderr.split('\n').findLast((each) => each.startsWith(' "'));
  return [...line.matchAll(/"([^"]*)"/g)].map(([, word]) => word).slice(1, -2);
}

/** SQLite again and again, what it exports renamed: 200 MB, most of it debug information. */
function linkForty(folder) {
  const from = join(out, 'sqlite-debug');
  if (!existsSync(from)) make('sqlite-debug', inputs['sqlite-debug']);
  const object = readFileSync(join(from, 'sqlite3.o'));
  const copies = Array.from({ length: 40 }, (_, copy) => `copy${copy}_`);
  for (const prefix of copies) writeFileSync(join(folder, `${prefix}sqlite3.o`), renamed(object, prefix));
  return [
    '--no-entry',
    '--allow-undefined',
    ...copies.flatMap((prefix) => [`--export=${prefix}sqlite3_exec`, `${prefix}sqlite3.o`]),
  ];
}

/** The object with `prefix` before the names of what it defines; all but its linking section stays as it is. */
function renamed(bytes, prefix) {
  const { linking, sections } = decodeObject(bytes);
  const isGlobal = ({ flags }) => (flags & (SymbolFlag.Undefined | SymbolFlag.BindingLocal)) === 0;
  const symbols = linking.symbols.map((symbol) =>
    isGlobal(symbol) ? { ...symbol, name: `${prefix}${symbol.name}` } : symbol,
  );
  const writer = new ByteWriter(bytes.length + (1 << 20)).raw(bytes.subarray(0, 8));
  for (const { fileOffset, contentFileOffset, content, name } of sections) {
    if (name !== 'linking') writer.raw(bytes.subarray(fileOffset, contentFileOffset + content.length));
    else writer.customSection('linking', 5, (section) => section.raw(encodeLinking({ ...linking, symbols }, 5)));
  }
  return writer.finish();
}

function runs(name) {
  return spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0;
}
