import { expect, test } from 'vitest';
import { cannedTarget } from '../src/targets/doctored.ts';
import type { LinkOutcome } from '../src/targets/target.ts';
import { jobSubject } from './subject.ts';
import { survivesAnything } from './survives-anything.ts';

const rows: readonly [outcome: LinkOutcome, verdict: object][] = [
  [{ kind: 'linked', bytes: new Uint8Array(), messages: [] }, { kind: 'holds' }],
  [{ kind: 'rejected', messages: ['error: no'] }, { kind: 'holds' }],
  [
    { kind: 'rejected', messages: [] },
    { kind: 'fails', key: 'rejected.silently' },
  ],
  [
    { kind: 'crashed', reason: 'ended by SIGSEGV', messages: [] },
    { kind: 'fails', key: 'crashed.ended-by-sigsegv' },
  ],
  [
    { kind: 'timed-out', limitMs: 5, messages: [] },
    { kind: 'fails', key: 'timed-out' },
  ],
  [
    { kind: 'out-of-memory', limitBytes: 5, messages: [] },
    { kind: 'fails', key: 'out-of-memory' },
  ],
  [
    { kind: 'unsupported', reason: 'no', messages: [] },
    { kind: 'not-applicable', reason: 'no' },
  ],
];

test.each(rows)('survives-anything of %j', async (outcome, verdict) => {
  const subject = jobSubject({ files: new Map(), args: [] }, { target: cannedTarget('canned', () => outcome) });
  expect(await survivesAnything.check(subject)).toMatchObject(verdict);
});
