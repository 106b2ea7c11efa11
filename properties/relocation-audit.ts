/**
 * Claim: every relocation site in the output holds the value that its symbol, its addend and the output's own numbers
 * demand, in the form that its kind demands; functions have one table slot each, segments do not lie on each other.
 * Targets: all. Oracle: `audit/`, which decodes the inputs, resolves their symbols by its own reading of the rules and
 * finds every payload in the output by its bytes.
 * Cannot see: sites of payloads that nothing leads to and that look like others; instructions that the linker makes.
 * Fault that it catches: an addend that is left out, a type taken for a symbol, a slot of the wrong function, an offset
 * that forgets the size in front of a body, a tombstone on a live function.
 */
import type { Scenario } from '../generators/scenario/scenario.ts';
import { auditModule } from './audit/audit-module.ts';
import { inputsOfJob } from './audit/job-inputs.ts';
import { decodeOutput } from './decoded-output.ts';
import { fails, holds, notApplicable, type Property } from './property.ts';

export const relocationAudit: Property<Scenario> = {
  name: 'relocation-audit',
  statement: 'Every relocation site in the output holds the value that the inputs demand.',
  blindSpot: 'Sites of payloads that nothing leads to and that look like others.',
  appliesTo: () => true,
  async check({ job, link }) {
    const outcome = await link();
    if (outcome.kind !== 'linked') return notApplicable(`nothing was linked (${outcome.kind})`);
    const inputs = inputsOfJob(job);
    if (inputs.kind === 'cannot-follow') return notApplicable(inputs.reason);
    const { module, verdict } = decodeOutput(outcome);
    if (module === undefined) return verdict;
    const { findings } = auditModule(module, inputs.inputs, inputs.options);
    const [first] = findings;
    if (first === undefined) return holds;
    return fails(
      first.key,
      findings
        .slice(0, 8)
        .map(({ message }) => message)
        .join('\n'),
      findings.find(({ cause }) => cause !== undefined)?.cause,
    );
  },
};
