/**
 * Test files share the modules that they load, which halves what the suite costs. Those that put something else in the
 * place of a module or a method keep theirs to themselves.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const rooms = ['src', 'generators', 'properties'];
const testFiles = rooms
  .flatMap((room) => readdirSync(room, { recursive: true, encoding: 'utf8' }).map((file) => join(room, file)))
  .filter((file) => /\.test\.tsx?$/.test(file));
const replacing = testFiles.filter((file) => /\bvi\.(mock|spyOn)\(/.test(readFileSync(file, 'utf8')));

export default defineConfig({
  test: {
    testTimeout: 60_000,
    // Vitest leaves one core out, which is half of a small machine.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: { name: 'sharing', isolate: false, include: [`{${rooms}}/**/*.test.{ts,tsx}`], exclude: replacing },
      },
      { extends: true, test: { name: 'replacing', include: replacing } },
    ],
  },
});
