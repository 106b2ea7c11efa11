import { expect, test } from 'vitest';
import { cannedTarget } from '../src/targets/doctored.ts';
import { refusalNamesItsCause } from './refusal-names-its-cause.ts';
import { jobSubject } from './subject.ts';

const job = { files: new Map([['a.o', new Uint8Array()]]), args: ['--table-base=many', '-Q', 'a.o'] };

const rows: readonly [messages: readonly string[], verdict: object][] = [
  [['ld: error: a.o: invalid section'], { kind: 'holds' }],
  [['ld: error: undefined symbol: f'], { kind: 'holds' }],
  [['ld: error: duplicate symbol: f', '>>> defined in a.o', '>>> defined in b.o'], { kind: 'holds' }],
  [["ld: error: unknown argument '-Q'"], { kind: 'holds' }],
  [['ld: error: invalid number: many'], { kind: 'holds' }],
  [['ld: error: maximum memory too small, 65536 bytes needed'], { kind: 'holds' }],
  [['ld: warning: something is odd', 'ld: error: a.o: bad'], { kind: 'holds' }],
  [['ld: error: unexpected value'], { kind: 'fails', key: 'vague.unexpected-value' }],
  [['ld: error: a.o: bad', 'ld: error: '], { kind: 'fails' }],
];

test.each(rows)('refusal-names-its-cause of %j', async (messages, verdict) => {
  const target = cannedTarget('lazy', () => ({ kind: 'rejected', messages }));
  expect(await refusalNamesItsCause.check(jobSubject(job, { target }))).toMatchObject(verdict);
});

test('a link that was not refused is none of its business', async () => {
  const target = cannedTarget('lazy', () => ({ kind: 'linked', bytes: new Uint8Array(), messages: [] }));
  expect(await refusalNamesItsCause.check(jobSubject(job, { target }))).toMatchObject({ kind: 'not-applicable' });
});
