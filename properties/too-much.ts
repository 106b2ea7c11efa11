/**
 * What is behind a module that holds more than the model keeps: a segment that is there twice, or something dead. What is
 * dead may keep other things, so it counts only where nothing else that is dead and there refers to it.
 * In: a module, and what the model expects. Out: a cause, undefined where it cannot be told: a segment is recognised by a
 * run of its bytes that no relocation changes, a function by a name that no live function has.
 */
import type { Expectation } from '../generators/model/expect.ts';
import { visitKeptReferences } from '../generators/model/reach.ts';
import type { ScenarioFunction, ScenarioSegment } from '../generators/scenario/scenario.ts';
import { siteBytes } from '../generators/scenario/site-kinds.ts';
import type { WasmModule } from '../src/wasm/index.ts';
import { segmentTwice } from './audit/finding.ts';

export function causeOfMore(module: WasmModule, expectation: Expectation): string | undefined {
  const { resolution, reach } = expectation;
  const segments = resolution.included.flatMap((object) => object.segments);
  const seen = segments.map((segment) => ({ segment, ...occurrences(segment, segments, module) }));
  if (seen.some(({ segment, there, wanted }) => reach.kept.has(segment) && there > wanted.length)) return segmentTwice;
  const dead = [
    ...seen
      .filter(({ there, wanted }) => there > 0 && wanted.every((one) => !reach.kept.has(one)))
      .map(({ segment }) => segment),
    ...deadFunctions(module, expectation),
  ];
  const roots = rootsOf(dead, expectation);
  if (roots.some(isFunction)) return 'reach: a dead function is kept';
  return roots.length > 0 ? 'reach: a dead segment is kept' : undefined;
}

type Dead = ScenarioFunction | ScenarioSegment;
const isFunction = (payload: Dead): boolean => 'body' in payload;

/** How often a run of the segment's bytes is in the module's data, and in which segments of the inputs it is. */
function occurrences(segment: ScenarioSegment, all: readonly ScenarioSegment[], { data }: WasmModule) {
  const run = tellingRun(segment);
  if (run === undefined) return { there: 0, wanted: [] };
  const there = data.reduce((sum, { bytes }) => sum + countOf(Buffer.from(bytes).toString('hex'), run), 0);
  return { there, wanted: all.flatMap((one) => Array<ScenarioSegment>(countOf(one.bytes, run)).fill(one)) };
}

/** Shorter ones may be anywhere. */
const shortestRun = 4;
const distinctBytes = 3;

/** In hex: the longest without a site. */
function tellingRun({ bytes, sites }: ScenarioSegment): string | undefined {
  const runs: string[] = [];
  let at = 0;
  for (const { offset, kind } of [...sites].sort((left, right) => left.offset - right.offset)) {
    runs.push(bytes.slice(2 * at, 2 * offset));
    at = offset + siteBytes(kind);
  }
  runs.push(bytes.slice(2 * at));
  const [longest = ''] = runs.sort((left, right) => right.length - left.length);
  const distinct = new Set(longest.match(/../g));
  return longest.length >= 2 * shortestRun && distinct.size >= distinctBytes ? longest : undefined;
}

/** At whole bytes. */
function countOf(text: string, run: string): number {
  let count = 0;
  for (let at = text.indexOf(run); at >= 0; at = text.indexOf(run, at + 1)) if (at % 2 === 0) count++;
  return count;
}

function deadFunctions({ names }: WasmModule, { resolution, reach }: Expectation): ScenarioFunction[] {
  const there = new Set(names?.functions.map(({ name }) => name));
  const named = resolution.included.flatMap(({ symbols, functions }) =>
    symbols.flatMap(({ name, denotes }) => {
      const found = denotes.kind === 'function' && functions.find(({ id }) => id === denotes.function);
      return found ? [{ name, found }] : [];
    }),
  );
  const live = new Set(named.filter(({ found }) => reach.kept.has(found)).map(({ name }) => name));
  return named
    .filter(({ name, found }) => there.has(name) && !live.has(name) && !reach.kept.has(found))
    .map(({ found }) => found);
}

function rootsOf(dead: readonly Dead[], { resolution }: Expectation): Dead[] {
  const referred = new Set<unknown>();
  for (const payload of dead) {
    visitKeptReferences(resolution, { kept: new Set([payload]), readsEverything: false }, (resolved) => {
      const to =
        resolved.kind === 'function' ? resolved.function : resolved.kind === 'data' ? resolved.segment : undefined;
      if (to !== payload) referred.add(to);
    });
  }
  return dead.filter((payload) => !referred.has(payload));
}
