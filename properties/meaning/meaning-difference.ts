/**
 * Where two outputs of one link mean different things. Two modules mean the same when every fact that both can tell is the
 * same; numbers, addresses, order and the names that linkers give do not count.
 * In: a job and two modules, that of the linker in question first. Out: the first difference with a stable key (`export.missing`, `table.differs`,
 * `data.alignment`), what it is, and the witness: where in each module the payloads are that were taken for the same.
 * Cannot see: what no payload of the inputs and no export shows, as functions that both linkers make themselves.
 */
import type { LinkJob } from '../../src/targets/target.ts';
import type { WasmModule } from '../../src/wasm/index.ts';
import { symbolsOf } from '../audit/audit-module.ts';
import type { Payload } from '../audit/audited-object.ts';
import type { AuditFinding } from '../audit/finding.ts';
import type { InputSymbols } from '../audit/input-symbols.ts';
import { inputsOfJob } from '../audit/job-inputs.ts';
import { payloadText } from '../audit/placements.ts';
import type { Difference, Sides } from '../outcome-difference.ts';
import { type FactKind, factKinds, type OutputMeaning, outputMeaning } from './output-meaning.ts';

/** Undefined when the two mean the same. Of inputs that cannot be followed, what is seen from outside is compared. */
export function meaningDifference(
  job: Pick<LinkJob, 'files' | 'args'>,
  modules: readonly [left: WasmModule, right: WasmModule],
  sides: Sides,
): Difference | undefined {
  const followed = inputsOfJob(job);
  const { inputs, options } = followed.kind === 'inputs' ? followed : { inputs: [], options: {} };
  const symbols = symbolsOf(inputs, options);
  const [left, right] = [outputMeaning(modules[0], symbols, options), outputMeaning(modules[1], symbols, options)];
  const differences = [
    ...factKinds.flatMap((kind) => factDifferences(kind, [left, right], { symbols, sides })),
    ...auditDifferences([left, right], sides),
  ];
  const [first] = differences;
  if (first === undefined) return undefined;
  const told = differences.slice(0, differencesTold).map(({ text }) => text);
  return { key: first.key, evidence: [...told, ...witness(left, right, sides)].join('\n') };
}

const differencesTold = 8;
const placesTold = 12;

interface Told {
  readonly key: string;
  readonly text: string;
}

interface Context {
  readonly symbols: InputSymbols;
  readonly sides: Sides;
}

type Both = readonly [left: OutputMeaning, right: OutputMeaning];

function factDifferences(kind: FactKind, [left, right]: Both, { symbols, sides }: Context): Told[] {
  const [here, there] = [left.facts[kind], right.facts[kind]];
  const told: Told[] = [];
  for (const [subject, says] of here) {
    const other = there.get(subject);
    if (other === undefined && isCertain(kind, subject, right, symbols)) {
      told.push({ key: `${kind}.more`, text: `${subject}: ${sides[0]} has it (${says}), ${sides[1]} has not` });
    } else if (other !== undefined && other !== says) {
      told.push({ key: `${kind}.differs`, text: `${subject}: ${sides[0]}: ${says}; ${sides[1]}: ${other}` });
    }
  }
  for (const [subject, says] of there) {
    if (here.has(subject) || !isCertain(kind, subject, left, symbols)) continue;
    told.push({ key: `${kind}.missing`, text: `${subject}: ${sides[1]} has it (${says}), ${sides[0]} has not` });
  }
  return told;
}

/**
 * What stands in a list is missing when it is not there. A function may only not have been found: it is missing when
 * nothing there looks like it, and nothing else in the inputs looks as it does. Slots are told of functions that both have.
 */
function isCertain(kind: FactKind, subject: string, module: OutputMeaning, symbols: InputSymbols): boolean {
  if (kind === 'table') return false;
  if (kind !== 'function') return true;
  const all = symbols.included.flatMap(({ functions }) => functions);
  const payload = all.find((one) => payloadText(one) === subject);
  if (payload === undefined || module.mayHold(payload)) return false;
  return all.filter((one) => one !== payload && looksLike(one, payload)).length === 0;
}

const looksLike = (one: Payload, other: Payload): boolean =>
  one.bytes.length === other.bytes.length && one.sites.length === other.sites.length;

/** What the audit holds against one of the two only. */
function auditDifferences([left, right]: Both, sides: Sides): Told[] {
  const only = (mine: OutputMeaning, other: OutputMeaning, name: string) => {
    const known = new Set(other.audit.findings.map(keyOf));
    return mine.audit.findings
      .filter((finding) => !known.has(keyOf(finding)))
      .map((finding) => ({ key: keyOf(finding), text: `${name} only: ${finding.message}` }));
  };
  return [...only(left, right, sides[0]), ...only(right, left, sides[1])];
}

/** An alignment is the data's own, whoever finds it out. */
const keyOf = ({ key }: AuditFinding): string => (key.endsWith('.alignment') ? 'data.alignment' : `site.${key}`);

function witness(left: OutputMeaning, right: OutputMeaning, sides: Sides): string[] {
  const both = [...left.places].filter(([payload]) => right.places.has(payload));
  const lines = both.slice(0, placesTold).map(([payload, place]) => {
    return `  ${payload}: ${place} in ${sides[0]}, ${right.places.get(payload)} in ${sides[1]}`;
  });
  const more = both.length - lines.length;
  return [`taken for the same (${both.length} payloads):`, ...lines, ...(more > 0 ? [`  and ${more} more`] : [])];
}
