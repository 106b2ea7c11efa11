import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findProgram, programsMatching } from './program-path.ts';

/** A folder with executables, and a file that is none. */
function folder(...programs: readonly string[]): string {
  const path = mkdtempSync(join(tmpdir(), 'linksmith-path-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  writeFileSync(join(path, 'text'), '');
  for (const program of programs) {
    writeFileSync(join(path, program), '');
    chmodSync(join(path, program), 0o755);
  }
  return path;
}

test('programs are found on PATH in its order, and only executables', () => {
  const [one, two] = [folder('ld-9', 'ld-10'), folder('ld-9', 'ld')];
  const path = [one, join(one, 'no-such-folder'), two].join(delimiter);
  expect(findProgram('ld-9', path)).toBe(join(one, 'ld-9'));
  expect(findProgram('ld', path)).toBe(join(two, 'ld'));
  expect(findProgram('text', path)).toBeUndefined();
  expect(findProgram('none', path)).toBeUndefined();
  expect(findProgram(join(two, 'ld'), '')).toBe(join(two, 'ld'));
  expect(findProgram(two, '')).toBeUndefined();
  expect(programsMatching(/^ld(-\d+)?$/, path)).toEqual(['ld', 'ld-9', 'ld-10']);
});
