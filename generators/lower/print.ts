/**
 * A scenario as text that a person reads at once: the command, what each object holds, its programs as expressions, and
 * what the model says must come out. For reports and for the one who debugs; there is no reader for it.
 */
import { expectationOf } from '../model/expect.ts';
import {
  type Body,
  type Denotation,
  type Expression,
  type ImportName,
  type Input,
  objectsOf,
  type Place,
  type Scenario,
  type ScenarioLibrary,
  type ScenarioObject,
  type ScenarioSegment,
  type ScenarioSymbol,
  type Site,
  type Slot,
  type Statement,
  type TableShape,
} from '../scenario/scenario.ts';
import { signatureText } from '../scenario/values.ts';
import { commandLine } from './lower.ts';

/** A scenario for people: objects, symbols, programs, and what must come out. */
export function printScenario(scenario: Scenario): string {
  const lines = [`scenario: ${scenario.title}`, `command: ${commandLine(scenario)}`];
  for (const input of scenario.inputs) lines.push(...inputLines(input));
  for (const library of scenario.libraries ?? []) lines.push(libraryLine(library));
  for (const object of objectsOf(scenario)) lines.push('', ...objectLines(object));
  return `${[...lines, '', ...expectationLines(scenario)].join('\n')}\n`;
}

function inputLines(input: Input): string[] {
  if (input.kind === 'object') return [];
  const members = input.members.map(({ name }) => name).join(' ');
  if (input.kind === 'start-lib') return [`library of ${members}`];
  const { wholeArchive, thin, format, index } = input;
  const how = [wholeArchive && 'whole', thin && 'thin', format, index === false && 'without index'].filter(Boolean);
  return [`archive ${input.name} of ${members}${how.length > 0 ? ` (${how.join(', ')})` : ''}`];
}

function libraryLine({ name, functions, data }: ScenarioLibrary): string {
  const parts = [
    ...functions.map((shared) => `${shared.name} ${signatureText(shared.signature)}`),
    ...data.map((datum) => `${datum.name}: ${bytesText(datum.bytes)}`),
  ];
  return `shared library ${name} with ${parts.join(', ') || 'nothing'}`;
}

function objectLines(object: ScenarioObject): string[] {
  const lines = [
    `object ${object.name}${object.legacyTable ? ' (table without symbol)' : ''}${object.memory64 ? ' (64-bit memory)' : ''}`,
  ];
  for (const symbol of object.symbols) lines.push(`  symbol ${symbolText(symbol)}`);
  for (const { id, signature, comdat, body } of object.functions) {
    lines.push(`  function ${id} ${signatureText(signature)}${group(comdat)}`, ...bodyLines(body));
  }
  for (const segment of object.segments) {
    const { id, name, alignLog2, bytes, sites, comdat, retain, strings } = segment;
    const words = [retain && ' retain', strings && ' strings', threadLocalText(segment), segment.passive && ' passive'];
    const flags = `${words.filter(Boolean).join('')}${group(comdat)}`;
    lines.push(
      `  segment ${id} "${name}" align ${2 ** alignLog2}${flags}: ${bytesText(bytes)}`,
      ...sites.map(siteLine),
    );
  }
  for (const { id, type, mutable, init } of object.globals) {
    lines.push(`  global ${id} ${mutable ? 'mutable ' : ''}${type} = ${init}`);
  }
  for (const { id, parameters } of object.tags ?? []) lines.push(`  tag ${id} (${parameters.join(',')})`);
  for (const { id, ...shape } of object.tables ?? []) lines.push(`  table ${id} ${shapeText(shape)}`);
  for (const { id, name, bytes, sites, comdat } of object.customSections) {
    lines.push(`  section ${id} "${name}"${group(comdat)}: ${bytesText(bytes)}`, ...sites.map(siteLine));
  }
  for (const { symbol, priority } of object.initFunctions) lines.push(`  init ${symbol} priority ${priority}`);
  const features = object.targetFeatures.map(({ prefix, name }) => prefix + name);
  if (features.length > 0) lines.push(`  features ${features.join(' ')}`);
  for (const { field, name, version } of object.producers) lines.push(`  producer ${field}: ${name} ${version}`);
  return lines;
}

function threadLocalText({ threadLocal }: ScenarioSegment): string {
  if (threadLocal === undefined) return '';
  return threadLocal === 'flag' ? ' thread-local' : ' thread-local by name';
}

function group(comdat: string | undefined): string {
  return comdat === undefined ? '' : ` comdat ${comdat}`;
}

function bytesText(bytes: string): string {
  return `${bytes.length / 2} bytes ${bytes.length > 128 ? `${bytes.slice(0, 128)}…` : bytes}`.trimEnd();
}

function siteLine({ offset, kind, symbol, addend }: Site): string {
  return `    at ${offset}: ${kind} ${symbol}${signed(addend)}`;
}

function signed(value: number): string {
  if (value === 0) return '';
  return value > 0 ? `+${value}` : `${value}`;
}

function symbolText(symbol: ScenarioSymbol): string {
  const { id, name, binding, hidden, exported, noStrip, denotes } = symbol;
  const called = id === name ? name : `${id} named ${name}`;
  const flags = [hidden && 'hidden', exported && 'exported', noStrip && 'no-strip'].filter(Boolean);
  return [called, binding, ...flags, '=', denotationText(denotes)].join(' ');
}

function denotationText(denotes: Denotation): string {
  switch (denotes.kind) {
    case 'function':
      return `function ${denotes.function}`;
    case 'undefined-function':
      return `undefined function ${signatureText(denotes.signature)}${importText(denotes.import)}`;
    case 'data':
      return `${denotes.segment}${signed(denotes.offset)}, ${denotes.size} bytes`;
    case 'undefined-data':
      return 'undefined data';
    case 'absolute-data':
      return `address ${denotes.address}`;
    case 'global':
      return `global ${denotes.global}`;
    case 'undefined-global':
      return `undefined ${denotes.mutable ? 'mutable ' : ''}global ${denotes.type}${importText(denotes.import)}`;
    case 'tag':
      return `tag ${denotes.tag}`;
    case 'undefined-tag':
      return `undefined tag (${denotes.parameters.join(',')})${importText(denotes.import)}`;
    case 'table':
      return `table ${denotes.table}`;
    case 'undefined-table':
      return `undefined table ${shapeText(denotes)}${importText(denotes.import)}`;
    case 'section':
      return `section ${denotes.section}`;
  }
}

function shapeText({ element, minimum, maximum }: TableShape): string {
  return `${element} ${minimum}${maximum === undefined ? '' : ` to ${maximum}`}`;
}

function importText(named: ImportName | undefined): string {
  return named === undefined ? '' : ` import ${named.module}.${named.field}`;
}

function bodyLines({ statements, result }: Body): string[] {
  const lines = statements.map((statement) => `    ${statementText(statement)}`);
  if (result !== undefined) lines.push(`    return ${expressionText(result)}`);
  return lines;
}

function statementText(statement: Statement): string {
  switch (statement.op) {
    case 'store':
      return `store${statement.bytes} ${placeText(statement.place)} = ${expressionText(statement.value)}`;
    case 'set-global':
      return `${statement.symbol} = ${expressionText(statement.value)}`;
    case 'table-set':
      return `${statement.symbol}[${statement.index}] = ${statement.slot === undefined ? 'null' : slotText(statement.slot)}`;
    case 'start-thread':
      return `start thread at ${placeText(statement.block)}`;
    case 'evaluate':
      return expressionText(statement.value);
    case 'nops':
      return `${statement.count} nops`;
  }
}

function expressionText(expression: Expression): string {
  switch (expression.op) {
    case 'constant':
      return `${expression.value}`;
    case 'argument':
      return `argument${expression.index}`;
    case 'mix':
      return `mix(${list(expression.terms)})`;
    case 'add':
      return `(${expressionText(expression.left)} + ${expressionText(expression.right)})`;
    case 'low-bits':
      return `(${expressionText(expression.value)} & ${2 ** expression.bits - 1})`;
    case 'if': {
      const [condition, yes, no] = [expression.condition, expression.whenTrue, expression.whenFalse].map(
        expressionText,
      );
      return `(${condition} ? ${yes} : ${no})`;
    }
    case 'load':
      return `load${expression.bytes} ${placeText(expression.place)}`;
    case 'call':
      return `${expression.symbol}(${list(expression.arguments)})`;
    case 'call-indirect':
      return `(*${slotText(expression.slot)} as ${signatureText(expression.signature)})(${list(expression.arguments)})`;
    case 'same-address':
      return `same(${placeText(expression.left)}, ${placeText(expression.right)})`;
    case 'aligned':
      return `aligned(${placeText(expression.place)}, ${2 ** expression.alignLog2})`;
    case 'null-address':
      return `null(${placeText(expression.place)})`;
    case 'distance':
      return `distance(${placeText(expression.from)}, ${placeText(expression.to)})`;
    case 'apart': {
      const { left, leftSize, right, rightSize } = expression;
      return `apart(${placeText(left)} ${leftSize}, ${placeText(right)} ${rightSize})`;
    }
    case 'same-function':
      return `same(${slotText(expression.left)}, ${slotText(expression.right)})`;
    case 'null-function':
      return `null(${slotText(expression.slot)})`;
    case 'get-global':
      return expression.symbol;
    case 'throw':
      return `throw ${expression.symbol}(${list(expression.arguments)})`;
    case 'catch': {
      const { body, symbol, otherwise } = expression;
      return `(try ${expressionText(body)} catch ${symbol}${otherwise === undefined ? '' : ` otherwise ${otherwise}`})`;
    }
    case 'table-size':
      return `size(${expression.symbol})`;
    case 'table-grow':
      return `grow(${expression.symbol}, ${expression.by})`;
    case 'table-null':
      return `null(${expression.symbol}[${expression.index}])`;
    case 'call-table':
      return `(${expression.symbol}[${expression.index}] as ${signatureText(expression.signature)})(${list(expression.arguments)})`;
    case 'thread-storage':
      return `thread-${expression.what}`;
    case 'in-frame':
      return `in-frame(${expressionText(expression.value)})`;
  }
}

function list(expressions: readonly Expression[]): string {
  return expressions.map(expressionText).join(', ');
}

/** `&d0+4` as a constant, `[&d0+4]` in the instruction's offset, `*(…)` through memory. */
function placeText(place: Place): string {
  switch (place.from) {
    case 'symbol': {
      const address = `&${place.symbol}${signed(place.addend)}`;
      if (place.how === 'sleb') return address;
      if (place.how !== 'leb') return `${place.how}(${address})`;
      return `[${place.base === undefined ? '' : `${place.base} + `}${address}]`;
    }
    case 'memory':
      return `*(${placeText(place.at)})${signed(place.plus)}`;
    case 'relative':
      return `relative(${placeText(place.at)})`;
    case 'thread-base':
      return `thread-base${signed(place.plus)}`;
  }
}

function slotText(slot: Slot): string {
  if (slot.from === 'memory') return `*(${placeText(slot.at)})`;
  return slot.how === undefined ? `&${slot.symbol}` : `${slot.how}(&${slot.symbol})`;
}

function expectationLines(scenario: Scenario): string[] {
  const { verdict, problems, resolution, calls } = expectationOf(scenario);
  const lines = [verdict === 'links' ? 'must link' : 'must be refused'];
  for (const { code, symbol, severity } of problems) lines.push(`  ${severity} ${code}: ${symbol}`);
  lines.push(`  linked: ${resolution.included.map(({ name }) => name).join(' ')}`);
  for (const { export: name, arguments: args, outcome, thread } of calls) {
    const value = outcome.kind === 'returns' ? `= ${outcome.value}` : outcome.kind;
    lines.push(`  ${thread === undefined ? '' : `thread ${thread}: `}${name}(${args.join(', ')}) ${value}`);
  }
  return lines;
}
