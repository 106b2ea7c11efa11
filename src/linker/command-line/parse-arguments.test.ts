import { describe, expect, test } from 'vitest';
import { mainSpelling, parseArguments } from './parse-arguments.ts';

/** Each argument as `id` or `id=value,value`, one word each; a missing value as `MISSING name`. */
function summary(argv: readonly string[]): string {
  const args = parseArguments(argv);
  const words = args.all.map(({ id, values }) => (values.length === 0 ? id : `${id}:${values.join(',')}`));
  return [...words, ...(args.missingValueOf === undefined ? [] : [`MISSING ${args.missingValueOf}`])].join(' ');
}

const rows: readonly [argv: string, expected: string][] = [
  ['a.o - @x', 'input:a.o input:- input:@x'],
  ['--export=a --export b -export=c -export d', 'export:a export:b export:c export:d'],
  ['-o out -oout --o out', 'o:out o:out unknown:--o input:out'],
  ['-O2 -O 1', 'O:2 O:1'],
  ['-entry=foo -e foo -efoo --entry foo', 'entry:foo entry:foo entry:foo entry:foo'],
  ['--error-limit=3 -error-limit=3', 'error-limit:3 entry:rror-limit=3'],
  ['--stack-first -stack-first', 'stack-first unknown:-stack-first'],
  ['-static -dn -dy -call_shared -non_shared', 'Bstatic Bstatic Bdynamic Bdynamic Bstatic'],
  ['-s -S -r -t -M -E -v', 'strip-all strip-debug relocatable trace print-map export-dynamic v'],
  ['-V', 'unknown:-V'],
  ['-i', 'initial-memory:'],
  [
    '-lfoo -l foo --library foo --library=foo -library=foo',
    'library:foo library:foo library:foo library:foo library:foo',
  ],
  ['-L. --library-path=. --library-path .', 'library-path:. library-path:. library-path:.'],
  ['-m wasm64 -mwasm64 -mllvm -x -mllvm=y', 'm:wasm64 m:wasm64 mllvm:-x mllvm:y'],
  ['--features=a,,b -features=', 'features:a,b features'],
  [
    '--allow-undefined --allow-undefined-file=f -allow-undefined-file f',
    'allow-undefined allow-undefined-file:f allow-undefined-file:f',
  ],
  ['--allow-undefined-file f', 'unknown:--allow-undefined-file input:f'],
  ['--import-memory --import-memory=a,b', 'import-memory import-memory=:a,b'],
  ['--build-id --build-id=0x1 -build-id', 'build-id build-id=:0x1 build-id'],
  [
    '-z stack-size=1 -zfoo -y a -ya -u b -ub',
    'z:stack-size=1 z:foo trace-symbol:a trace-symbol:a undefined:b undefined:b',
  ],
  ['-Map=x -Map x --Map=x -Mapx', 'Map:x Map:x Map:x unknown:-Mapx'],
  ['--shared --shared-memory -shared', 'shared shared-memory shared'],
  ['--lto-O3 --lto-CGO2 --thinlto-jobs=4', 'lto-O:3 lto-CGO:2 thinlto-jobs:4'],
  ['--', 'unknown:--'],
  ['a.o -o', 'input:a.o MISSING -o'],
  ['--export', 'MISSING --export'],
  ['-l', 'MISSING -l'],
  ['--atoms=eager --atoms', 'atoms:eager unknown:--atoms'],
];

describe('parseArguments reads options by the longest name that fits', () => {
  test.each(rows)('%s', (argv, expected) => {
    expect(summary(argv.split(' '))).toBe(expected);
  });

  test('an empty argument is nothing, but may be a value', () => {
    expect(summary(['', 'a.o', '--export', ''])).toBe('input:a.o export:');
  });

  test('messages name an option by its main spelling', () => {
    expect(['o', 'threads', 'initial-memory', 'build-id='].map((id) => mainSpelling(id as 'o'))).toEqual([
      '-o',
      '--threads',
      '--initial-memory=',
      '--build-id=',
    ]);
  });
});
