import { expect, test } from 'vitest';
import { lower } from '../lower/lower.ts';
import { caseAt } from '../make/case.ts';
import { expectationOf } from '../model/expect.ts';
import { isPositionIndependent } from '../model/output-mode.ts';
import { invalidity } from '../model/validate.ts';
import { withoutThreads } from './without-threads.ts';

test('a twin says nothing of threads, and means something unless the size of their data is asked', () => {
  let valid = 0;
  let moved = 0;
  for (let index = 0; index < 60; index++) {
    const scenario = caseAt({ profile: index % 3 === 0 ? 'moved-threads' : 'threads', seed: 4, index });
    const twin = withoutThreads(scenario);
    if (twin === undefined) continue;
    expect(JSON.stringify(twin)).not.toMatch(/"(tls|start-thread|threadLocal|__wasm_init_tls)"|"thread":/);
    const asked = JSON.stringify(scenario).includes('"thread-storage"');
    const probes = twin.probes.filter(({ export: name }) => !/^thread_/.test(name));
    const fault = invalidity({ ...twin, probes });
    if (fault !== undefined) {
      expect(asked, fault).toBe(true);
      continue;
    }
    valid += 1;
    if (isPositionIndependent(twin.options)) moved += 1;
    expect(expectationOf(twin).verdict).toBe('links');
    expect(lower(twin).args).not.toContain('--shared-memory');
  }
  expect(valid).toBeGreaterThan(10);
  expect(moved).toBeGreaterThan(2);
});
