/**
 * What the page of a campaign and the dashboard have in common: what properties said of targets, and how it went on.
 * Not here: the pages (`campaign-page.tsx`, `dashboard-page.tsx`).
 */
import type { JSX } from 'preact';
import type { CampaignReport } from '../json.ts';
import { grouped } from '../words.ts';
import { LineChartFigure } from './line-chart.tsx';
import { Table } from './parts.tsx';

type MatrixProps = Pick<CampaignReport, 'properties' | 'verdicts' | 'targets'>;

export function Matrix({ properties, verdicts, targets }: MatrixProps): JSX.Element {
  const columns = Object.keys(verdicts).length > 0 && targets.length > 1 ? targets.map(({ name }) => name) : [];
  const cell = (counts: CampaignReport['properties'][string] | undefined) =>
    counts === undefined ? '–' : <Counts {...counts} />;
  return (
    <Table
      caption="Cases in which each property held ✓, failed ✗, did not apply –"
      head={['property', 'all', ...columns]}
      numbers={[1, ...columns.map((_, position) => position + 2)]}
      rows={Object.entries(properties).map(([name, counts]) => [
        name,
        cell(counts),
        ...columns.map((target) => cell(verdicts[`${target}: ${name}`])),
      ])}
    />
  );
}

/** The sign of a failure stands only where there is one. */
function Counts({ held, failed, notApplicable }: CampaignReport['properties'][string]): JSX.Element {
  return (
    <>
      <Sign sign="✓" spoken="held" /> {grouped(held)}
      {failed > 0 && (
        <>
          {' '}
          <span class="bad">
            <Sign sign="✗" spoken="failed" /> {grouped(failed)}
          </span>
        </>
      )}{' '}
      <span class="soft">
        <Sign sign="–" spoken="did not apply" /> {grouped(notApplicable)}
      </span>
    </>
  );
}

const Sign = ({ sign, spoken }: { readonly sign: string; readonly spoken: string }): JSX.Element => (
  <>
    <span aria-hidden="true">{sign}</span>
    <span class="spoken">{spoken}</span>
  </>
);

/** Nothing until there are two points. */
export function Curves({ timeline }: Pick<CampaignReport, 'timeline'>): JSX.Element | null {
  if (timeline.length < 2) return null;
  type Point = (typeof timeline)[number];
  const seconds = ({ elapsedMs }: Point) => elapsedMs / 1000;
  const over = (pick: (point: Point) => number) => timeline.map((point) => [seconds(point), pick(point)] as const);
  const rate = timeline.slice(1).map((point, position) => {
    const before = timeline[position]!;
    const passed = Math.max(0.001, seconds(point) - seconds(before));
    return [seconds(point), Math.round((point.cases - before.cases) / passed)] as const;
  });
  const charts = [
    { title: 'Throughput', y: 'cases a second', lines: [{ name: 'all workers', points: rate }] },
    {
      title: 'New behaviour',
      y: 'features seen',
      lines: [{ name: 'features', points: over(({ features }) => features) }],
    },
    { title: 'Findings', y: 'findings', lines: [{ name: 'findings', points: over(({ findings }) => findings) }] },
    {
      title: 'Memory',
      y: 'MiB',
      lines: [
        { name: 'program', points: over(({ rssMiB }) => rssMiB) },
        { name: 'largest heap', points: over(({ heapMiB }) => heapMiB) },
      ],
    },
  ];
  return (
    <>
      <h2>How it went on</h2>
      <div class="columns">
        {charts.map(({ title, y, lines }) => (
          <LineChartFigure key={title} title={title} x="seconds" y={y} lines={lines} />
        ))}
      </div>
    </>
  );
}
