/**
 * Claim: exported data symbols lie where data may lie: each segment is aligned, inside the memory, apart from the others,
 * and holds its bytes, zero-filled ones last; an absolute symbol has its value. Stack, data and heap lie as the options
 * say (`layout-regions.ts`), memory and table have the sizes that they say (`layout-limits.ts`); a module that is moved
 * asks for room enough (`told-to-the-loader.ts`).
 * Targets: all. Oracle: the scenario's segments and options, and the memory as the module's active segments fill it. In
 * one case of four every symbol is exported, the linker's own too, in a variant of the scenario.
 * Cannot see: segments without an exported symbol; values at relocation sites (the relocation audit sees them).
 * Fault that it catches: an alignment that is lost when segments are merged, two segments on each other, bytes of one
 * segment at another's address, a heap that begins in the data.
 */

import { lower } from '../generators/lower/lower.ts';
import { expectationOf } from '../generators/model/expect.ts';
import { isPositionIndependent } from '../generators/model/output-mode.ts';
import type { Resolved } from '../generators/model/resolve.ts';
import { isOfThread } from '../generators/model/thread-storage.ts';
import { bytesFromHex } from '../generators/scenario/hex.ts';
import type { Scenario, ScenarioSegment, TableShape } from '../generators/scenario/scenario.ts';
import { siteBytes } from '../generators/scenario/site-kinds.ts';
import type { LinkOutcome } from '../src/targets/target.ts';
import type { WasmModule } from '../src/wasm/index.ts';
import { constantOffset } from './audit/constant-offset.ts';
import { decodeOutput } from './decoded-output.ts';
import { exportedAddresses, memoryLimits, pageBytes } from './exported-addresses.ts';
import { limitFault } from './layout-limits.ts';
import { regionFault } from './layout-regions.ts';
import { fails, holds, notApplicable, type Property, type Verdict } from './property.ts';
import { isSampled, type Sample } from './sampling.ts';
import { roomFault } from './told-to-the-loader.ts';

/** The cases that are linked with every symbol exported. */
export const exportAllSample: Sample = { every: 4, salt: 3 };

export const layout: Property<Scenario> = {
  name: 'layout',
  statement:
    'Data, stack and heap lie aligned, apart, inside the memory and as the options say, data with its own bytes.',
  blindSpot: 'Segments without an exported symbol, and values at relocation sites.',
  linksVariants: true,
  appliesTo: () => true,
  async check({ scenario, seed, job, link }) {
    if (scenario === undefined) return notApplicable('there is no scenario');
    if (!isSampled(seed, exportAllSample)) return checkScenario(scenario, () => link());
    const variant = { ...scenario, options: { ...scenario.options, exportAll: true } };
    return checkScenario(variant, () => link({ ...job, args: lower(variant).args }));
  },
};

async function checkScenario(scenario: Scenario, link: () => Promise<LinkOutcome>): Promise<Verdict> {
  const expectation = expectationOf(scenario);
  const { verdict: expected, resolution, exports, imports, reach } = expectation;
  if (expected === 'fails' || resolution.ambiguous) return notApplicable('it must not link');
  const { module, verdict } = decodeOutput(await link());
  if (module === undefined) return verdict;
  const addresses = exportedAddresses(module);
  const placed = new Map<ScenarioSegment, number>();
  /** Addresses of a thread's own data count from its copy. */
  const ofThreads = new Map<ScenarioSegment, number>();
  for (const { name } of exports) {
    const address = addresses.get(name);
    const resolved = resolution.names.get(name);
    if (address === undefined || resolved === undefined) continue;
    const own = resolved.kind === 'data' && isOfThread(resolved.segment, scenario.options);
    const problem = checkSymbol(name, address, resolved, own ? ofThreads : placed);
    if (problem !== undefined) return problem;
  }
  const furtherTables: readonly TableShape[] = [
    ...[...reach.kept].filter((one) => 'element' in one),
    ...imports.flatMap((one) => (one.kind === 'table' ? [one.shape] : [])),
  ];
  const ofOptions = isPositionIndependent(scenario.options)
    ? roomFault(module, expectation)
    : (regionFault(module, scenario.options) ?? limitFault(module, scenario.options, furtherTables));
  return ofOptions ?? checkSegments(module, placed);
}

function checkSymbol(
  name: string,
  address: number,
  resolved: Resolved,
  placed: Map<ScenarioSegment, number>,
): Verdict | undefined {
  if (resolved.kind === 'absolute') {
    if (address === resolved.address >>> 0) return undefined;
    return fails('absolute', `${name} is at ${address}, its address is ${resolved.address}`);
  }
  // Strings may be cut out of their segment and merged with others.
  if (resolved.kind !== 'data' || resolved.segment.strings) return undefined;
  const { segment, offset } = resolved;
  const base = address - offset;
  const other = placed.get(segment) ?? base;
  if (other !== base)
    return fails('torn', `${name} puts its segment ${segment.id} at ${base}, another symbol at ${other}`);
  placed.set(segment, base);
  if (base % 2 ** segment.alignLog2 === 0) return undefined;
  return fails(
    'alignment',
    `${name} puts its segment ${segment.id} at ${base}, its alignment is ${2 ** segment.alignLog2}`,
  );
}

function checkSegments(module: WasmModule, placed: ReadonlyMap<ScenarioSegment, number>): Verdict {
  const memory = new MemoryImage(module);
  const inOrder = [...placed].sort(([, left], [, right]) => left - right);
  let end = 0;
  let zeroed: ScenarioSegment | undefined;
  for (const [segment, base] of inOrder) {
    const bytes = bytesFromHex(segment.bytes);
    if (bytes.length === 0) continue;
    if (segment.name.startsWith('.bss')) zeroed = segment;
    else if (zeroed !== undefined) return fails('bss', `${segment.id}, at ${base}, lies behind ${zeroed.id}`);
    if (base < end) return fails('overlap', `${segment.id} begins at ${base}, the segment before it ends at ${end}`);
    end = base + bytes.length;
    if (end > memory.sizeBytes)
      return fails('outside', `${segment.id} ends at ${end}, the memory at ${memory.sizeBytes}`);
    const at = memory.firstDifference(base, bytes, segment);
    if (at !== undefined) return fails('bytes', `${segment.id}, at ${base}, has other bytes at offset ${at}`);
  }
  return holds;
}

/** The memory as it is before anything runs; passive segments leave it open. */
class MemoryImage {
  readonly sizeBytes: number;
  readonly #active: readonly { readonly begin: number; readonly bytes: Uint8Array }[];
  readonly #isKnown: boolean;

  constructor(module: WasmModule) {
    this.sizeBytes = Number(memoryLimits(module)?.minimum ?? 0n) * pageBytes;
    // In a module that is moved everything counts from its base, exported addresses too.
    this.#active = module.data.flatMap(({ offsetExpression, bytes }) => {
      const begin = offsetExpression && constantOffset(offsetExpression);
      return begin === undefined ? [] : [{ begin: Number(begin), bytes }];
    });
    this.#isKnown = this.#active.length === module.data.length;
  }

  /** Offset of the first byte, outside of relocation sites, that is not as it should be. */
  firstDifference(base: number, bytes: Uint8Array, { sites }: ScenarioSegment): number | undefined {
    if (!this.#isKnown) return undefined;
    const isSite = new Uint8Array(bytes.length);
    for (const { offset, kind } of sites) isSite.fill(1, offset, offset + siteBytes(kind));
    const at = bytes.findIndex((byte, i) => isSite[i] === 0 && this.#byteAt(base + i) !== byte);
    return at < 0 ? undefined : at;
  }

  #byteAt(address: number): number {
    for (const { begin, bytes } of this.#active) {
      if (address >= begin && address < begin + bytes.length) return bytes[address - begin]!;
    }
    return 0;
  }
}
