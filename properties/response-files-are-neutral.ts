/**
 * Claim: arguments mean the same in response files, one inside the other, as on the command line.
 * Targets: ours and wasm-ld's. Oracle: the same link without them, in one case of eight.
 * Cannot see: what both do wrong; how a file is quoted otherwise than with double quotes.
 * Fault that it catches: a nested file that is not opened, arguments behind one that are lost, a quote that stays in a name.
 */
import { bytesDifference, outcomeText } from './outcome-difference.ts';
import { fails, holds, notApplicable, type Property } from './property.ts';
import { isSampled, type Sample } from './sampling.ts';

export const responseFileSample: Sample = { every: 8, salt: 11 };

export const responseFilesAreNeutral: Property = {
  name: 'response-files-are-neutral',
  statement: 'Arguments mean the same in nested response files.',
  blindSpot: 'What both links do wrong.',
  linksVariants: true,
  appliesTo: ({ name, linker = name }) => /^(lazy|eager|wasm-ld)/.test(linker),
  async check({ job, seed, link }) {
    if (!isSampled(seed, responseFileSample)) return notApplicable(`one case in ${responseFileSample.every} is asked`);
    const direct = await link();
    if (direct.kind === 'unsupported') return notApplicable(direct.reason);
    const { args, files } = nested(job.args, seed);
    const filed = await link({ ...job, args, files: new Map([...job.files, ...files]) });
    if (filed.kind !== direct.kind) return fails(`outcome.${filed.kind}`, `from files: ${outcomeText(filed)}`);
    if (filed.kind !== 'linked' || direct.kind !== 'linked') return holds;
    const difference = bytesDifference(direct.bytes, filed.bytes, ['direct', 'from files']);
    return difference === undefined ? holds : fails(difference.key, difference.evidence);
  },
};

/** The first third stays, the second is in a file, which names the file of the last and ends with an argument more. */
function nested(given: readonly string[], seed: number) {
  const [first, second] = [seed % (given.length + 1), (seed >>> 3) % (given.length + 1)].sort(
    (left, right) => left - right,
  );
  const last = Math.max(second!, given.length - 1);
  const inner = given.slice(second, last).map(quoted);
  const outer = [...given.slice(first, second).map(quoted), '@inner.rsp', ...given.slice(last).map(quoted)];
  const encoder = new TextEncoder();
  const files = [
    ['outer.rsp', encoder.encode(outer.join('\n'))],
    ['inner.rsp', encoder.encode(inner.join(' '))],
  ] as const;
  return { args: [...given.slice(0, first), '@outer.rsp'], files };
}

function quoted(argument: string): string {
  return `"${argument.replace(/["\\]/g, '\\$&')}"`;
}
