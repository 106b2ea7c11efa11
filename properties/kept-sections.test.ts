/** What nothing refers to, and what nothing sees run: custom sections and init functions, in modules written by hand. */
import { describe, expect, test } from 'vitest';
import { expectationOf } from '../generators/model/expect.ts';
import type { LinkOptions, Scenario } from '../generators/scenario/scenario.ts';
import { functionSymbol, nothing, object, returning, scenarioOf } from '../generators/scenario-parts.fixture.ts';
import { parseModuleText } from '../src/observe/text-format.ts';
import { decodeModule } from '../src/wasm/index.ts';
import { initFault } from './init-calls.ts';
import { sectionFault } from './kept-sections.ts';

const notes = (file: string, ...names: readonly string[]) =>
  object(file, { customSections: names.map((name) => ({ id: name, name, bytes: '0102', sites: [] })) });

/** A copy of the group `f`; the second one loses. */
const copy = (file: string, ...sections: readonly string[]) =>
  object(file, {
    functions: [returning('f', 1, { comdat: 'f' })],
    symbols: [functionSymbol('f', 'weak')],
    customSections: sections.map((name) => ({ id: name, name, bytes: '0102', sites: [], comdat: 'f' })),
  });

const scenario = (options: Partial<LinkOptions> = {}): Scenario =>
  scenarioOf([notes('a.o', 'notes', '.debug_line'), notes('b.o', 'notes'), copy('c.o'), copy('d.o', 'lost')], options);

/** `notes:4` is a section and its size in bytes. */
const module = async (text: string, sections: readonly string[] = []) => {
  const bytes = await parseModuleText(`(module ${text})`);
  const custom = sections.flatMap((section) => {
    const [name = '', size] = section.split(':');
    const content = [name.length, ...Buffer.from(name), ...Array<number>(Number(size)).fill(0)];
    return [0, content.length, ...content];
  });
  return decodeModule(Uint8Array.from([...bytes, ...custom]));
};

const keyOf = (fault: ReturnType<typeof initFault>) => (fault !== undefined && 'key' in fault ? fault.key : undefined);

describe('custom sections', () => {
  test.each<[string, readonly string[], Partial<LinkOptions>, string | undefined]>([
    ['all there', ['notes:4', '.debug_line:2'], {}, undefined],
    ['debug information stripped', ['notes:4'], { strip: 'debug' }, undefined],
    ['debug information left in', ['notes:4', '.debug_line:2'], { strip: 'all' }, 'sections.more'],
    [
      'debug information kept by name',
      ['notes:4', '.debug_line:2'],
      { strip: 'all', keepSections: ['.debug_line'] },
      undefined,
    ],
    ['notes stripped too', [], { strip: 'debug' }, 'sections.fewer'],
    ['one object’s notes are lost', ['notes:2', '.debug_line:2'], {}, 'sections.fewer'],
    ['notes are not joined', ['notes:2', 'notes:2', '.debug_line:2'], {}, 'sections.more'],
    ['notes come twice', ['notes:8', '.debug_line:2'], {}, 'sections.more'],
    ['what lost with its group is there', ['notes:4', '.debug_line:2', 'lost:2'], {}, 'sections.more'],
  ])('%s', async (_, sections, options, key) => {
    const wanted = scenario(options);
    const fault = sectionFault(await module('', sections), expectationOf(wanted), wanted.options);
    expect(keyOf(fault)).toBe(key);
  });
});

describe('init functions', () => {
  const init = (id: string) => returning(id, 0, { signature: nothing, body: { statements: [] } });
  const expected = expectationOf(
    scenarioOf([
      object('a.o', {
        functions: [init('late'), init('early')],
        symbols: [functionSymbol('late', 'local'), functionSymbol('early', 'local')],
        initFunctions: [
          { symbol: 'late', priority: 100 },
          { symbol: 'early', priority: 20 },
        ],
      }),
    ]),
  );
  test.each<[string, string, string | undefined]>([
    ['run in order', 'call $early call $late', undefined],
    ['run in order, results dropped', 'call $value drop call $late', undefined],
    ['run in another order', 'call $late call $early', 'init.order'],
    ['do not all run', 'call $early', 'init.fewer'],
    ['run twice', 'call $early call $late call $late', 'init.more'],
    ['run beside what the linker adds', 'call $__wasm_apply_data_relocs call $early call $late', undefined],
  ])('%s', async (_, calls, key) => {
    const others = ['late', 'early', '__wasm_apply_data_relocs'].map((name) => `(func $${name})`);
    const text = `${others.join(' ')} (func $value (result i32) i32.const 0) (func $__wasm_call_ctors ${calls})`;
    expect(keyOf(initFault(await module(text), expected))).toBe(key);
  });
});
