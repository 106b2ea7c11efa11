/** Words for what a scenario holds of threads: shared memory, thread-local data and how it is named, threads that run. */

import type { Expectation } from '../model/expect.ts';
import { goesThroughGot, isPositionIndependent } from '../model/output-mode.ts';
import { isOfThread, threadSymbols } from '../model/thread-storage.ts';
import { visitReferences } from '../scenario/body-references.ts';
import {
  objectsOf,
  type Scenario,
  type ScenarioObject,
  type ScenarioSegment,
  type ScenarioSymbol,
} from '../scenario/scenario.ts';
import { isPointer, isSlot } from '../scenario/site-kinds.ts';
import type { AddFeature } from './feature-collector.ts';

export const threadWords: readonly string[] = [
  'thread-local',
  'thread-local-zeroes',
  'thread-local-by-name',
  'thread-local-without-threads',
  'thread-local-alias',
  'thread-local-local',
  'thread-local-weak',
  'thread-local-hidden',
  'thread-local-loser',
  'thread-local-dead',
  'thread-local-in-comdat',
  'thread-local-pointer',
  'thread-local-got',
  'thread-local-addend',
  'thread-local-elsewhere',
  'thread-base',
  'thread-storage',
  'thread-symbol-exported',
  'thread-local-moved',
  'thread-local-moved-got',
  'thread-local-from-loader',
  'thread-pointer-filled',
  'thread-pointer-to-thread',
  'thread-slot-filled',
  'second-thread',
  'second-thread-moved',
  'started-thread',
  'first-thread-started',
  'shared-bss',
  'passive-segment',
  'passive-segment-without-threads',
  'option:shared-memory',
  'option:shared-imported-memory',
  'option:shared-maximum',
];

export function collectThreads(scenario: Scenario, expectation: Expectation, add: AddFeature): void {
  const { options, probes } = scenario;
  const shared = options.sharedMemory;
  add('option:shared-memory', shared);
  add('option:shared-imported-memory', shared && options.importMemory);
  add('option:shared-maximum', shared && options.maxMemory !== undefined);
  add('thread-symbol-exported', shared && options.exports.some((name) => threadSymbols.has(name)));
  const hasSecond = probes.some(({ thread = 0 }) => thread > 0);
  add('second-thread', hasSecond);
  add('second-thread-moved', hasSecond && isPositionIndependent(options));
  for (const object of objectsOf(scenario)) {
    for (const segment of object.segments) {
      collectSegment(segment, scenario, expectation, add);
      if (isOfThread(segment, options) && isPositionIndependent(options))
        collectFilled(segment, object, expectation, add);
    }
    collectSymbols(object, expectation, add);
    collectUses(object, scenario, expectation, add);
  }
}

function collectSegment(
  segment: ScenarioSegment,
  { options }: Scenario,
  { reach }: Expectation,
  add: AddFeature,
): void {
  const { threadLocal, name, comdat, passive, sites } = segment;
  add('passive-segment', passive && options.sharedMemory);
  add('passive-segment-without-threads', passive && !options.sharedMemory);
  add('shared-bss', options.sharedMemory && name.startsWith('.bss'));
  if (threadLocal === undefined) return;
  add('thread-local', true);
  add('thread-local-zeroes', name.startsWith('.tbss'));
  add('thread-local-by-name', threadLocal === 'name');
  add('thread-local-without-threads', !options.sharedMemory);
  add('thread-local-in-comdat', comdat !== undefined);
  add('thread-local-dead', !reach.kept.has(segment));
  add('thread-local-pointer', sites.length > 0);
}

/** Sites that each thread fills for itself. */
function collectFilled(
  { sites }: ScenarioSegment,
  { name }: ScenarioObject,
  { resolution }: Expectation,
  add: AddFeature,
): void {
  add('thread-local-moved', true);
  const leads = resolution.symbols.get(name)!;
  for (const { kind, symbol } of sites) {
    const target = leads.get(symbol);
    add('thread-pointer-filled', isPointer(kind));
    add('thread-slot-filled', isSlot(kind));
    add('thread-pointer-to-thread', target?.kind === 'data' && target.segment.threadLocal !== undefined);
  }
}

function collectSymbols({ symbols, segments }: ScenarioObject, { resolution }: Expectation, add: AddFeature): void {
  const local = new Set(segments.filter(({ threadLocal }) => threadLocal !== undefined).map(({ id }) => id));
  const places = new Set<string>();
  for (const symbol of symbols) {
    const { binding, denotes, hidden, name } = symbol;
    if (denotes.kind !== 'data' || !local.has(denotes.segment)) continue;
    add('thread-local-local', binding === 'local');
    add('thread-local-weak', binding === 'weak');
    add('thread-local-hidden', hidden);
    add('thread-local-loser', binding === 'weak' && resolution.winners.get(name) !== symbol);
    add('thread-local-alias', places.size === places.add(`${denotes.segment} ${denotes.offset}`).size);
  }
}

function collectUses(
  object: ScenarioObject,
  { options }: Scenario,
  { resolution }: Expectation,
  add: AddFeature,
): void {
  const leads = resolution.symbols.get(object.name)!;
  for (const { body } of object.functions) {
    add(
      'started-thread',
      body.statements.some(({ op }) => op === 'start-thread'),
    );
    visitReferences(body, (use, symbol, addend) => {
      add('thread-base', use === 'tls-base');
      add('thread-storage', use === 'tls-size');
      if (use !== 'address-tls' && use !== 'address-got') return;
      const target = leads.get(symbol);
      const own = target?.kind === 'data' && isOfThread(target.segment, options);
      const got = own && use === 'address-got';
      const isFromLoader = got && goesThroughGot(target, resolution, symbolOf(object, symbol), options);
      add('thread-local-got', got);
      add('thread-local-moved-got', got && isPositionIndependent(options) && !isFromLoader);
      add('thread-local-from-loader', isFromLoader);
      add('thread-local-addend', own && addend !== 0);
      add('thread-local-elsewhere', own && target.object !== object);
    });
  }
  add(
    'first-thread-started',
    object.functions.some(({ id }) => id === 'thread_start0'),
  );
}

function symbolOf({ symbols }: ScenarioObject, wanted: string): ScenarioSymbol {
  return symbols.find(({ id }) => id === wanted)!;
}
