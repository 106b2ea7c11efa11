/**
 * What tests import from Vitest, for tests that run in this process: `describe`, `test`, their tables, and Vitest's own
 * `expect`. Tests are collected, and run by `test-runner.mjs`.
 */
import { format } from 'node:util';
import { chai, JestAsymmetricMatchers, JestChaiExpect, JestExtend } from '@vitest/expect';

for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin);
export const expect = chai.expect;

/** One list, also where Vite loads this file a second time. */
globalThis.__collectedTests ??= { tests: [], names: [], file: '' };
export const collected = globalThis.__collectedTests;
collected.begin = () => {
  collected.tests = [];
  collected.taken = new Map();
};

export function test(name, body) {
  const id = [collected.file, ...collected.names, name].join(' > ');
  const times = (collected.taken.get(id) ?? 0) + 1;
  collected.taken.set(id, times);
  collected.tests.push({ id: times === 1 ? id : `${id} (${times})`, body });
}

export function describe(name, body) {
  collected.names.push(name);
  body();
  collected.names.pop();
}

/** Tests that replace modules cannot run here; they are left out by name. */
export const vi = { mock() {} };

test.each = (rows) => (title, body) => forEach(rows, title, (name, values) => test(name, () => body(...values)));
test.skipIf = (isSkipped) => (isSkipped ? () => {} : test);
describe.each = (rows) => (title, body) =>
  forEach(rows, title, (name, values) => describe(name, () => body(...values)));
describe.skipIf = (isSkipped) => (isSkipped ? () => {} : describe);
export const it = test;

function forEach(rows, title, add) {
  for (const row of rows) {
    const values = Array.isArray(row) ? row : [row];
    const named = title.replace(/\$(\w+)/g, (_, key) => format('%s', row[key]));
    const used = named.match(/%[sdifjo]/g)?.length ?? 0;
    add(format(named, ...values.slice(0, used)), values);
  }
}
