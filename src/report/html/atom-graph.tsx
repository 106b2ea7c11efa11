/**
 * The atoms of a link as a drawing: what is alive, what is dead, what lost its group, and the references between them; the
 * bold ones are why something is alive. dagre says where things go. The same stands below as a list, with each path from a
 * root, for those who do not see it or want to copy it.
 */
import dagre from '@dagrejs/dagre';
import { line } from 'd3-shape';
import type { JSX } from 'preact';
import type { GraphAtom, LinkGraph } from '../../campaign/explain/link-graph.ts';
import { visible } from '../visible.ts';
import { Table } from './parts.tsx';

export function AtomGraph({ graph }: { readonly graph: LinkGraph }): JSX.Element {
  const { atoms, edges } = graph;
  return (
    <>
      {atoms.length <= mostDrawn && atoms.length > 0 ? (
        <Drawing atoms={atoms} edges={edges} />
      ) : (
        <p class="soft">{atoms.length} atoms: too many to draw, or none</p>
      )}
      <Table
        caption="Atoms, and why each is alive"
        head={['atom', 'in', 'bytes', 'state', 'why']}
        numbers={[2]}
        rows={atoms
          .slice(0, mostListed)
          .map((atom) => [
            atomName(atom),
            atom.object,
            String(atom.sizeBytes),
            stateWords[atom.state],
            whyText(graph, atom),
          ])}
      />
    </>
  );
}

const mostDrawn = 120;
const mostListed = 400;
const stateWords = { live: '● alive', dead: '○ dead', lost: '✗ lost its group' };

export const atomName = ({ names, kind, index }: GraphAtom): string => names[0] ?? `${kind} ${index}`;

/** `exported by … → main → helper` */
export function whyText({ atoms }: LinkGraph, atom: GraphAtom): string {
  if (atom.state === 'lost') return 'another object came first with its COMDAT group';
  if (atom.reachedBy === undefined) return 'no root leads here';
  const words: string[] = [];
  for (let at: GraphAtom | undefined = atom; at?.reachedBy !== undefined; ) {
    const { reachedBy }: GraphAtom = at;
    if (reachedBy.kind === 'root') return [`${reachedBy.why}: ${atomName(at)}`, ...words].join(' → ');
    words.unshift(`${atomName(at)} (${reachedBy.relocation.replace('R_WASM_', '')})`);
    at = atoms[reachedBy.from];
  }
  return words.join(' → ');
}

function Drawing({ atoms, edges }: LinkGraph): JSX.Element {
  const graph = new dagre.graphlib.Graph().setGraph({
    rankdir: 'LR',
    nodesep: 14,
    ranksep: 46,
    marginx: 12,
    marginy: 12,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const atom of atoms) graph.setNode(String(atom.id), { width: boxWidth(atom), height: boxHeight });
  const drawn = edges.filter(({ from, to }) => from !== to);
  for (const { from, to } of drawn) graph.setEdge(String(from), String(to));
  dagre.layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return (
    <section class="graph" aria-label="Drawing of the atoms; the table below says the same">
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        <defs>
          <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path d="M0,0L8,4L0,8z" fill="currentColor" />
          </marker>
        </defs>
        {drawn.map(({ from, to, symbol, relocations }) => (
          <path
            key={`${from} ${to} ${symbol}`}
            class={isReason(atoms[to], from) ? 'edge why' : 'edge'}
            d={curve(graph.edge(String(from), String(to)).points)}
            marker-end="url(#tip)"
          >
            <title>{visible(`${symbol}: ${relocations.join(', ')}`)}</title>
          </path>
        ))}
        {atoms.map((atom) => (
          <Box key={atom.id} atom={atom} place={graph.node(String(atom.id))} />
        ))}
      </svg>
    </section>
  );
}

const isReason = (atom: GraphAtom | undefined, from: number): boolean =>
  atom?.reachedBy?.kind === 'relocation' && atom.reachedBy.from === from;

const boxHeight = 36;
const longestName = 26;
const boxWidth = (atom: GraphAtom): number =>
  22 + 6.6 * Math.max(shortened(atomName(atom)).length, shortened(atom.object).length);
const shortened = (name: string): string => {
  const shown = visible(name);
  return shown.length > longestName ? `${shown.slice(0, longestName - 1)}…` : shown;
};

function Box({
  atom,
  place,
}: {
  readonly atom: GraphAtom;
  readonly place: { x: number; y: number; width: number };
}): JSX.Element {
  const { x, y, width } = place;
  const isRoot = atom.reachedBy?.kind === 'root';
  return (
    <g class={`atom ${atom.state}`}>
      <title>
        {visible(`${atomName(atom)} in ${atom.object}, ${atom.sizeBytes} bytes, ${stateWords[atom.state]}`)}
      </title>
      <rect
        x={x - width / 2}
        y={y - boxHeight / 2}
        width={width}
        height={boxHeight}
        rx={atom.kind === 'function' ? 12 : 2}
      />
      <text x={x} y={y - 2} text-anchor="middle" font-weight={isRoot ? 'bold' : undefined}>
        {shortened(atomName(atom))}
      </text>
      <text x={x} y={y + 12} text-anchor="middle" opacity="0.7">
        {shortened(atom.object)}
      </text>
    </g>
  );
}

const curve = (points: readonly { readonly x: number; readonly y: number }[]): string =>
  line<{ readonly x: number; readonly y: number }>(
    ({ x }) => Math.round(x),
    ({ y }) => Math.round(y),
  )([...points]) ?? '';
