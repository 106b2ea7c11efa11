/**
 * What the last runs of Stryker found, by room and file: each mutant with its line, and with a reason when it is known to be
 * equivalent. Those are in `equivalents.json`, by the line's text and what the mutant makes of a part of it. Complains of an
 * entry that is gone or that a test kills, and of results that are of another version of a file.
 */
import { existsSync, readFileSync } from 'node:fs';
import { resultsOf, rooms } from './rooms.mjs';
import { isKilled } from './score.mjs';

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
const oneLine = (text) => text.replace(/\s+/g, ' ').trim();
const equivalents = readJson(new URL('./equivalents.json', import.meta.url));

/** The rooms that were measured, their files, and what is wrong with all that. */
export function readResults() {
  const complaints = [];
  const measured = rooms.filter((room) => existsSync(resultsOf(room))).map((room) => readRoom(room, complaints));
  const known = new Set(measured.flatMap(({ files }) => files.map(({ path }) => path)));
  for (const path of Object.keys(equivalents)) {
    if (!existsSync(path)) complaints.push(`${path}: there is no such file`);
    else if (!known.has(path)) complaints.push(`${path}: not measured`);
  }
  return { rooms: measured, complaints };
}

function readRoom(room, complaints) {
  const { files, testFiles } = readJson(resultsOf(room));
  const paths = Object.keys(files).filter(existsSync).sort();
  const read = (path) => ({ path, mutants: mutantsOf(path, files[path], complaints) });
  const tests = Object.values(testFiles).flatMap((file) => file.tests.map(({ name }) => name));
  return { folder: room.folder, files: paths.map(read), tests };
}

function mutantsOf(path, { source, mutants }, complaints) {
  if (source !== readFileSync(path, 'utf8')) complaints.push(`${path}: changed since it was measured`);
  const lines = source.split('\n');
  const known = (equivalents[path] ?? []).flatMap(({ code, becomes, why }) =>
    becomes.map((replacement) => ({ code, replacement, why, meant: [] })),
  );
  const found = mutants.map((mutant) => {
    const about = { ...mutant, line: mutant.location.start.line, replacement: oneLine(mutant.replacement) };
    const code = oneLine(lines[about.line - 1]);
    const entry = known.find((one) => one.code === code && one.replacement === about.replacement);
    entry?.meant.push(about);
    return { ...about, code, was: oneLine(textAt(lines, mutant.location)), why: entry?.why };
  });
  for (const { code, replacement, meant } of known) {
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
