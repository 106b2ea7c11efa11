/**
 * What the last runs of Stryker found, as `reports/mutants.md`: scores by room and by file, and the mutants that no test can
 * kill, with reasons. `--survivors [PART OF A PATH]` lists those that are alive instead.
 * Not here: how a score comes about (`score.mjs`), what is equivalent (`results.mjs`, `equivalents.json`).
 */
import { writeFileSync } from 'node:fs';
import { markdownTable } from 'markdown-table';
import { readResults } from './results.mjs';
import { isSurvivor, scoreOf } from './score.mjs';

const { rooms, complaints } = readResults();
const mutantsIn = (files) => files.flatMap(({ mutants }) => mutants);
const columns = ['mutants', 'unreached', 'tested', 'killed', 'equivalent', 'alive', 'score %', '95 of 100'];

function row(name, mutants) {
  const { all, unreached, tested, killed, equivalent, alive, late, score, interval } = scoreOf(mutants);
  const range = interval?.map((bound) => bound.toFixed(1)).join(' to ') ?? '';
  // What was tested first is no sample: nothing follows from it for the rest.
  const found = late > 0 ? ['', `${late} to test`] : [score.toFixed(1), range];
  return [name, all, unreached, tested, killed, equivalent, alive, ...found].map(String);
}

function table(head, rows, align) {
  return markdownTable([head, ...rows], { align, alignDelimiters: false });
}

const scores = (kind, rows) => table([kind, ...columns], rows, ['', ...columns.map(() => 'r')]);
const code = (text) => `\`${text.replaceAll('|', '\\|')}\``;

/** What killed, or could have. */
function testsRun({ folder, tests }) {
  const sources = new Set(tests.map((name) => name.split(' > ')[0]));
  return `- \`${folder}\`: ${tests.length} tests of ${sources.size} files`;
}

function report() {
  const files = rooms.flatMap((room) => room.files);
  const linker = rooms.filter(({ folder }) => folder.startsWith('src/linker')).flatMap((room) => room.files);
  const byRoom = rooms.map((room) => row(room.folder, mutantsIn(room.files)));
  const known = files.flatMap(({ path, mutants }) =>
    mutants
      .filter((mutant) => isSurvivor(mutant) && mutant.why !== undefined)
      .map(({ code: line, was, replacement, why }) => [path, code(line), `${code(was)} → ${code(replacement)}`, why]),
  );
  return `# Mutants

Written by \`npm run mutants:report\` from what \`npm run mutants\` measured (${new Date().toISOString().slice(0, 10)}, Node
${process.version.slice(1)}). A mutant is one small change of a source; it is killed when a test fails that holds without it,
or does not end. The score leaves out what is equivalent, and counts what no test reaches as alive. Where not all were tested,
those that were are a sample, drawn by a hash, and the score has the interval that holds it for 95 of 100 samples.

${scores('room', [...byRoom, row('`src/linker` and what is in it', mutantsIn(linker))])}

The tests that judge a room:

${rooms.map(testsRun).join('\n')}

## By file

${scores(
  'file',
  files.map(({ path, mutants }) => row(path, mutants)),
)}

## Equivalent

No test can see these: what the program does is the same.

${table(['file', 'line', 'change', 'why'], known)}
`;
}

function listSurvivors(part) {
  for (const { path, mutants } of rooms.flatMap(({ files }) => files).filter((file) => file.path.includes(part))) {
    for (const mutant of mutants.filter((one) => isSurvivor(one) && one.why === undefined)) {
      const { line, status, was, replacement, code: text } = mutant;
      console.log(`${path}:${line} ${status === 'NoCoverage' ? 'UNREACHED ' : ''}${text}\n    ${was} → ${replacement}`);
    }
  }
}

const [option, part = ''] = process.argv.slice(2);
if (option === '--survivors') listSurvivors(part);
else writeFileSync('reports/mutants.md', report());
for (const complaint of complaints) console.error(complaint);
if (complaints.length > 0) process.exitCode = 1;
