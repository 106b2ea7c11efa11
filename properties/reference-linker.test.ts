/**
 * Holds the model to a linker that is not ours: wasm-ld must judge each scenario as the model does, and what it links
 * must return what the model says, wherever no bug of it is known. Skipped, visibly, where it is not installed.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { caseAt } from '../generators/make/case.ts';
import type { ProfileName } from '../generators/make/profiles.ts';
import { knownBugs } from '../generators/model/reference-bugs.ts';
import { findProgram } from '../src/targets/program-path.ts';
import type { Target } from '../src/targets/target.ts';
import { wasmLdTarget } from '../src/targets/wasm-ld.ts';
import { selfCheck } from './self-check.ts';
import { scenarioSubject } from './subject.ts';

const linker = 'wasm-ld-19';

const profiles: readonly [ProfileName, number][] = [
  ['tiny', 20],
  ['default', 40],
  ['large', 2],
  ['weak', 15],
  ['data', 15],
  ['tables', 15],
  ['comdats', 15],
  ['archives', 15],
  ['init-functions', 15],
  ['custom-sections', 15],
  ['globals', 15],
  ['memory64', 15],
  ['options', 25],
  ['errors', 25],
];

describe.skipIf(findProgram(linker) === undefined)(linker, () => {
  let target: Target;
  beforeAll(() => {
    target = wasmLdTarget(linker);
  });

  test.each(profiles)('judges and links %s as the model says', async (profile, count) => {
    for (let index = 0; index < count; index++) {
      const scenario = caseAt({ seed: 91, index, profile });
      if (knownBugs(scenario, linker).length > 0) continue;
      const verdict = await selfCheck.check(scenarioSubject(scenario, { target }));
      // This engine may not have 64-bit tables.
      if (scenario.options.memory64 && verdict.kind === 'not-applicable') continue;
      expect([index, verdict]).toEqual([index, { kind: 'holds' }]);
    }
  });
});
