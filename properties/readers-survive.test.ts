import { expect, test, vi } from 'vitest';
import { cannedTarget } from '../src/targets/doctored.ts';
import { DecodeError } from '../src/wasm/reader.ts';
import { readersSurvive } from './readers-survive.ts';
import { jobSubject } from './subject.ts';

const decodeModule = vi.hoisted(() => vi.fn());
vi.mock('../src/wasm/decode.ts', async (original) => ({ ...(await original<object>()), decodeModule }));

const subject = jobSubject(
  { files: new Map([['a.o', new Uint8Array(8)]]), args: ['a.o'] },
  { target: cannedTarget('lazy', () => ({ kind: 'rejected', messages: [] })) },
);

const rows: readonly [what: string, thrown: unknown, verdict: object][] = [
  ['nothing', undefined, { kind: 'holds' }],
  ['an error with a place', new DecodeError('bad', 8), { kind: 'holds' }],
  ['an error behind the file', new DecodeError('bad', 9), { kind: 'fails', key: 'place' }],
  ['an error nowhere', new DecodeError('bad', Number.NaN), { kind: 'fails', key: 'place' }],
  ['an error without a word', new DecodeError('', 0), { kind: 'fails', key: 'silent' }],
  ['an error of the engine', new TypeError('x is undefined'), { kind: 'fails' }],
];

test.each(rows)('readers-survive when a reader throws %s', async (_, thrown, verdict) => {
  decodeModule.mockImplementation(() => {
    if (thrown !== undefined) throw thrown;
  });
  expect(await readersSurvive.check(subject)).toMatchObject(verdict);
});
