// Makes the program `linksmith-ld`, as it is installed, of what tsc compiled: `linksmith-ld.cjs`, which is started, the
// linker as one file beside it, and V8's compiled code of that file. src/cli/start-ld.ts says what for.
//
//   node scripts/bundle-ld.mjs [COMPILED] [OUT]      both: dist
import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const [compiled = join(root, 'dist'), out = compiled] = process.argv.slice(2);

const linker = await bundle('run-ld.js', {
  entryFileNames: 'linksmith-ld-[hash].cjs',
  // An expression, a function: start-ld.ts hands over what CommonJS would.
  postBanner: '(function (module, exports, require) {',
  postFooter: '})',
});
const program = await bundle('start-ld.js', { entryFileNames: 'linksmith-ld.cjs' }, { bundleName: linker });
await chmod(join(out, program), 0o755);
// What an earlier build left goes last: a link that runs meanwhile finds all that it needs.
for (const name of await readdir(out))
  if (name.startsWith('linksmith-ld-') && name !== linker) await rm(join(out, name));
await linkOnce();

/** One file of CommonJS in `out`, made of a file of `src/cli` and all that it imports; its name. */
async function bundle(input, output, constants = {}) {
  const define = Object.fromEntries(Object.entries(constants).map(([name, value]) => [name, JSON.stringify(value)]));
  const build = await rolldown({
    input: join(compiled, 'src', 'cli', input),
    platform: 'node',
    logLevel: 'warn',
    transform: { define },
  });
  const written = await build.write({ dir: out, format: 'cjs', codeSplitting: false, comments: false, ...output });
  await build.close();
  return written.output[0].fileName;
}

/** A link keeps its compiled code: one with an archive, data and debug information compiles what most links need. */
async function linkOnce() {
  const inputs = ['debug-information/main.o', 'debug-information/matrix.o', 'runtime/runtime.a'];
  const folder = await mkdtemp(join(tmpdir(), 'linksmith-build-'));
  try {
    const files = inputs.map((name) => join(root, 'corpus', 'real', name));
    execFileSync(process.execPath, [join(out, program), ...files, '-o', join(folder, 'out.wasm')]);
  } finally {
    await rm(folder, { recursive: true });
  }
}
