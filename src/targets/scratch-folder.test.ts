import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ScratchFolder, unsafeName } from './scratch-folder.ts';

test('a scratch folder holds the files of one job and is gone after clear', async () => {
  const scratch = new ScratchFolder();
  const one = await scratch.enter(new Map([['lib/a.o', Uint8Array.of(1, 2)]]));
  const two = await scratch.enter(new Map());
  expect([...readFileSync(join(one, 'lib/a.o'))]).toEqual([1, 2]);
  expect(existsSync(join(two, 'lib'))).toBe(false);
  await scratch.remove(one);
  expect(existsSync(one)).toBe(false);
  scratch.clear();
  expect(existsSync(two)).toBe(false);
});

test('a folder of a process that is gone is removed when it is old', async () => {
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  const id = randomUUID();
  const folders = ['old', 'new'].map((age, i) => ({
    age,
    path: join(tmpdir(), `linksmith-${gone}-${id.slice(0, -1)}${i}`),
  }));
  for (const { age, path } of folders) {
    mkdirSync(path);
    onTestFinished(() => rmSync(path, { recursive: true, force: true }));
    if (age === 'old') utimesSync(path, 0, 0);
  }
  const scratch = new ScratchFolder();
  await scratch.enter(new Map());
  scratch.clear();
  expect(folders.map(({ path }) => existsSync(path))).toEqual([false, true]);
});

test.each([
  ['a.o', undefined],
  ['lib/b.o', undefined],
  ['lib/../b.o', undefined],
  ['..b.o', undefined],
  ['', 'is not the name of a file'],
  ['lib/', 'is not the name of a file'],
  ['../b.o', 'leads out of the working folder'],
  ['lib/../../b.o', 'leads out of the working folder'],
  ['/b.o', 'leads out of the working folder'],
  ['a\0.o', 'has a NUL character'],
])('unsafeName of %j', (name, problem) => {
  expect(unsafeName(name)).toBe(problem);
});
