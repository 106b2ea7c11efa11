import { describe, expect, it } from 'vitest';
import { PatchError, patchSources } from './fault-patch.ts';

const path = 'src/linker/example.ts';
const source = ['const one = 1;', 'const two = 2;', 'const three = 3;', 'const two = 2;', 'const four = 4;', ''].join(
  '\n',
);

const diff = (hunk: readonly string[], file = path) =>
  [`--- a/${file}`, `+++ b/${file}`, '@@ -90,3 +90,3 @@', ...hunk, ''].join('\n');

const patch = (hunk: readonly string[], file = path) =>
  patchSources(diff(hunk, file), new Map([[path, source]])).map(({ text, changes }) => ({
    text,
    changed: changes.map((at) => text.slice(at).split('\n')[0]),
  }));

describe('patchSources', () => {
  it('finds the place by what stands there, and says what changed', () => {
    expect(patch([' const one = 1;', '-const two = 2;', '+const deux = 2;', ' const three = 3;'])).toEqual([
      { text: source.replace('two', 'deux'), changed: ['const deux = 2;'] },
    ]);
  });

  it('takes what follows for the change where lines were only removed', () => {
    const hunk = [' const one = 1;', '-const two = 2;', ' const three = 3;'];
    const short = diff(hunk).replace('+90,3', '+90,2');
    const [file] = patchSources(short, new Map([[path, source]]));
    expect(file!.text.slice(file!.changes[0])).toMatch(/^const three = 3;/);
  });

  it.each<[string, readonly string[], string, RegExp]>([
    ['fits nowhere', [' const one = 1;', '-const zwei = 2;', '+const deux = 2;', ' const three = 3;'], path, /nowhere/],
    ['fits twice', ['-const two = 2;', '+const deux = 2;'], path, /in 2 places/],
    ['is for a file that is not there', ['-const two = 2;', '+x'], 'src/linker/none.ts', /there is no such file/],
    ['is for another room', ['-const two = 2;', '+x'], 'properties/layout.ts', /not a source file of the linker/],
  ])('refuses a hunk that %s', (_, hunk, file, message) => {
    const counts = `@@ -90,${hunk.filter((line) => !line.startsWith('+')).length} +90,${hunk.filter((line) => !line.startsWith('-')).length} @@`;
    const text = diff(hunk, file).replace(/@@.*@@/, counts);
    expect(() => patchSources(text, new Map([[path, source]]))).toThrow(PatchError);
    expect(() => patchSources(text, new Map([[path, source]]))).toThrow(message);
  });

  it('refuses a patch that changes nothing', () => {
    expect(() => patchSources('', new Map())).toThrow(/changes nothing/);
  });
});
