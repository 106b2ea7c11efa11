/**
 * A campaign as one page: the verdict, the findings, what each property said of each target, how it went on, what was
 * seen, what was passed over, and how to run it again. Findings that are given are views of the same page.
 * Not here: a finding (`finding-page.tsx`), the frame (`page.tsx`).
 */
import type { JSX } from 'preact';
import { lifeOrder } from '../dashboard.ts';
import type { CampaignReport } from '../json.ts';
import { visible } from '../visible.ts';
import { canaryText, grouped, memoryText, shortKind } from '../words.ts';
import { Curves, Matrix } from './campaign-parts.tsx';
import { FindingView, type ShownFinding } from './finding-page.tsx';
import { page } from './page.tsx';
import { Code, Facts, HeatMap, Table } from './parts.tsx';

export interface CampaignPageOptions {
  /** The campaign's folder as the user would write it. */
  readonly directory: string;
  /** Names of all relocation kinds. */
  readonly relocationKinds: readonly string[];
  /** Those whose folders could be read. */
  readonly findings: readonly ShownFinding[];
}

export function campaignPage(report: CampaignReport, options: CampaignPageOptions): string {
  const { plan, verdict } = report;
  return page({
    title: `linksmith: ${verdict.replace('-', ' ')}, seed ${plan.seed}`,
    children: (
      <>
        <div class="campaign">
          <Campaign report={report} options={options} />
        </div>
        {options.findings.map((finding) => (
          <FindingView key={finding.id} finding={finding} back />
        ))}
      </>
    ),
  });
}

interface Props {
  readonly report: CampaignReport;
  readonly options: CampaignPageOptions;
}

function Campaign({ report, options }: Props): JSX.Element {
  const { plan, targets, outcomes, skipped, divergences, features, featuresNeverSeen, relocationKinds } = report;
  const kindsNeverSeen = options.relocationKinds.filter((kind) => relocationKinds[kind] === undefined);
  return (
    <>
      <h1>Campaign of {targets.map(({ name }) => visible(name)).join(', ')}</h1>
      <Verdict report={report} />
      <Facts
        rows={[
          [
            'cases',
            `${grouped(report.cases)} in ${(report.elapsedMs / 1000).toFixed(1)} s, ${grouped(Math.round(report.casesPerSecond))} a second on ${report.jobs} ${report.jobs === 1 ? 'worker' : 'workers'}`,
          ],
          [
            'links',
            Object.entries(outcomes)
              .map(([outcome, count]) => `${outcome} ${grouped(count)}`)
              .join(', '),
          ],
          ['seed', `${plan.seed}, profile ${plan.profile}`],
          ['canary', canaryText(report.canary)],
          ...(report.memory === undefined ? [] : [['memory', memoryText(report.memory)] as const]),
          [
            'versions',
            [`linksmith ${report.linksmith}`, ...targets.map(({ name, version }) => `${name}: ${version}`)].join('; '),
          ],
        ]}
      />
      {report.warnings.map((warning) => (
        <p key={warning} class="bad">
          {visible(warning)}
        </p>
      ))}
      <h2>Findings</h2>
      <Findings report={report} options={options} />
      <h2>Properties and targets</h2>
      <Matrix {...report} />
      <Curves timeline={report.timeline} />
      <h2>Relocation kinds</h2>
      <HeatMap
        label="Cases by relocation kind"
        counts={shortened(relocationKinds)}
        never={kindsNeverSeen.map(shortKind)}
      />
      <h2>Features</h2>
      <HeatMap label="Cases by feature" counts={features} never={featuresNeverSeen} />
      <h2>Passed over</h2>
      {Object.keys(skipped).length + Object.keys(divergences).length === 0 && <p>Nothing.</p>}
      <Table
        caption="Not asked of a target, which does not do it"
        head={['target: what', 'cases']}
        numbers={[1]}
        rows={rowsOf(skipped)}
      />
      <Table
        caption="Failures that are known of released linkers"
        head={['key in corpus/divergences.json', 'failures']}
        numbers={[1]}
        rows={rowsOf(divergences)}
      />
      <h2>Run it again</h2>
      <Code>{`linksmith fuzz --seed ${plan.seed} --profile ${plan.profile} --target ${plan.targets.map(shellWord).join(',')} --runs ${report.nextIndex}`}</Code>
    </>
  );
}

function Verdict({ report: { verdict, findings, cases, canary } }: { readonly report: CampaignReport }): JSX.Element {
  const found = `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'} in ${grouped(cases)} cases`;
  const words = {
    'nothing-found': `✓ nothing found in ${grouped(cases)} cases`,
    findings: `✗ ${found}`,
    interrupted: `– interrupted: ${found}`,
    'canary-missed': `✗ the canary stayed green: a fault was planted and not found (${canary.kind === 'missed' ? canary.reason : ''}); this campaign says nothing about the linker`,
  };
  return (
    <div class={verdict === 'nothing-found' ? 'verdict' : 'verdict bad'} role="status">
      <strong>{words[verdict]}</strong>
    </div>
  );
}

type ReportedFinding = CampaignReport['findings'][number];

function Findings({ report: { findings, findingsLeftOut }, options }: Props): JSX.Element {
  if (findings.length === 0) return <p>None.</p>;
  const lives = lifeOrder.filter((life) => findings.some((finding) => finding.life === life));
  const rank = ({ life }: ReportedFinding) => (life === undefined ? 0 : lifeOrder.indexOf(life));
  const inOrder = findings.toSorted((left, right) => rank(left) - rank(right));
  const shown = new Set(options.findings.map(({ id }) => id));
  const chosen = (pick: (finding: ReportedFinding) => string) => [...new Set(findings.map(pick))].sort();
  return (
    <>
      <form class="filters" data-filters hidden>
        <label>
          Words
          <input name="words" type="search" />
        </label>
        <Choice name="property" values={chosen(({ signature }) => signature.property)} />
        {lives.length > 0 && <Choice name="life" values={lives} />}
        <Choice name="target" values={chosen(({ signature }) => signature.target)} />
        <span class="soft" data-shown aria-live="polite" />
      </form>
      <section class="scroll" data-findings aria-label="Findings">
        <table>
          <caption>The most different first</caption>
          <thead>
            <tr>
              {['property', ...(lives.length > 0 ? ['life'] : []), 'target', 'what', 'cases', 'replay'].map((word) => (
                <th key={word} scope="col">
                  {word}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {inOrder.map(({ id, signature, life, cause, message, count, folder }) => (
              <tr
                key={id}
                data-property={signature.property}
                data-target={visible(signature.target)}
                data-life={life ?? ''}
              >
                <td>{shown.has(id) ? <a href={`#finding-${id}`}>{signature.property}</a> : signature.property}</td>
                {lives.length > 0 && <td>{life ?? ''}</td>}
                <td class="name">{visible(signature.target)}</td>
                <td class="name what">
                  {visible(cause ?? signature.key)}
                  <div class="soft">{visible(message.split('\n')[0]!.slice(0, 200))}</div>
                </td>
                <td class="number">{grouped(count)}</td>
                <td>
                  <code>linksmith repro {visible(shellWord(`${options.directory}/${folder}`))}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {findingsLeftOut > 0 && <p>{grouped(findingsLeftOut)} further findings are in the folder only.</p>}
    </>
  );
}

function Choice({ name, values }: { readonly name: string; readonly values: readonly string[] }): JSX.Element {
  return (
    <label>
      {name}
      <select name={name}>
        <option value="">all</option>
        {values.map((value) => (
          <option key={value} value={visible(value)}>
            {visible(value)}
          </option>
        ))}
      </select>
    </label>
  );
}

const rowsOf = (counts: Readonly<Record<string, number>>): string[][] =>
  Object.entries(counts)
    .sort(([, left], [, right]) => right - left)
    .map(([name, count]) => [name, grouped(count)]);

const shortened = (counts: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(counts).map(([kind, count]) => [shortKind(kind), count]));
const shellWord = (word: string): string => (/[^\w./@:+=-]/.test(word) ? `'${word.replaceAll("'", `'\\''`)}'` : word);
