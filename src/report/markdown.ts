/**
 * `report.md` of a finding: what a maintainer needs to see the bug without this tool. What should be and what came, the
 * command, every input as text, the scenario that they were made from, and how to replay.
 * Not here: when it is written (`src/campaign/findings/triage.ts`), the facts about objects (`inspection.ts`).
 */

import type { Finding, FindingFolder } from '../campaign/findings/finding.ts';
import { decodeArchive, isArchive, isWasm } from '../wasm/index.ts';
import { clauseOf } from './clauses.ts';
import { inspect } from './inspection.ts';
import { inspectionText } from './inspection-text.ts';
import { llvmTest } from './llvm-test.ts';
import { markdownTable, markdownText } from './markdown-table.ts';
import { objectText } from './object-text.ts';
import { visible } from './visible.ts';

export interface FindingReportOptions {
  /** The scenario printed for people. */
  readonly scenarioText: string;
  /** The command that links the inputs, in their folder. */
  readonly command: string;
}

export function findingMarkdown({ finding, inputs, outputs }: FindingFolder, options: FindingReportOptions): string {
  const { property, signature, target, seed, index, profile, shrink } = finding;
  const clause = clauseOf(property, signature.key);
  return [
    `# ${property} does not hold on ${target.name}`,
    `${finding.statement}`,
    list([
      `target: ${target.name}, ${target.version}`,
      `key: \`${inline(signature.key)}\``,
      ...(finding.cause === undefined ? [] : [`cause: ${markdownText(finding.cause)}`]),
      ...also(finding),
      `features: ${signature.features.join(', ') || 'none'}`,
      `found at seed ${seed}, index ${index}, profile ${profile}${finding.guided ? ' of a guided campaign' : ''}, by linksmith ${finding.linksmith}`,
      shrink.complete
        ? `minimal: none of the ${shrink.tried} simpler scenarios that were tried fails`
        : `not minimal: shrinking ended after ${shrink.tried} scenarios`,
      ...(finding.reproduced ? [] : ['**it did not fail again when it was judged on its own**']),
    ]),
    '## Expected and got',
    fence(finding.message),
    `By [${clause.document.replace(/^.*\//, '')}](${clause.document}): ${clause.says}`,
    ...elsewhereTable(finding),
    '## Command',
    fence(options.command, 'sh'),
    'in `inputs/`, as `repro.sh` does. To judge the result: `linksmith repro` on this folder.',
    '## Inputs',
    ...[...inputs].map(([name, bytes]) => fence(fileText(name, bytes))),
    "## Objects for LLVM's tools",
    ...[...inputs].flatMap(([name, bytes]) => objectTexts(name, bytes)),
    ...litTest(finding, inputs),
    '## Outputs',
    ...(outputs.size === 0 ? ['none'] : [...outputs].map(([name, bytes]) => fence(outputText(name, bytes)))),
    ...(options.scenarioText === '' ? [] : ['## Scenario', fence(options.scenarioText)]),
    '',
  ].join('\n\n');
}

/** How else the same inputs show it. */
const also = ({ symptoms = [] }: Finding): string[] =>
  symptoms.length === 0
    ? []
    : [`also: ${symptoms.map(({ property, key }) => markdownText(`${property}: ${key}`)).join(', ')}`];

/** What the other linkers that were there make of the same case. */
function elsewhereTable({ elsewhere = [] }: Finding): string[] {
  if (elsewhere.length === 0) return [];
  const rows = elsewhere.map(({ target, version, says }) => [
    markdownText(target),
    markdownText(version),
    markdownText(says),
  ]);
  return ['## On other linkers', markdownTable(['linker', 'version', 'says'], rows)];
}

/** Text that `llvm-mc` or `yaml2obj` makes an object of; one for each member of an archive. */
function objectTexts(name: string, bytes: Uint8Array): string[] {
  try {
    if (isArchive(bytes)) {
      const { members } = decodeArchive(bytes);
      return members.flatMap((member) => (member.bytes ? objectTexts(`${name}.${member.name}`, member.bytes) : []));
    }
    // Lists of symbols and response files are text already.
    if (!isWasm(bytes)) return [];
    const { file, language, text, command, notAssembly } = objectText(name, bytes);
    const why = notAssembly === undefined ? '' : `, not as assembly because ${markdownText(notAssembly)}`;
    return [`\`${inline(file)}\`, by \`${inline(command)}\`${why}\n\n${fence(text, language)}`];
  } catch (error) {
    return [`${markdownText(name)}: ${markdownText(error instanceof Error ? error.message : String(error))}`];
  }
}

/** For LLVM only: others have no use for it. */
function litTest({ target, job, statement, message }: Finding, inputs: FindingFolder['inputs']): string[] {
  if (!target.name.startsWith('wasm-ld')) return [];
  const expected = `${statement}\n${message.split('\n')[0]}`;
  const text = llvmTest({ args: job.args, inputs, statement: expected });
  return text === undefined ? [] : ['## Test for LLVM', fence(text, 'yaml')];
}

function outputText(name: string, bytes: Uint8Array): string {
  return name.endsWith('.txt') ? `${name}:\n${new TextDecoder().decode(bytes)}` : fileText(name, bytes);
}

/** A file that cannot be decoded still has a size and a reason. */
function fileText(name: string, bytes: Uint8Array): string {
  try {
    return inspectionText(name, inspect(bytes));
  } catch (error) {
    return `${name}: ${bytes.length} bytes, ${error instanceof Error ? error.message : error}`;
  }
}

const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');

/** A code block whose fence is longer than any run of backquotes in it. */
function fence(text: string, language = ''): string {
  let longest = 2;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  const marks = '`'.repeat(longest + 1);
  return `${marks}${language}\n${visible(text.trimEnd())}\n${marks}`;
}

/** Between backquotes. */
const inline = (text: string): string => visible(text).replaceAll('`', "'").replaceAll('\n', ' ');
