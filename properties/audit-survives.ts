/**
 * Claim: whatever was linked of whatever inputs, an audit of it ends, with findings or without.
 * Targets: those in the process; the audit is the same for all of them. Oracle: none is needed.
 * Cannot see: what the audit finds; on files that are wrong on purpose nobody knows what it should.
 * Fault that it catches: an exception of the audit behind an index or a site that it trusts.
 */
import { auditModule } from './audit/audit-module.ts';
import { inputsOfJob } from './audit/job-inputs.ts';
import { decodeOutput } from './decoded-output.ts';
import { fails, holds, notApplicable, type Property } from './property.ts';

/** @internal */
export const auditSurvives: Property = {
  name: 'audit-survives',
  statement: 'An audit of whatever was linked ends, with findings or without.',
  blindSpot: 'What the audit finds.',
  appliesTo: ({ name }) => name === 'lazy',
  async check({ job, link }) {
    const outcome = await link();
    if (outcome.kind !== 'linked') return notApplicable(`nothing was linked (${outcome.kind})`);
    try {
      const inputs = inputsOfJob(job);
      if (inputs.kind === 'cannot-follow') return notApplicable(inputs.reason);
      const { module } = decodeOutput(outcome);
      if (module !== undefined) auditModule(module, inputs.inputs, inputs.options);
      return holds;
    } catch (error) {
      const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
      const firstFrame = /^\s*at (?:new )?([\w.#]+)/m.exec(stack)?.[1] ?? 'unknown';
      return fails(`threw.${name}.${firstFrame}`, `${message}\n${stack}`);
    }
  },
};
