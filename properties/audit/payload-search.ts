/**
 * Finds the payloads that nothing in the output leads to: functions by what they look like, segments by their bytes,
 * custom sections in the order in which sections of one name are joined.
 */
import { SectionId, SegmentFlag } from '../../src/wasm/index.ts';
import type { AuditScene } from './audit-scene.ts';
import type { Payload, Site } from './audited-object.ts';
import { isMergedSection, payloadText } from './placements.ts';

export class PayloadSearch {
  readonly #scene: AuditScene;

  constructor(scene: AuditScene) {
    this.#scene = scene;
  }

  place(): void {
    this.#placeRemainingFunctions();
    this.#placeRemainingData();
    this.#placeCustoms();
  }

  /**
   * What no site leads to, as init functions, and where nothing is collected: by what it looks like. First what looks like
   * nothing else; then, where names or completeness make it safe, in the order of the inputs.
   */
  #placeRemainingFunctions(): void {
    const unplaced = this.#unplacedFunctions();
    if (unplaced.size === 0) return;
    const { importedFunctions, functionCount } = this.#scene.output;
    for (const isSure of [true, false]) {
      for (let index = importedFunctions; index < functionCount; index++) {
        if (this.#scene.placements.functionAt(index) === undefined) this.#placeByLooks(index, unplaced, isSure);
      }
    }
  }

  #unplacedFunctions(): Map<number, Set<Payload>> {
    const unplaced = new Map<number, Set<Payload>>();
    for (const { functions } of this.#scene.inputs.included) {
      for (const payload of functions) {
        if (this.#scene.placements.of(payload) !== undefined) continue;
        if (this.#scene.inputs.isDiscarded(payload) && !this.#scene.options.keepsAll) continue;
        const size = this.#scene.options.compressed ? 0 : payload.bytes.length;
        const alike = unplaced.get(size) ?? new Set();
        unplaced.set(size, alike.add(payload));
      }
    }
    return unplaced;
  }

  #placeByLooks(index: number, unplaced: ReadonlyMap<number, Set<Payload>>, isSure: boolean): void {
    const alike =
      unplaced.get(this.#scene.options.compressed ? 0 : this.#scene.output.body(index)!.bytes.length) ?? new Set();
    const name = this.#scene.output.functionName(index);
    const isNamed = name !== undefined && this.#scene.placements.functionsNamed(name).length > 0;
    if (!isSure && !isNamed && !this.#scene.options.keepsAll) return;
    let found: Payload | undefined;
    for (const payload of alike) {
      if (this.#scene.placements.of(payload) !== undefined) alike.delete(payload);
      else if (this.#scene.placements.functionFault(payload, index, true) === undefined) {
        if (found !== undefined) return;
        found = payload;
        if (!isSure) break;
      }
    }
    if (found === undefined) return;
    alike.delete(found);
    this.#scene.placements.placeFunction(found, index);
    this.#scene.followSites();
  }

  /** A segment that is kept without a site that leads to it is looked for, and taken when it is in one place only. */
  #placeRemainingData(): void {
    for (const { segments } of this.#scene.inputs.included) {
      for (const payload of segments) {
        if (payload.sites.length === 0 || this.#scene.placements.of(payload) || !this.#isKept(payload)) continue;
        const address = this.#soleAddress(payload);
        if (address === undefined || this.#isTaken(address, payload.bytes.length)) continue;
        this.#scene.placements.placeData(payload, 0, address);
        this.#scene.followSites();
      }
    }
  }

  #isKept(payload: Payload): boolean {
    if (this.#scene.inputs.isDiscarded(payload)) return false;
    const flags = payload.object.wasm.linking.segments[payload.index]?.flags ?? 0;
    return this.#scene.options.keepsAll || (flags & SegmentFlag.Retain) !== 0;
  }

  #isTaken(begin: number, sizeBytes: number): boolean {
    for (const { payload, place } of this.#scene.placements.all) {
      if (payload.kind === 'data' && place < begin + sizeBytes && begin < place + payload.bytes.length) return true;
    }
    return false;
  }

  #soleAddress(payload: Payload): number | undefined {
    const needle = longestRun(payload);
    if (needle === undefined || this.#scene.placements.isThreadLocal(payload)) return undefined;
    const found: number[] = [];
    for (const { begin, bytes } of this.#scene.output.memory.pieces) {
      const hay = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      let at = hay.indexOf(needle.bytes);
      while (at >= 0 && found.length < 2) {
        found.push(begin + at - needle.offset);
        at = hay.indexOf(needle.bytes, at + 1);
      }
    }
    return found.length === 1 ? found[0] : undefined;
  }

  /** Sections of one name are joined in link order. */
  #placeCustoms(): void {
    const joined = new Map<string, Payload[]>();
    for (const object of this.#scene.inputs.included) {
      for (const { id, name, index } of object.wasm.sections) {
        if (id !== SectionId.Custom || name === undefined || isToolSection(name)) continue;
        const payload = object.custom(index);
        if (this.#scene.inputs.isDiscarded(payload) || isMergedSection(name)) continue;
        const parts = joined.get(name) ?? [];
        parts.push(payload);
        joined.set(name, parts);
      }
    }
    for (const [name, parts] of joined) this.#placeJoined(name, parts);
  }

  #placeJoined(name: string, parts: readonly Payload[]): void {
    const content = this.#scene.output.customs(name)[0]?.content;
    // It was stripped.
    if (content === undefined) return;
    let offset = 0;
    for (const payload of parts) {
      const match = this.#scene.placements.placeCustom(payload, { bytes: content, offset });
      if (match.kind === 'differs') {
        const message = `${payloadText(payload)} is not at offset ${offset} of ${name}, seen at its byte ${match.offset}`;
        this.#scene.report({ key: 'custom.bytes', message, object: payload.object.name, section: name });
        return;
      }
      offset += payload.bytes.length;
    }
    if (offset === content.length) return;
    this.#scene.report({
      key: 'custom.size',
      message: `${name} has ${content.length} bytes, its parts have ${offset}`,
    });
  }
}

/** The longest stretch without sites that says anything. */
function longestRun({ bytes, sites }: Payload): { readonly bytes: Uint8Array; readonly offset: number } | undefined {
  let best = { offset: 0, end: 0 };
  let from = 0;
  for (const { offset, width } of [...sites.map(toSpan), { offset: bytes.length, width: 0 }]) {
    if (offset - from > best.end - best.offset) best = { offset: from, end: offset };
    from = offset + width;
  }
  const run = bytes.subarray(best.offset, best.end);
  return run.some((byte) => byte !== 0) ? { bytes: run, offset: best.offset } : undefined;
}

const toSpan = ({ offset, kind }: Site) => ({ offset, width: kind.width });

/** Sections that tools write and that are not joined byte by byte. */
function isToolSection(name: string): boolean {
  return (
    ['linking', 'name', 'producers', 'target_features', 'dylink.0', 'dylink'].includes(name) ||
    name.startsWith('reloc.')
  );
}
