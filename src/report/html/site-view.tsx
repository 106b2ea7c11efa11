/**
 * Relocation sites where they stand: each atom's bytes with its sites marked, code as instructions, and below each line
 * what its relocations demand and what stands there in every output.
 * Not here: the values (`src/campaign/explain/site-values.ts`).
 */
import type { ComponentChildren, JSX } from 'preact';
import type { GraphAtom } from '../../campaign/explain/link-graph.ts';
import type { AtomSites, GotValue, SiteValues } from '../../campaign/explain/site-values.ts';
import { disassemble, hex } from '../disassembly.ts';
import { visible } from '../visible.ts';
import { atomName } from './atom-graph.tsx';

/** What is wrong is open, the rest is closed. */
export function SiteView({ atom, sites }: { readonly atom: GraphAtom; readonly sites: AtomSites }): JSX.Element {
  const isWrong = sites.sites.some(({ got }) => got.some(({ fault }) => fault !== undefined));
  const places = sites.places.map(({ target, place }) => `${target}: ${placeWord[atom.kind]} ${place}`).join(', ');
  return (
    <details open={isWrong}>
      <summary>
        <code>{visible(atomName(atom))}</code> in {visible(atom.object)}: {sites.sites.length}{' '}
        {sites.sites.length === 1 ? 'site' : 'sites'}
        {isWrong && <span class="bad"> ✗ wrong</span>}
        {places !== '' && <span class="soft"> ({places})</span>}
      </summary>
      <section class="scroll" aria-label={`Bytes of ${atomName(atom)}`}>
        <table class="mono code">
          <thead>
            <tr>
              <th scope="col">offset</th>
              <th scope="col">bytes</th>
              <th scope="col">{atom.kind === 'function' ? 'instruction' : 'text'}</th>
            </tr>
          </thead>
          <tbody>
            {linesOf(atom, sites).map((line) => (
              <Rows key={line.offset} line={line} sites={sites} />
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}

const placeWord = { function: 'function', data: 'address', custom: 'offset' };

interface Line {
  readonly offset: number;
  readonly sizeBytes: number;
  readonly text: string;
}

const bytesALine = 16;
const mostLines = 400;

function linesOf({ kind }: GraphAtom, { bytes }: AtomSites): Line[] {
  if (kind === 'function') {
    const lines = disassemble(bytes).map(({ text, depth, ...line }) => ({ ...line, text: '  '.repeat(depth) + text }));
    return lines.slice(0, mostLines);
  }
  const lines = Math.min(mostLines, Math.ceil(bytes.length / bytesALine));
  return Array.from({ length: lines }, (_, row) => {
    const part = bytes.subarray(row * bytesALine, (row + 1) * bytesALine);
    return { offset: row * bytesALine, sizeBytes: part.length, text: printable(part) };
  });
}

const printable = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join('');

function Rows({ line, sites }: { readonly line: Line; readonly sites: AtomSites }): JSX.Element {
  const { offset, sizeBytes, text } = line;
  const here = sites.sites.filter((site) => site.offset >= offset && site.offset < offset + sizeBytes);
  return (
    <>
      <tr>
        <td class="soft">{(sites.inputOffset + offset).toString(16).padStart(6, '0')}</td>
        <td class="bytes">{marked(line, sites)}</td>
        <td style="white-space: pre">{text}</td>
      </tr>
      {here.map((site) => (
        <SiteRow key={site.offset} site={site} />
      ))}
    </>
  );
}

/** The bytes of a line; those of a site are marked. */
function marked({ offset, sizeBytes }: Line, { bytes, sites }: AtomSites): ComponentChildren[] {
  const parts: ComponentChildren[] = [];
  const end = Math.min(bytes.length, offset + sizeBytes);
  for (let at = offset; at < end; ) {
    const site = sites.find((one) => at >= one.offset && at < one.offset + one.sizeBytes);
    const next = sites.find((one) => one.offset > at)?.offset ?? end;
    const until = Math.min(end, site === undefined ? next : site.offset + site.sizeBytes);
    const text = hex(bytes.subarray(at, until));
    parts.push(site === undefined ? text : <mark class="site">{text}</mark>, ' ');
    at = until;
  }
  return parts;
}

function SiteRow({ site }: { readonly site: SiteValues }): JSX.Element {
  const { kind, symbol, addend, got } = site;
  const plus = addend === 0n ? '' : ` ${addend < 0n ? '-' : '+'} ${addend < 0n ? -addend : addend}`;
  const isWrong = got.some(({ fault }) => fault !== undefined);
  return (
    <tr class={isWrong ? 'relocation wrong' : 'relocation'}>
      <td />
      <td colSpan={2}>
        ↳ {kind} {visible(symbol)}
        {plus}
        {got.map((one) => (
          <div key={one.target}>{gotText(one)}</div>
        ))}
      </td>
    </tr>
  );
}

function gotText({ target, value, bytes, expected, fault }: GotValue): string {
  const wanted = expected === undefined ? '' : `expected ${expected}, `;
  const judged = fault === undefined ? '✓' : '✗';
  return visible(
    `${judged} ${target}: ${wanted}got ${value} (${hex(bytes)})${fault === undefined ? '' : `: ${fault}`}`,
  );
}
