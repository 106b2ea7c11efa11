/**
 * What the last runs of Stryker found, as `reports/mutants.md`: scores by file, and the mutants that no test can kill, with
 * reasons. Those are in `equivalents.json`, by the line's text and what the mutant makes of a part of it; one that is gone,
 * or that a test kills, is an error. `--survivors [PART OF A PATH]` lists what is left instead.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { markdownTable } from 'markdown-table';
import { sampleRow } from './sample.mjs';

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
const oneLine = (text) => text.replace(/\s+/g, ' ').trim();

const cache = 'node_modules/.cache/linksmith';
const { files, testFiles } = readJson(`${cache}/mutants.json`);
/** Of files that have not been measured whole. */
const sampled = existsSync(`${cache}/sample.json`) ? readJson(`${cache}/sample.json`).files : {};
const equivalents = readJson(new URL('./equivalents.json', import.meta.url));
const complaints = [];

/** Each mutant with its line; those that are known to be equivalent have a reason. */
function mutantsOf(path, { source, mutants }) {
  const lines = source.split('\n');
  const known = (equivalents[path] ?? []).flatMap(({ code, becomes, why }) =>
    becomes.map((replacement) => ({ code, replacement, why, mutants: [] })),
  );
  const found = mutants.map(({ status, statusReason, replacement, mutatorName, location }) => {
    const code = oneLine(lines[location.start.line - 1]);
    const about = { status, statusReason, mutatorName };
    const mutant = { ...about, line: location.start.line, code, replacement: oneLine(replacement) };
    mutant.was = oneLine(textAt(lines, location));
    const entry = known.find((one) => one.code === code && one.replacement === mutant.replacement);
    entry?.mutants.push(mutant);
    return { ...mutant, why: entry?.why };
  });
  for (const { code, replacement, mutants: meant } of path in files ? known : []) {
    if (meant.length === 0) complaints.push(`${path}: no mutant makes '${replacement}' in: ${code}`);
    else if (meant.every(isKilled)) complaints.push(`${path}: a test kills '${replacement}' in: ${code}`);
  }
  return found;
}

function textAt(lines, { start, end }) {
  const part = lines.slice(start.line - 1, end.line);
  part[part.length - 1] = part.at(-1).slice(0, end.column - 1);
  part[0] = part[0].slice(start.column - 1);
  return part.join('\n');
}

const isKilled = ({ status }) => status === 'Killed' || status === 'Timeout' || status === 'RuntimeError';
const isSurvivor = (mutant) => !isKilled(mutant) && mutant.status !== 'Ignored';

function counts(mutants) {
  const tested = mutants.filter(({ status }) => status !== 'Ignored');
  const killed = tested.filter(isKilled).length;
  const equivalent = tested.filter((mutant) => isSurvivor(mutant) && mutant.why !== undefined).length;
  const unreached = tested.filter(({ status }) => status === 'NoCoverage').length;
  return { all: tested.length, killed, equivalent, unreached, left: tested.length - killed - equivalent };
}

function row(name, mutants) {
  const { all, killed, equivalent, unreached, left } = counts(mutants);
  const score = all === equivalent ? 100 : (100 * killed) / (all - equivalent);
  return [name, all, killed, equivalent, left, unreached, score.toFixed(1)];
}

function table(head, rows) {
  const isNumber = head.map((_, column) => rows.every((cells) => !Number.isNaN(Number(cells[column]))));
  const align = isNumber.map((right) => (right ? 'r' : ''));
  return markdownTable([head, ...rows.map((cells) => cells.map(String))], { align, alignDelimiters: false });
}

/** Of each folder, and of all that were sampled. */
function sampleTable(others) {
  const ofAll = (list) => list.flatMap(({ mutants }) => mutants);
  const folders = [...new Set(others.map(({ path }) => dirname(path)))].sort();
  const rows = folders.map((folder) =>
    sampleRow(folder, ofAll(others.filter(({ path }) => dirname(path) === folder)), isKilled),
  );
  const head = ['folder', 'mutants', 'unreached', 'tested', 'killed', 'equivalent', 'alive', 'score %', '95 of 100'];
  return table(head, [...rows, sampleRow('all of these', ofAll(others), isKilled)]);
}

const code = (text) => `\`${text.replaceAll('|', '\\|')}\``;

/** What killed, or could have. */
function testsRun() {
  const names = Object.values(testFiles).flatMap(({ tests }) => tests.map(({ name }) => name));
  const sources = new Set(names.map((name) => name.split(' > ')[0]));
  return `${names.length} tests of ${[...sources]
    .sort()
    .map((source) => `\`${source}\``)
    .join(', ')}`;
}

function report(all, others) {
  const rooms = ['src/wasm', 'src/linker'].map((room) => [room, all.filter(({ path }) => path.startsWith(`${room}/`))]);
  const head = ['file', 'mutants', 'killed', 'equivalent', 'alive', 'of these unreached', 'score %'];
  const sums = rooms
    .filter(([, files]) => files.length > 0)
    .map(([room, files]) =>
      row(
        room,
        files.flatMap(({ mutants }) => mutants),
      ),
    );
  const known = [...all, ...others].flatMap(({ path, mutants }) =>
    mutants
      .filter((mutant) => isSurvivor(mutant) && mutant.why !== undefined)
      .map(({ code: line, was, replacement, why }) => [path, code(line), `${code(was)} → ${code(replacement)}`, why]),
  );
  return `# Mutants

Written by \`npm run mutants:report\` from what \`npm run mutants\` measured (${new Date().toISOString().slice(0, 10)}, Node
${process.version.slice(1)}). A mutant is one small change of a source; it is killed when a test fails that holds without it.
The score leaves out what is equivalent.

Run: ${testsRun()}.

${table(['room', ...head.slice(1)], sums)}

${others.length === 0 ? '' : sampleText(others)}## By file

${table(
  head,
  all.map(({ path, mutants }) => row(path, mutants)),
)}

## Equivalent

No test can see these: what the program does is the same.

${table(['file', 'line', 'change', 'why'], known)}
`;
}

const sampleText = (others) => `## By sample

Files of which a share of the mutants was tested, drawn by a hash; those in what is computed when a module is loaded are left
out. All that no test reaches are known, and count as alive. The score has the interval that holds it for 95 of 100 samples.

${sampleTable(others)}

`;

function survivors(all, part) {
  for (const { path, mutants } of all.filter((file) => file.path.includes(part))) {
    for (const mutant of mutants.filter((one) => isSurvivor(one) && one.why === undefined)) {
      const { line, status, was, replacement, code: text } = mutant;
      console.log(`${path}:${line} ${status === 'NoCoverage' ? 'UNREACHED ' : ''}${text}\n    ${was} → ${replacement}`);
    }
  }
}

const read = (measured) =>
  Object.keys(measured)
    .sort()
    .map((path) => ({ path, mutants: mutantsOf(path, measured[path]) }));
const all = read(files);
const others = read(sampled).filter(({ path }) => !(path in files));
const [option, part = ''] = process.argv.slice(2);
if (option === '--survivors') survivors([...all, ...others], part);
else writeFileSync('reports/mutants.md', report(all, others));
for (const complaint of complaints) console.error(complaint);
process.exitCode = complaints.length > 0 ? 1 : 0;
