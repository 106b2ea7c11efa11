import { describe, expect, test } from 'vitest';
import { lower } from '../../generators/lower/lower.ts';
import { caseAt } from '../../generators/make/case.ts';
import { expectationOf } from '../../generators/model/expect.ts';
import type { Resolved } from '../../generators/model/resolve.ts';
import type { Scenario, ScenarioObject } from '../../generators/scenario/scenario.ts';
import type { Payload } from './audited-object.ts';
import { type Meaning, resolveInputs } from './input-symbols.ts';
import { inputsOfJob } from './job-inputs.ts';

/** What both readings of the rules can say of a symbol, in one form. */
function ofMeaning(meaning: Meaning): string {
  switch (meaning.kind) {
    case 'function':
      return meaning.agrees ? payloadName(meaning.payload) : 'another signature';
    case 'data':
      return `${payloadName(meaning.payload)} + ${meaning.offset}`;
    case 'absolute':
      return `absolute ${meaning.address}`;
    case 'element':
      return `${meaning.space} ${meaning.index - meaning.object.importCount(meaning.space)} of ${fileOf(meaning.object.name)}`;
    case 'section':
      return 'section';
    case 'undefined':
      return 'undefined';
    case 'discarded':
      return 'discarded';
  }
}

const payloadName = ({ kind, index, object }: Payload) => `${kind} ${index} of ${fileOf(object.name)}`;
const fileOf = (name: string) => /\((.*)\)$/.exec(name)?.[1] ?? name;

function ofResolved(resolved: Resolved): string {
  switch (resolved.kind) {
    case 'function':
      return `function ${resolved.object.functions.indexOf(resolved.function)} of ${resolved.object.name}`;
    case 'data':
      return `data ${resolved.object.segments.indexOf(resolved.segment)} of ${resolved.object.name} + ${resolved.offset}`;
    case 'absolute':
      return `absolute ${resolved.address}`;
    case 'global':
      return `global ${resolved.object.globals.indexOf(resolved.global)} of ${resolved.object.name}`;
    case 'tag':
      return `tag ${resolved.object.tags!.indexOf(resolved.tag)} of ${resolved.object.name}`;
    case 'table':
      return `table ${resolved.object.tables!.indexOf(resolved.table)} of ${resolved.object.name}`;
    case 'mismatch':
      return 'another signature';
    case 'section':
    case 'discarded':
      return resolved.kind;
    default:
      return 'undefined';
  }
}

function compare(scenario: Scenario): readonly string[] {
  const { resolution } = expectationOf(scenario);
  const inputs = inputsOfJob(lower(scenario));
  if (inputs.kind !== 'inputs') throw new Error(inputs.reason);
  const symbols = resolveInputs(inputs.inputs, inputs.options.roots ?? [], inputs.options.wrapped);
  const differences: string[] = [];
  const included = symbols.included.map(({ name }) => fileOf(name));
  const wanted = resolution.included.map(({ name }) => name);
  if (included.join() !== wanted.join()) return [`linked are ${included}, the model links ${wanted}`];
  for (const object of symbols.included) {
    const described = resolution.included.find(({ name }) => name === fileOf(object.name)) as ScenarioObject;
    described.symbols.forEach(({ id, name }, index) => {
      const found = ofMeaning(symbols.meaningOf(object, index));
      const model = ofResolved(resolution.symbols.get(described.name)!.get(id)!);
      // A mismatch with what no input defines is told when the site is read.
      const same = found === model || (found === 'undefined' && model === 'another signature');
      if (!same) differences.push(`${object.name}: ${name} is ${found}, the model says ${model}`);
    });
  }
  return differences;
}

describe('resolveInputs', () => {
  test.each(['default', 'weak', 'comdats', 'archives', 'globals'] as const)('agrees with the model: %s', (profile) => {
    for (let index = 0; index < 40; index++) {
      const scenario = caseAt({ profile, seed: 4, index });
      const { verdict, resolution } = expectationOf(scenario);
      if (verdict === 'fails' || resolution.ambiguous) continue;
      expect(compare(scenario), scenario.title).toEqual([]);
    }
  });
});
