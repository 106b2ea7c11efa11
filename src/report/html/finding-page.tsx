/**
 * A finding for people: what must hold, what was expected and what came, the objects side by side, which definition of
 * each name counts and why, what is alive and why, each relocation site, what every linker made of it, how to replay.
 * In: the finding's folder, its explanation, words for commands. Out: a page, or a view of the campaign's page.
 */
import type { JSX } from 'preact';
import type { LinkExplanation } from '../../campaign/explain/explain-link.ts';
import type { SymbolChoice } from '../../campaign/explain/symbol-choices.ts';
import type { Finding, FindingFolder } from '../../campaign/findings/finding.ts';
import { clauseOf } from '../clauses.ts';
import { inspect } from '../inspection.ts';
import { inspectionText } from '../inspection-text.ts';
import { visible } from '../visible.ts';
import { AtomGraph } from './atom-graph.tsx';
import { page } from './page.tsx';
import { Code, Facts, Table } from './parts.tsx';
import { SiteView } from './site-view.tsx';

export interface ShownFinding {
  readonly id: string;
  readonly folder: FindingFolder;
  readonly explanation: LinkExplanation;
  /** The command that links the inputs, in their folder. */
  readonly command: string;
  /** The command that replays it. */
  readonly replay: string;
  /** The scenario printed for people; empty when there is none. */
  readonly scenarioText: string;
}

export function findingPage(finding: ShownFinding): string {
  const { property, target } = finding.folder.finding;
  return page({
    title: `${property} does not hold on ${target.name}`,
    alone: true,
    children: <FindingView finding={finding} />,
  });
}

export function FindingView({ finding: shown, back = false }: FindingViewProps): JSX.Element {
  const { id, folder, explanation, command, replay, scenarioText } = shown;
  const { finding, inputs, outputs } = folder;
  const clause = clauseOf(finding.property, finding.signature.key);
  return (
    <article class="finding" id={`finding-${id}`} tabIndex={-1}>
      {back && (
        <p>
          <a href="#main">← the campaign</a>
        </p>
      )}
      <h1>
        {finding.property} does not hold on {visible(finding.target.name)}
      </h1>
      <div class="verdict bad">
        <strong>✗ {visible(finding.cause ?? finding.signature.key)}</strong>
        <div>{finding.statement}</div>
      </div>
      <h2>Expected and got</h2>
      <Code>{finding.message}</Code>
      <p>
        By {clause.document.replace(/^.*\//, '')}: {clause.says}
      </p>
      <h2>Replay</h2>
      <Code>{`${replay}      # judges it again\n${command}      # in inputs/, as repro.sh does`}</Code>
      <Facts rows={factsOf(finding)} />
      <h2>Objects</h2>
      <div class="columns">
        {[...inputs].map(([name, bytes]) => (
          <section key={name}>
            <h3>{visible(name)}</h3>
            <Code>{fileText(name, bytes)}</Code>
          </section>
        ))}
      </div>
      {explanation.kind === 'explained' ? (
        <Explanation explanation={explanation} />
      ) : (
        <p class="soft">Symbols and atoms are not explained here: {visible(explanation.reason)}.</p>
      )}
      <h2>Outputs</h2>
      <Elsewhere finding={finding} />
      <div class="columns">
        {[...outputs].map(([name, bytes]) => (
          <section key={name}>
            <h3>{visible(name)}</h3>
            <Code>{outputText(name, bytes)}</Code>
          </section>
        ))}
      </div>
      {scenarioText !== '' && (
        <details>
          <summary>Scenario</summary>
          <Code>{scenarioText}</Code>
        </details>
      )}
    </article>
  );
}

interface FindingViewProps {
  readonly finding: ShownFinding;
  /** There is a campaign to go back to. */
  readonly back?: boolean;
}

function factsOf(finding: Finding): [string, string][] {
  const { target, signature, symptoms = [], seed, index, profile, linksmith, shrink, reproduced, guided } = finding;
  return [
    ['target', `${target.name}, ${target.version}`],
    ['key', signature.key],
    ...(symptoms.length === 0
      ? []
      : ([['also fails', symptoms.map(({ property, key }) => `${property}: ${key}`).join(', ')]] as [
          string,
          string,
        ][])),
    ['features', signature.features.join(', ') || 'none'],
    [
      'found at',
      `seed ${seed}, index ${index}, profile ${profile}${guided ? ' of a guided campaign' : ''}, by linksmith ${linksmith}`,
    ],
    [
      'minimal',
      shrink.complete
        ? `yes: none of the ${shrink.tried} simpler scenarios that were tried fails`
        : `no: shrinking ended after ${shrink.tried} scenarios`,
    ],
    ['fails again', reproduced ? 'yes' : 'no: it did not fail when it was judged on its own'],
  ];
}

function Explanation({
  explanation,
}: {
  readonly explanation: Extract<LinkExplanation, { kind: 'explained' }>;
}): JSX.Element {
  const { choices, graph, sites, faults } = explanation;
  const relocated = sites.filter((one) => one.sites.length > 0 && graph.atoms[one.atom]!.state === 'live');
  return (
    <>
      <h2>Symbols, and which definition counts</h2>
      <Table
        caption="Every name that the objects share"
        head={['name', 'kind', 'leads to', 'in', 'role', 'why']}
        rows={choices.slice(0, mostNames).flatMap(choiceRows)}
      />
      <h2>Atoms, and why they are alive</h2>
      <AtomGraph graph={graph} />
      <h2>Relocation sites</h2>
      <p class="soft">
        Marked bytes are sites. Values are as in the file; ✗ is what the audit of that output says is wrong.
      </p>
      {faults.map(({ target, messages }) =>
        messages.length === 0 ? null : (
          <section key={target}>
            <h3>The audit of {visible(target)}</h3>
            <Code>{messages.slice(0, mostFaults).join('\n')}</Code>
          </section>
        ),
      )}
      {relocated.slice(0, mostAtoms).map((one) => (
        <SiteView key={one.atom} atom={graph.atoms[one.atom]!} sites={one} />
      ))}
      {relocated.length > mostAtoms && <p class="soft">{relocated.length - mostAtoms} further atoms are not shown.</p>}
    </>
  );
}

const mostNames = 200;
const mostFaults = 10;
const mostAtoms = 40;
const roleWords = { wins: '● wins', loses: '✗ loses', 'not linked': '– not linked', refers: '→ refers' };

const choiceRows = ({ name, kind, leadsTo, candidates }: SymbolChoice): string[][] =>
  candidates.map(({ object, binding, role, why }, position) => [
    position === 0 ? name : '',
    position === 0 ? kind : '',
    position === 0 ? leadsTo : '',
    `${object} (${binding})`,
    roleWords[role],
    why,
  ]);

function Elsewhere({ finding: { elsewhere = [] } }: { readonly finding: Finding }): JSX.Element | null {
  return (
    <Table
      caption="What other linkers make of it"
      head={['linker', 'version', 'says']}
      rows={elsewhere.map(({ target, version, says }) => [target, version, says])}
    />
  );
}

const outputText = (name: string, bytes: Uint8Array): string =>
  name.endsWith('.txt') ? new TextDecoder().decode(bytes) : fileText(name, bytes);

const longestFile = 20_000;

/** A file that cannot be decoded still has a size and a reason. */
function fileText(name: string, bytes: Uint8Array): string {
  try {
    const text = inspectionText(name, inspect(bytes));
    return text.length <= longestFile ? text : `${text.slice(0, longestFile)}\n… (linksmith inspect shows the rest)`;
  } catch (error) {
    return `${name}: ${bytes.length} bytes, ${error instanceof Error ? error.message : error}`;
  }
}
