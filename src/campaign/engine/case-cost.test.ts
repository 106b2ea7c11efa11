/**
 * What a case costs, in counts: nothing is linked, decoded or compiled twice for several properties. Counted over cases
 * of the default profile, enough that properties which sample have had theirs.
 */
import { describe, expect, it, vi } from 'vitest';
import { engine } from '../../observe/engine.ts';
import type { LinkJob, Target } from '../../targets/target.ts';
import { harness } from '../linksmith-harness.ts';
import { runCase } from './case-runner.ts';
import { caseSeed } from './tasks.ts';

const counted = vi.hoisted(() => ({ isLinking: false, decoded: [] as unknown[] }));

vi.mock('../../wasm/decode.ts', async (load) => {
  const decode = await load<typeof import('../../wasm/decode.ts')>();
  const counting =
    <Result>(work: (bytes: Uint8Array) => Result) =>
    (bytes: Uint8Array) => {
      if (!counted.isLinking) counted.decoded.push(bytes);
      return work(bytes);
    };
  return { ...decode, decodeModule: counting(decode.decodeModule), decodeObject: counting(decode.decodeObject) };
});

/** Counts links by target, arguments and files; what a link decodes is its own business. */
function countingTarget(target: Target, links: string[]): Target {
  const numbers = new Map<Uint8Array, number>();
  const numberOf = (bytes: Uint8Array) => {
    if (!numbers.has(bytes)) numbers.set(bytes, numbers.size);
    return numbers.get(bytes);
  };
  const link = (job: LinkJob) => {
    const files = [...job.files].map(([name, bytes]) => [name, numberOf(bytes)]);
    links.push(JSON.stringify([target.name, job.args, job.outputName, files]));
    counted.isLinking = true;
    // A link in this process is over when it returns.
    const outcome = target.link(job);
    counted.isLinking = false;
    return outcome;
  };
  return { ...target, link };
}

const lane = harness.lane('default').properties;
const asked = harness.properties.filter(({ name }) => lane.includes(name));

async function costOfCase(index: number) {
  const links: string[] = [];
  counted.decoded = [];
  const compiled = vi.spyOn(engine, 'Module');
  const place = { profile: 'default', seed: 5, index };
  const scenario = harness.caseAt(place);
  const job = harness.lower(scenario);
  harness.relocationKindsOf(job);
  const companions = await Promise.all(
    harness.companions.map(async (name) => countingTarget(await harness.openTarget(name), links)),
  );
  await runCase(
    { job, scenario, seed: caseSeed(place.seed, index) },
    { target: companions[0]!, properties: asked, companions, signOfLife: () => {} },
  );
  const modules = compiled.mock.calls.map(([bytes]) => bytes);
  compiled.mockRestore();
  return { links, decoded: counted.decoded, modules };
}

const repeated = (things: readonly unknown[]): number => things.length - new Set(things).size;

describe('the cost of a case', () => {
  it('has no link, decoding or compilation twice, but the link that deterministic asks for', async () => {
    let links = 0;
    const cases = 24;
    for (let index = 0; index < cases; index++) {
      const cost = await costOfCase(index);
      const twice = { links: repeated(cost.links), decoded: repeated(cost.decoded), modules: repeated(cost.modules) };
      expect(twice, `case ${index}`).toEqual({ links: 1, decoded: 0, modules: 0 });
      links += cost.links.length;
    }
    // Lazy twice, eager once, and what properties link that are asked in one case of four.
    expect(links / cases).toBeGreaterThan(3);
    expect(links / cases).toBeLessThan(5.5);
  });
});
