/**
 * A chart of a few lines as SVG: for pages, and alone as a file. Scales and paths are d3's.
 * A dot's title says its numbers, so that they can be read without seeing.
 */
import { scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import type { JSX } from 'preact';
import { renderToString } from 'preact-render-to-string';

export interface LineChart {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  /** On a logarithmic axis a power is a straight line. Default linear. */
  readonly scale?: 'linear' | 'log';
  readonly lines: readonly { readonly name: string; readonly points: readonly Point[] }[];
}

type Point = readonly [x: number, y: number];

const size = { width: 340, height: 240, left: 52, top: 46, right: 24, bottom: 44 };
/** Okabe and Ito's, which are told apart by everyone; on light and dark. */
const colors = ['#0072b2', '#d55e00', '#009e73'];

/** Charts side by side, as a file. */
export function lineChartFile(charts: readonly LineChart[]): string {
  const width = charts.length * size.width;
  return `${renderToString(
    <svg xmlns="http://www.w3.org/2000/svg" width={width} height={size.height} font-family="sans-serif" font-size="11">
      <title>{charts.map(({ title }) => title).join(', ')}</title>
      <rect width="100%" height="100%" fill="white" />
      {charts.map((chart, position) => (
        <g key={chart.title} transform={`translate(${position * size.width} 0)`}>
          <Drawing {...chart} />
        </g>
      ))}
    </svg>,
  )}\n`;
}

/** A chart in a page. */
export function LineChartFigure(chart: LineChart): JSX.Element {
  const label = `${chart.title}: ${chart.y} over ${chart.x}`;
  return (
    <figure class="chart">
      <svg viewBox={`0 0 ${size.width} ${size.height}`} role="img" aria-label={label} font-size="11">
        <Drawing {...chart} />
      </svg>
    </figure>
  );
}

function Drawing({ title, x, y, scale = 'linear', lines }: LineChart): JSX.Element {
  const points = lines.flatMap((one) => one.points);
  const bottom = size.height - size.bottom;
  const across = axis(
    points.map(([value]) => value),
    [size.left, size.width - size.right],
    scale,
  );
  const up = axis(
    points.map(([, value]) => value),
    [bottom, size.top],
    scale,
  );
  return (
    <>
      <text x={size.left} y={18} font-weight="bold" fill="currentColor">
        {title}
      </text>
      {across.ticks.map((value) => (
        <g key={value}>
          <path d={`M${across.at(value)},${bottom}V${size.top}`} stroke="currentColor" stroke-opacity="0.15" />
          <text x={across.at(value)} y={bottom + 14} text-anchor="middle" fill="currentColor">
            {number(value)}
          </text>
        </g>
      ))}
      {up.ticks.map((value) => (
        <g key={value}>
          <path
            d={`M${size.left},${up.at(value)}H${size.width - size.right}`}
            stroke="currentColor"
            stroke-opacity="0.15"
          />
          <text x={size.left - 4} y={up.at(value) + 4} text-anchor="end" fill="currentColor">
            {number(value)}
          </text>
        </g>
      ))}
      <text x={(size.left + size.width) / 2} y={size.height - 10} text-anchor="middle" fill="currentColor">
        {x}
      </text>
      <text x={4} y={size.top - 12} fill="currentColor">
        {y}
      </text>
      {lines.map(({ name, points: own }, position) => {
        const color = colors[position % colors.length]!;
        const last = own.at(-1);
        return (
          <g key={name} fill={color}>
            <path
              d={
                line<Point>(
                  ([at]) => across.at(at),
                  ([, at]) => up.at(at),
                )(own) ?? ''
              }
              fill="none"
              stroke={color}
              stroke-width="2"
              stroke-dasharray={dashes[position % dashes.length]}
            />
            {own.length <= mostDots &&
              own.map(([left, right]) => (
                <circle key={left} cx={across.at(left)} cy={up.at(right)} r="3">
                  <title>{`${name}: ${number(left)} ${x}, ${number(right)} ${y}`}</title>
                </circle>
              ))}
            {last !== undefined && lines.length > 1 && (
              <text x={across.at(last[0])} y={up.at(last[1]) - 7} text-anchor="end">
                {name}
              </text>
            )}
          </g>
        );
      })}
    </>
  );
}

/** Lines are told apart by more than their colour. */
const dashes = [undefined, '6 3', '2 3'];
const mostDots = 24;

interface Axis {
  at(value: number): number;
  readonly ticks: readonly number[];
}

function axis(values: readonly number[], range: readonly [number, number], kind: 'linear' | 'log'): Axis {
  const round = (value: number) => Math.round(value * 10) / 10;
  if (kind === 'log') {
    const low = Math.floor(Math.log10(Math.min(...values)));
    const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
    const scale = scaleLog([10 ** low, 10 ** high], range);
    const ticks = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
    return { at: (value) => round(scale(value)), ticks };
  }
  const scale = scaleLinear([0, Math.max(1, ...values)], range).nice(5);
  return { at: (value) => round(scale(value)), ticks: scale.ticks(5) };
}

const number = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 3 });
