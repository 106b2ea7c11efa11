/** What properties see of tags and tables: linked modules, doctored where an index is written, or a limit. */
import { describe, expect, test } from 'vitest';
import { featuresOf } from '../generators/features/features.ts';
import { lower } from '../generators/lower/lower.ts';
import { caseAt } from '../generators/make/case.ts';
import type { ProfileName } from '../generators/make/profiles.ts';
import { cannedTarget } from '../src/targets/doctored.ts';
import { openTarget } from '../src/targets/index.ts';
import { decodeModule, SectionId, type WasmModule } from '../src/wasm/index.ts';
import type { Property } from './property.ts';
import { relocationAudit } from './relocation-audit.ts';
import { selfCheck } from './self-check.ts';
import { scenarioSubject } from './subject.ts';

/** Cases that hold what is wanted, linked, with something in the output that makes the fault visible. */
async function casesWith(profile: ProfileName, wanted: readonly string[], isFit: (module: WasmModule) => boolean) {
  const found = [];
  for (let index = 0; index < 150 && found.length < 12; index++) {
    const scenario = caseAt({ profile, seed: 3, index });
    const features = featuresOf(scenario);
    if (!wanted.every((word) => features.includes(word)) || features.some((word) => /compress|memory64/.test(word)))
      continue;
    const outcome = await openTarget('lazy').link(lower(scenario));
    if (outcome.kind !== 'linked') continue;
    const module = decodeModule(outcome.bytes);
    if (isFit(module)) found.push({ scenario, outcome, module });
  }
  return found;
}

const sectionAt = (module: WasmModule, id: number): number =>
  module.sections.find((section) => section.id === id)!.contentFileOffset;

/** Every occurrence of these bytes in code, with the last one's low bit turned. */
function turned(bytes: Uint8Array, module: WasmModule, isSite: (code: Uint8Array, at: number) => number): Uint8Array {
  const copy = bytes.slice();
  for (const { bytes: code, offset } of module.code) {
    for (let at = 0; at + 5 < code.length; at++) {
      const site = isSite(code, at);
      if (site > 0) copy[sectionAt(module, SectionId.Code) + offset + at + site] = code[at + site]! ^ 1;
    }
  }
  return copy;
}

const isPadded = (code: Uint8Array, at: number): boolean =>
  code[at]! >= 0x80 && [1, 2, 3].every((i) => code[at + i] === 0x80) && code[at + 4] === 0;
/** throw TAG */
const throwSite = (code: Uint8Array, at: number): number => (code[at] === 0x08 && isPadded(code, at + 1) ? 1 : 0);
/** table.grow TABLE, table.size TABLE */
const tableSite = (code: Uint8Array, at: number): number =>
  code[at] === 0xfc && (code[at + 1] === 0x0f || code[at + 1] === 0x10) && isPadded(code, at + 2) ? 2 : 0;

async function keysOf(
  property: Property<ReturnType<typeof caseAt>>,
  { scenario, outcome }: Awaited<ReturnType<typeof casesWith>>[number],
  bytes: Uint8Array,
): Promise<string> {
  const verdict = await property.check(
    scenarioSubject(scenario, { target: cannedTarget('canned', () => ({ ...outcome, bytes })) }),
  );
  return verdict.kind === 'fails' ? verdict.key : verdict.kind;
}

const twoTags = ({ imports, tags }: WasmModule) =>
  imports.filter(({ kind }) => kind === 'tag').length + tags.length > 1;
const twoTables = ({ tables }: WasmModule) => tables.length > 2;

describe.each([
  ['tags', await casesWith('exceptions', ['throw', 'catch'], twoTags), throwSite, 'TAG_INDEX_LEB.code.value'],
  [
    'tables',
    await casesWith('more-tables', ['table-size', 'table-grow'], twoTables),
    tableSite,
    'TABLE_NUMBER_LEB.code.value',
  ],
] as const)('%s', (_, cases, isSite, key) => {
  test('hold as they are linked', async () => {
    expect(cases.length).toBeGreaterThan(5);
    for (const one of cases) {
      expect(await keysOf(selfCheck, one, one.outcome.bytes)).toBe('holds');
      expect(await keysOf(relocationAudit, one, one.outcome.bytes)).toBe('holds');
    }
  });

  test('another index is noticed by what programs do, and by the audit', async () => {
    const checked = [];
    const audited = [];
    for (const one of cases) {
      const bytes = turned(one.outcome.bytes, one.module, isSite);
      checked.push(await keysOf(selfCheck, one, bytes));
      audited.push(await keysOf(relocationAudit, one, bytes));
    }
    expect(checked.filter((found) => found !== 'holds').length).toBeGreaterThan(cases.length / 2);
    expect(audited).toContain(key);
  });
});
