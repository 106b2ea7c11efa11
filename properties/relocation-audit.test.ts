import { describe, expect, test } from 'vitest';
import { lower } from '../generators/lower/lower.ts';
import { doctoredTarget } from '../src/targets/doctored.ts';
import { openTarget } from '../src/targets/index.ts';
import type { LinkJob } from '../src/targets/target.ts';
import { exampleScenario, refusedScenario } from './example-scenario.ts';
import { relocationAudit } from './relocation-audit.ts';
import { jobSubject, scenarioSubject } from './subject.ts';

const lazy = openTarget('lazy');
const job: LinkJob = lower(exampleScenario);

/** The linker with one byte of its output changed: the low byte of the n-th MEMORY_ADDR_SLEB of 1028 (0x404). */
const wrongAddress = doctoredTarget(lazy, (outcome) => {
  if (outcome.kind !== 'linked') return outcome;
  const bytes = outcome.bytes.slice();
  const at = Buffer.from(bytes).indexOf(Buffer.from([0x41, 0x84, 0x88, 0x80, 0x80, 0x00]));
  bytes[at + 1] = 0x88;
  return { ...outcome, bytes };
});

describe('relocation-audit', () => {
  test('holds for what the linker makes of a scenario, and of the same files without it', async () => {
    expect(await relocationAudit.check(scenarioSubject(exampleScenario, { target: lazy }))).toEqual({ kind: 'holds' });
    expect(await relocationAudit.check(jobSubject(job, { target: lazy }))).toEqual({ kind: 'holds' });
  });

  test('fails when an address has another addend, and says where', async () => {
    const verdict = await relocationAudit.check(scenarioSubject(exampleScenario, { target: wrongAddress }));
    expect(verdict).toMatchObject({ kind: 'fails', key: 'MEMORY_ADDR_SLEB.code.value' });
    expect(verdict).toMatchObject({
      evidence: expect.stringContaining('main.o: MEMORY_ADDR_SLEB of data, at byte 14'),
    });
  });

  test.each([
    ['nothing was linked', lower(refusedScenario)],
    ['a library is named by its name', { ...job, args: ['-lc', ...job.args] }],
    ['symbols are wrapped', { ...job, args: ['--wrap=answer', ...job.args] }],
  ])('does not apply when %s', async (_, wanted) => {
    expect(await relocationAudit.check(jobSubject(wanted, { target: lazy }))).toMatchObject({ kind: 'not-applicable' });
  });
});
