/**
 * What stands at each relocation site: in the object, and in every output that some linker made of the same inputs, held
 * against what the inputs demand. The audit judges; here its words and numbers are put side by side.
 * In: outputs by target, what symbols lead to. Out: plain data, atoms in the order of the graph.
 * Not here: the judgement (`properties/audit`).
 */
import { type Audit, type AuditOptions, auditResolved } from '../../../properties/audit/audit-module.ts';
import { beginOf, type Payload, type Site } from '../../../properties/audit/audited-object.ts';
import type { InputSymbols } from '../../../properties/audit/input-symbols.ts';
import { cutToSite, readSite } from '../../../properties/audit/site-form.ts';
import { outputIn } from '../../observe/decoded-files.ts';
import { DecodeError } from '../../wasm/index.ts';

export interface AtomSites {
  /** In the link graph. */
  readonly atom: number;
  /** Its bytes in the object: a function without the size in front. */
  readonly bytes: Uint8Array;
  /** Of its first byte in its section's content. */
  readonly inputOffset: number;
  readonly sites: readonly SiteValues[];
  /** Where the atom is in each output that holds it: function index, address, or offset in a custom section. */
  readonly places: readonly { readonly target: string; readonly place: number }[];
}

export interface SiteValues {
  /** From the atom's first byte. */
  readonly offset: number;
  readonly sizeBytes: number;
  /** `R_WASM_…` */
  readonly kind: string;
  readonly symbol: string;
  readonly addend: bigint;
  readonly got: readonly GotValue[];
}

export interface GotValue {
  readonly target: string;
  readonly value: bigint;
  readonly bytes: Uint8Array;
  /** Where it can be told as a number. */
  readonly expected?: bigint;
  /** What is wrong with it, in the audit's words. */
  readonly fault?: string;
}

export interface AuditedOutput {
  readonly target: string;
  readonly audit: Audit;
}

/** Outputs that cannot be decoded are left out. */
export function auditOutputs(
  outputs: ReadonlyMap<string, Uint8Array>,
  symbols: InputSymbols,
  options: AuditOptions,
): AuditedOutput[] {
  return [...outputs].flatMap(([target, bytes]) => {
    try {
      return [{ target, audit: auditResolved(outputIn(bytes), symbols, options) }];
    } catch (error) {
      if (error instanceof DecodeError) return [];
      throw error;
    }
  });
}

export function siteValues(
  payload: Payload,
  atom: number,
  { outputs, compressed }: { readonly outputs: readonly AuditedOutput[]; readonly compressed: boolean },
): AtomSites {
  const { bytes, sites, kind, object } = payload;
  return {
    atom,
    bytes,
    inputOffset: beginOf(payload),
    places: outputs.flatMap(({ target, audit }) => {
      const placed = audit.scene.placements.of(payload);
      return placed === undefined ? [] : [{ target, place: placed.place }];
    }),
    sites: sites.map((site, position) => ({
      offset: site.offset,
      sizeBytes: site.kind.width,
      kind: site.kind.name,
      symbol: site.kind.target === 'type' ? `type ${site.index}` : object.wasm.linking.symbols[site.index]!.name,
      addend: site.addend,
      got: outputs.flatMap((output) =>
        gotAt(output, { payload, site, position, compressed: compressed && kind === 'function' }),
      ),
    })),
  };
}

interface Asked {
  readonly payload: Payload;
  readonly site: Site;
  readonly position: number;
  readonly compressed: boolean;
}

function gotAt({ target, audit }: AuditedOutput, { payload, site, position, compressed }: Asked): GotValue[] {
  const placed = audit.scene.placements.of(payload);
  const at = placed?.offsets[position];
  const read = placed === undefined || at === undefined ? undefined : readSite(placed.bytes, at, site.kind, compressed);
  if (placed === undefined || at === undefined || read === undefined) return [];
  const expected = expectedAt(audit, payload, site);
  const fault = audit.findings.find((finding) => isAbout(finding, payload, site))?.message;
  return [
    {
      target,
      value: read.value,
      bytes: placed.bytes.subarray(at, at + read.sizeBytes),
      ...(expected === undefined ? {} : { expected }),
      ...(fault === undefined ? {} : { fault: fault.slice(fault.indexOf('addend')) }),
    },
  ];
}

/** A site is named by its object and its offset in the section of the payload that the message names. */
function isAbout(finding: Audit['findings'][number], payload: Payload, site: Site): boolean {
  const { object, offset, message, key } = finding;
  const { kind, index } = payload;
  const shown = kind === 'function' ? index + payload.object.importCount('function') : index;
  const word = { function: 'function', data: 'segment', custom: 'section' }[kind];
  return (
    object === payload.object.name &&
    offset === beginOf(payload) + site.offset &&
    key.startsWith(site.kind.name.replace('R_WASM_', '')) &&
    message.includes(`of ${word} ${shown} of ${object} (`)
  );
}

/** The number that must stand there, in the output's own numbers, where it follows from where things are. */
function expectedAt({ scene }: Audit, payload: Payload, { kind, index, addend }: Site): bigint | undefined {
  const { output, inputs, placements } = scene;
  if (kind.target === 'type') return undefined;
  const meaning = inputs.meaningOf(payload.object, index);
  const cut = (value: number | bigint | undefined) =>
    value === undefined ? undefined : cutToSite(BigInt(value), kind);
  if (meaning.kind === 'function' && meaning.agrees) {
    const place = placements.of(meaning.payload)?.place;
    if (place === undefined) return undefined;
    if (kind.value === 'function-index') return cut(place);
    const slot = output.slotsOf(place)[0];
    if (kind.value === 'table-slot') return cut(slot);
    return kind.value === 'table-slot-relative' && slot !== undefined ? cut(slot - output.firstSlot) : undefined;
  }
  if (kind.value !== 'address' || output.isMoved) return undefined;
  if (meaning.kind === 'absolute') return cut(BigInt(meaning.address) + addend);
  if (meaning.kind !== 'data') return undefined;
  const place = placements.of(meaning.payload)?.place;
  return place === undefined ? undefined : cut(BigInt(place + meaning.offset) + addend);
}
