/**
 * Answers about a symbol of a link as text: why what it names is alive (a path from a root), or what keeps it from it; and
 * its bytes with their relocations.
 * In: a link explained (`src/campaign/explain`). Not here: which symbol and which link (`src/cli/inspect.ts`).
 */
import type { LinkExplanation } from '../campaign/explain/explain-link.ts';
import type { GraphAtom } from '../campaign/explain/link-graph.ts';
import type { AtomSites } from '../campaign/explain/site-values.ts';
import { address, codeLines, dataLines, relocationNote } from './disassembly-text.ts';
import { type Colors, noColors } from './text-table.ts';
import { visible, visibleInColors } from './visible.ts';

export type Explained = Extract<LinkExplanation, { kind: 'explained' }>;

/** Atoms under that name, in link order: local symbols and definitions that lost have it too. */
export const atomsNamed = ({ graph }: Explained, name: string): GraphAtom[] =>
  graph.atoms.filter(({ names }) => names.includes(name));

/** Lines for every atom of that name, and for the name itself when objects share it. */
export function whyText(explained: Explained, name: string, colors: Colors = noColors): string {
  const choice = explained.choices.find((one) => one.name === name);
  const blocks = atomsNamed(explained, name).map((atom) => [headOf(atom, colors), ...reasonsOf(explained, atom)]);
  if (choice !== undefined && (choice.candidates.length > 1 || blocks.length === 0)) {
    const rows = choice.candidates.map(({ object, binding, role, why }) => `  ${object} (${binding}) ${role}: ${why}`);
    blocks.unshift([`${colors.bold(name)}: ${choice.kind}, leads to ${choice.leadsTo}`, ...rows]);
  }
  return `${visibleInColors(blocks.map((lines) => lines.join('\n')).join('\n\n'))}\n`;
}

/** The same, and the bytes. */
export function atomText(explained: Explained, name: string, colors: Colors = noColors): string {
  const blocks = atomsNamed(explained, name).map((atom) => bytesOf(explained.sites[atom.id]!, atom, colors).join('\n'));
  return [whyText(explained, name, colors), ...blocks.map((block) => `${block}\n`)].join('\n');
}

const stateWords = { live: 'alive', dead: 'not alive', lost: 'not linked' };

function headOf({ names, object, kind, index, sizeBytes, state }: GraphAtom, colors: Colors): string {
  const aliases = names.length > 1 ? `, also ${names.slice(1).join(', ')}` : '';
  const word = state === 'live' ? colors.green(stateWords[state]) : colors.red(stateWords[state]);
  return `${colors.bold(names[0]!)}${aliases}: ${kind} ${index} of ${object}, ${sizeBytes} bytes: ${word}`;
}

function reasonsOf({ graph }: Explained, atom: GraphAtom): string[] {
  if (atom.state === 'lost') return ['  another object came first with its COMDAT group'];
  if (atom.reachedBy === undefined) return ['  no root leads to it', ...referrers(graph, atom)];
  const lines: string[] = [];
  for (let at: GraphAtom | undefined = atom; at?.reachedBy !== undefined; ) {
    const { reachedBy }: GraphAtom = at;
    const name = at.names[0] ?? `${at.kind} ${at.index}`;
    if (reachedBy.kind === 'root') return [`  ${reachedBy.why}`, `  → ${name} in ${at.object}`, ...lines];
    lines.unshift(`  → ${name} in ${at.object}, by ${reachedBy.relocation} of ${reachedBy.symbol}`);
    at = graph.atoms[reachedBy.from];
  }
  return lines;
}

function referrers({ atoms, edges }: Explained['graph'], { id }: GraphAtom): string[] {
  const lines = edges.flatMap(({ from, to }) => {
    const { names, object, state } = atoms[from]!;
    return to === id && from !== id
      ? [`  ${names[0]} in ${object} refers to it, and is ${stateWords[state]} itself`]
      : [];
  });
  return [...new Set(lines)];
}

function bytesOf({ bytes, inputOffset, sites }: AtomSites, { kind, names }: GraphAtom, colors: Colors): string[] {
  const notes = sites.map(({ offset, kind: relocation, symbol, addend }) => ({
    offset: inputOffset + offset,
    text: relocationNote(relocation, symbol, addend === 0n ? undefined : addend),
  }));
  const linesOf = kind === 'function' ? codeLines : dataLines;
  return [
    `${address(inputOffset)} ${colors.cyan(`<${visible(names[0] ?? '')}>`)}:`,
    ...linesOf({ begin: inputOffset, bytes }, { notes, colors }),
  ];
}
