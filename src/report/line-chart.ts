/** Charts of a few lines each, side by side, as SVG; both axes are logarithmic, so that a power is a straight line. */

export interface LineChart {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly lines: readonly { readonly name: string; readonly points: readonly (readonly [x: number, y: number])[] }[];
}

const size = { width: 320, height: 260, left: 52, top: 34, right: 20, bottom: 44 };
const colors = ['#0b6e99', '#c0392b', '#6c757d'];

export function lineChart(charts: readonly LineChart[]): string {
  const body = charts.map((chart, i) => `<g transform="translate(${i * size.width} 0)">${draw(chart)}</g>`);
  const frame = `width="${charts.length * size.width}" height="${size.height}"`;
  const font = 'font-family="sans-serif" font-size="11"';
  return `<svg xmlns="http://www.w3.org/2000/svg" ${frame} ${font}>\n<rect width="100%" height="100%" fill="white"/>\n${body.join('\n')}\n</svg>\n`;
}

function draw({ title, x, y, lines }: LineChart): string {
  const points = lines.flatMap((line) => line.points);
  const across = axis(
    points.map(([value]) => value),
    size.left,
    size.width - size.right,
  );
  const up = axis(
    points.map(([, value]) => value),
    size.height - size.bottom,
    size.top,
  );
  const bottom = size.height - size.bottom;
  return [
    text(size.left, 18, title, 'font-weight="bold"'),
    ...across.ticks.map((value) => tick(across.at(value), bottom, across.at(value), size.top)),
    ...up.ticks.map((value) => tick(size.left, up.at(value), size.width - size.right, up.at(value))),
    ...across.ticks.map((value) => text(across.at(value), bottom + 14, label(value), 'text-anchor="middle"')),
    ...up.ticks.map((value) => text(size.left - 4, up.at(value) + 4, label(value), 'text-anchor="end"')),
    text((size.left + size.width) / 2, size.height - 10, x, 'text-anchor="middle"'),
    text(4, size.top - 4, y, ''),
    ...lines.map((line, i) => drawLine(line, colors[i % colors.length]!, across.at, up.at)),
  ].join('\n');
}

interface Axis {
  at(value: number): number;
  /** Powers of ten. */
  readonly ticks: readonly number[];
}

function axis(values: readonly number[], from: number, to: number): Axis {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  return {
    at: (value) => round(from + ((Math.log10(value) - low) / (high - low)) * (to - from)),
    ticks: Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i)),
  };
}

function drawLine(
  { name, points }: LineChart['lines'][number],
  color: string,
  across: (x: number) => number,
  up: (y: number) => number,
): string {
  const places = points.map(([x, y]) => [across(x), up(y)] as const);
  const [lastX = 0, lastY = 0] = places.at(-1) ?? [];
  const path = places.map((place) => place.join(',')).join(' ');
  return [
    `<polyline fill="none" stroke="${color}" stroke-width="2" points="${path}"/>`,
    ...places.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3" fill="${color}"/>`),
    text(lastX, lastY - 7, name, `fill="${color}" text-anchor="end"`),
  ].join('\n');
}

const tick = (x1: number, y1: number, x2: number, y2: number): string =>
  `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#dddddd"/>`;
const text = (x: number, y: number, content: string, how: string): string =>
  `<text x="${x}" y="${y}" ${how}>${escaped(content)}</text>`;
const escaped = (content: string): string => content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const label = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 3 });
const round = (value: number): number => Math.round(value * 10) / 10;
