// Grows corpus/hostile: files that make the decoders run what no other file makes them run, found by mutating the objects of
// corpus/real, generated ones, and what is there already.
//
//   node scripts/grow-hostile-corpus.mjs [SECONDS] [SEED]     after `npm run build`
//
// What is found wrong on the way is written below reports/, and the exit code is 1.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MutantsOfBase, mutateFile, smallerFiles } from '../dist/generators/hostile/index.js';
import { readAny } from '../dist/properties/index.js';
import { growCorpus } from '../dist/src/campaign/corpora/grow-corpus.js';
import { hostileIn, readHostileCorpus } from '../dist/src/campaign/corpora/hostile-corpus.js';
import { PreciseCoverage } from '../dist/src/campaign/corpora/precise-coverage.js';

const [seconds = 60, seed = 1] = process.argv.slice(2).map(Number);
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = hostileIn(root);
const largestSeed = 4096;
const bounds = { files: 200, bytes: 300_000 };

const coverage = new PreciseCoverage((url) => url.includes('/dist/src/wasm/'));
const ends = Date.now() + seconds * 1000;
let told = 0;
const grown = growCorpus({
  seeds: [...readHostileCorpus(folder).map(({ bytes }) => bytes), ...realObjects(), ...generated()],
  mutant: (number, pool) => mutateFile(pool, seed, number),
  smaller: smallerFiles,
  run: (bytes) => {
    const reading = readAny(bytes);
    return reading.kind === 'fault' ? `${reading.key}: ${reading.evidence}` : undefined;
  },
  coverage,
  isOver(progress) {
    if (Date.now() - told > 5000) {
      told = Date.now();
      console.error(`${progress.inputs} inputs, ${progress.pool} kept, ${progress.covered} characters have run`);
    }
    return Date.now() > ends;
  },
});
coverage.close();
keep(grown.files);
console.log(
  `${grown.inputs} inputs, ${grown.files.length} files, ${grown.covered} characters, ${grown.faults.length} faults`,
);
for (const { bytes, what } of grown.faults.slice(0, 20)) {
  mkdirSync(join(root, 'reports', 'hostile'), { recursive: true });
  writeFileSync(join(root, 'reports', 'hostile', nameOf(bytes)), bytes);
  console.log(`${nameOf(bytes)}: ${what.split('\n')[0]}`);
}
process.exitCode = grown.faults.length > 0 ? 1 : 0;

function realObjects() {
  const names = readdirSync(join(root, 'corpus', 'real'), { recursive: true }).filter((name) => /\.(o|a)$/.test(name));
  return names
    .map((name) => new Uint8Array(readFileSync(join(root, 'corpus', 'real', name))))
    .filter(({ length }) => length <= largestSeed);
}

/** Of every profile that bases are made of. */
function generated() {
  const files = [];
  for (let base = 0; base < 18; base++) {
    const mutant = new MutantsOfBase(seed, base).at(0) ?? new MutantsOfBase(seed, base).at(1);
    for (const bytes of mutant?.files.values() ?? []) if (bytes.length <= largestSeed) files.push(bytes);
  }
  return files;
}

function nameOf(bytes) {
  return `${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}.bin`;
}

/** The smallest come first, and what is beyond the bounds is left out. */
function keep(files) {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (name.endsWith('.bin')) rmSync(join(folder, name));
  let size = 0;
  for (const bytes of files.slice(0, bounds.files)) {
    size += bytes.length;
    if (size <= bounds.bytes) writeFileSync(join(folder, nameOf(bytes)), bytes);
  }
}
