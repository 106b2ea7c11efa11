/**
 * The dashboard as a page: a campaign as far as it has come, and the nights. The server renders it whole at every look; a
 * page that is open asks for it again and takes over each part with `data-live` that has changed.
 * Not here: the data (`../dashboard.ts`), asking (`live-script.ts`), answering (`src/cli/dashboard-server.ts`).
 */
import type { ComponentChildren, JSX } from 'preact';
import {
  type CampaignView,
  type Dashboard,
  type FindingRow,
  lifeOrder,
  type NightsView,
  type Since,
} from '../dashboard.ts';
import { visible } from '../visible.ts';
import { grouped } from '../words.ts';
import { Curves, Matrix } from './campaign-parts.tsx';
import { LineChartFigure } from './line-chart.tsx';
import { page } from './page.tsx';
import { Facts, Table } from './parts.tsx';

export function dashboardPage(dashboard: Dashboard): string {
  return page({
    title: titleOf(dashboard),
    live: true,
    children: (
      <>
        <h1>Dashboard</h1>
        <p class="verdict bad" role="alert" data-lost hidden>
          No answer: the dashboard has ended, or the folder cannot be read. What follows is as it was.
        </p>
        <div data-live id="campaign-state" role="status">
          {dashboard.campaign && <State campaign={dashboard.campaign} />}
        </div>
        {liveParts(dashboard).map(([id, part]) => (
          <div key={id} data-live id={id}>
            {part}
          </div>
        ))}
      </>
    ),
  });
}

/** What is there of them may change while the page is open; their places stay. */
function liveParts({ campaign, nights }: Dashboard): (readonly [string, ComponentChildren])[] {
  return [
    ['campaign-facts', campaign === undefined ? <Waiting nights={nights} /> : <CampaignFacts campaign={campaign} />],
    ['campaign-findings', campaign && <Findings campaign={campaign} />],
    ['campaign-properties', campaign && <Properties campaign={campaign} />],
    ['campaign-curves', campaign && <Curves timeline={campaign.timeline} />],
    ['nights-findings', nights && <Lives nights={nights} />],
    ['nights', nights && <Nights nights={nights} />],
  ];
}

function titleOf({ campaign, nights }: Dashboard): string {
  if (campaign === undefined) return nights === undefined ? 'linksmith' : 'linksmith: nights';
  return `linksmith: ${found(campaign.findingsCount)}, ${campaign.state.kind}`;
}

const found = (count: number): string => `${grouped(count)} ${count === 1 ? 'finding' : 'findings'}`;

function Waiting({ nights }: { readonly nights: NightsView | undefined }): JSX.Element {
  if (nights?.open !== undefined) return <p>Night {nights.open.night} has no campaign that has begun yet.</p>;
  if (nights?.nights.length === 0) return <p>No night was yet.</p>;
  return <p>The campaign of the last night is not kept any more.</p>;
}

interface CampaignProps {
  readonly campaign: CampaignView;
}

function State({ campaign: { state, targets, findingsCount } }: CampaignProps): JSX.Element {
  const names = targets.map(({ name }) => visible(name)).join(', ');
  return (
    <div class={findingsCount === 0 && state.kind !== 'silent' ? 'verdict' : 'verdict bad'}>
      <strong>
        {findingsCount > 0 ? '✗' : '✓'} Campaign of {names}: {found(findingsCount)}, {stateText(state)}
      </strong>
    </div>
  );
}

function stateText(state: CampaignView['state']): string {
  switch (state.kind) {
    case 'running':
      return 'running';
    case 'silent':
      return 'silent: no progress saved for more than a minute. It was killed, or shrinks a finding';
    case 'ended':
      return `ended: ${state.verdict.replace('-', ' ')}`;
  }
}

function CampaignFacts({ campaign }: CampaignProps): JSX.Element {
  const { cases, links, elapsedMs, casesPerSecond, casesPerSecondLately, features, seed, profile, targets } = campaign;
  return (
    <Facts
      rows={[
        ['cases', `${grouped(cases)} in ${timeText(elapsedMs)}, ${grouped(links)} links`],
        ['cases a second', `${grouped(casesPerSecond)}, lately ${grouped(casesPerSecondLately)}`],
        ['features seen', grouped(features)],
        ['since the last new feature', sinceText(campaign.sinceNewFeature)],
        ['since the last new finding', sinceText(campaign.sinceNewFinding)],
        ['seed', `${seed}, profile ${profile}`],
        ['versions', targets.map(({ name, version }) => `${name}: ${version}`).join('; ')],
        ['folder', campaign.directory],
      ]}
    />
  );
}

const sinceText = (since: Since): string =>
  since === undefined ? 'none yet' : `${timeText(since.elapsedMs)}, ${grouped(since.cases)} cases`;

function timeText(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
}

function Findings({ campaign: { findings, findingsCount } }: CampaignProps): JSX.Element {
  const withLife = findings.some(({ life }) => life !== undefined);
  return (
    <>
      <h2>Findings</h2>
      {findingsCount === 0 && <p>None.</p>}
      <Table
        caption="Cases that failed, by finding; those that were shrunk can be opened"
        head={['property', ...(withLife ? ['life'] : []), 'target', 'what', 'cases']}
        numbers={[withLife ? 4 : 3]}
        rows={findings.map((finding) => [
          linked(finding),
          ...(withLife ? [finding.life ?? ''] : []),
          finding.target,
          <What finding={finding} />,
          grouped(finding.count),
        ])}
      />
      {findingsCount > findings.length && <p>{grouped(findingsCount - findings.length)} more are in the folder.</p>}
    </>
  );
}

type Named = Pick<FindingRow, 'id' | 'property' | 'what' | 'message' | 'isStored'>;

const linked = ({ id, property, isStored }: Named): ComponentChildren =>
  isStored ? <a href={`/findings/${encodeURIComponent(id)}`}>{visible(property)}</a> : property;

const What = ({ finding: { what, message } }: { readonly finding: Named }): JSX.Element => (
  <>
    {visible(what)}
    <div class="soft">{visible(message)}</div>
  </>
);

const Properties = ({ campaign }: CampaignProps): JSX.Element => (
  <>
    <h2>Properties and targets</h2>
    <Matrix {...campaign} />
  </>
);

interface NightsProps {
  readonly nights: NightsView;
}

function Lives({ nights: { findings } }: NightsProps): JSX.Element {
  return (
    <>
      <h2>Findings of all nights</h2>
      {findings.length === 0 && <p>None.</p>}
      <Table
        caption="What has to be looked at first"
        head={['property', 'life', 'since', 'target', 'what', 'found', 'failed last']}
        rows={findings.map((finding) => [
          linked(finding),
          finding.life,
          finding.since,
          finding.target,
          <What finding={finding} />,
          finding.found,
          finding.failed,
        ])}
      />
    </>
  );
}

function Nights({ nights: { nights, open, directory } }: NightsProps): JSX.Element {
  return (
    <>
      <h2>Nights</h2>
      <p class="soft">
        {visible(directory)}
        {open !== undefined && `: night ${open.night} of ${open.day} is open`}
      </p>
      <Trend nights={nights} />
      <Table
        caption="The last night first"
        head={['night', 'day', 'verdict', 'cases', 'cases a second', 'features', ...lifeOrder]}
        numbers={[0, 3, 4, 5, ...lifeOrder.map((_, position) => position + 6)]}
        rows={nights
          .toReversed()
          .map(({ night, day, verdict, cases, casesPerSecond, features, lives }) => [
            `${night}`,
            day,
            verdict.replace('-', ' '),
            grouped(cases),
            grouped(casesPerSecond),
            grouped(features),
            ...lifeOrder.map((life) => grouped(lives[life] ?? 0)),
          ])}
      />
    </>
  );
}

function Trend({ nights }: Pick<NightsView, 'nights'>): JSX.Element | null {
  if (nights.length < 2) return null;
  type Line = (typeof nights)[number];
  const over = (pick: (line: Line) => number) => nights.map((line) => [line.night, pick(line)] as const);
  const fixed = ({ lives }: Line) => lives.fixed ?? 0;
  const open = (line: Line) => Object.values(line.lives).reduce((sum, count) => sum + count, 0) - fixed(line);
  const charts = [
    {
      title: 'Findings',
      y: 'findings',
      lines: [
        { name: 'open', points: over(open) },
        { name: 'fixed', points: over(fixed) },
      ],
    },
    { title: 'Cases', y: 'cases', lines: [{ name: 'cases', points: over(({ cases }) => cases) }] },
    {
      title: 'Throughput',
      y: 'cases a second',
      lines: [{ name: 'rate', points: over((line) => line.casesPerSecond) }],
    },
    { title: 'Behaviour', y: 'features seen', lines: [{ name: 'features', points: over(({ features }) => features) }] },
  ];
  return (
    <div class="columns">
      {charts.map((chart) => (
        <LineChartFigure key={chart.title} x="night" {...chart} />
      ))}
    </div>
  );
}
