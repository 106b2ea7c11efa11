import { expect, test, vi } from 'vitest';
import { lower } from '../generators/lower/lower.ts';
import { openTarget } from '../src/targets/index.ts';
import { auditSurvives } from './audit-survives.ts';
import { exampleScenario } from './example-scenario.ts';
import { jobSubject } from './subject.ts';

const auditModule = vi.hoisted(() => vi.fn());
vi.mock('./audit/audit-module.ts', () => ({ auditModule }));

const subject = jobSubject(lower(exampleScenario), { target: openTarget('lazy') });

test('audit-survives holds when the audit ends, whatever it finds', async () => {
  auditModule.mockReturnValue({ findings: [{ key: 'x', message: 'y' }] });
  expect(await auditSurvives.check(subject)).toMatchObject({ kind: 'holds' });
});

test('audit-survives fails when the audit throws', async () => {
  auditModule.mockImplementation(function payloadAt() {
    throw new TypeError('x is undefined');
  });
  expect(await auditSurvives.check(subject)).toMatchObject({ kind: 'fails', key: 'threw.TypeError.payloadAt' });
});
