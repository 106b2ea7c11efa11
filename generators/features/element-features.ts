/** Words for what a scenario holds of tags and exceptions, and of tables beside the function table. */
import type { Expectation } from '../model/expect.ts';
import { isPositionIndependent, isPreemptible } from '../model/output-mode.ts';
import type { Payload } from '../model/reach.ts';
import { expressionsOf } from '../scenario/expression-tree.ts';
import { type Body, type Denotation, objectsOf, type Scenario, type ScenarioObject } from '../scenario/scenario.ts';
import type { AddFeature } from './feature-collector.ts';

const both = (word: string): readonly string[] => [`tag-${word}`, `table-${word}`];

export const elementWords: readonly string[] = [
  'tag',
  'table',
  ...['imported', 'elsewhere', 'local', 'weak', 'loser', 'hidden', 'exported', 'dead', 'moved', 'replaceable'].flatMap(
    both,
  ),
  'tag-without-values',
  'tag-with-several-values',
  'throw',
  'catch',
  'catch-all',
  'table-of-functions',
  'table-of-references',
  'table-with-maximum',
  'table-set',
  'table-set-null',
  'table-grow',
  'table-size',
  'table-null',
  'table-call',
];

export function collectElements(scenario: Scenario, expectation: Expectation, add: AddFeature): void {
  for (const object of objectsOf(scenario)) {
    const { tags = [], tables = [] } = object;
    for (const { parameters } of tags) {
      add('tag-without-values', parameters.length === 0);
      add('tag-with-several-values', parameters.length > 1);
    }
    for (const { element, maximum } of tables) {
      add(element === 'funcref' ? 'table-of-functions' : 'table-of-references', true);
      add('table-with-maximum', maximum !== undefined);
    }
    collectSymbols(object, { scenario, expectation }, add);
    for (const { body } of object.functions) collectUses(body, add);
  }
}

interface Case {
  readonly scenario: Scenario;
  readonly expectation: Expectation;
}

function collectSymbols(
  object: ScenarioObject,
  { scenario: { options }, expectation: { resolution, reach } }: Case,
  add: AddFeature,
): void {
  const linked = resolution.includedNames.has(object.name);
  for (const symbol of object.symbols) {
    const { binding, denotes, hidden, exported, name } = symbol;
    const payload = payloadOf(object, denotes);
    const what = denotes.kind.endsWith('tag') ? 'tag' : 'table';
    if (denotes.kind === 'undefined-tag' || denotes.kind === 'undefined-table') {
      add(`${what}-imported`, denotes.import !== undefined);
      add(`${what}-elsewhere`, denotes.import === undefined);
    }
    if (payload === undefined) continue;
    add(what, true);
    add(`${what}-local`, binding === 'local');
    add(`${what}-weak`, binding === 'weak');
    add(`${what}-hidden`, hidden);
    add(`${what}-exported`, exported);
    add(`${what}-loser`, linked && binding === 'weak' && resolution.winners.get(name) !== symbol);
    add(`${what}-dead`, linked && !reach.kept.has(payload));
    add(`${what}-moved`, linked && isPositionIndependent(options));
    add(`${what}-replaceable`, linked && binding === 'weak' && isPreemptible(symbol, options));
  }
}

function payloadOf({ tags, tables }: ScenarioObject, denotes: Denotation): Payload | undefined {
  if (denotes.kind === 'tag') return tags?.find(({ id }) => id === denotes.tag);
  return denotes.kind === 'table' ? tables?.find(({ id }) => id === denotes.table) : undefined;
}

function collectUses(body: Body, add: AddFeature): void {
  for (const statement of body.statements) {
    if (statement.op === 'table-set') add(statement.slot === undefined ? 'table-set-null' : 'table-set', true);
  }
  for (const expression of expressionsOf(body)) {
    const { op } = expression;
    if (op === 'catch') add('catch-all', expression.otherwise !== undefined);
    if (op === 'call-table') add('table-call', true);
    else if (op === 'throw' || op === 'catch' || op === 'table-grow' || op === 'table-size' || op === 'table-null')
      add(op, true);
  }
}
