/**
 * Audits a linked module against the objects that it was made from: every relocation site of every payload that it holds
 * must have the value that the inputs demand, in the form that its kind demands. Whoever linked it: where payloads went is
 * found in the output itself, from exports, names and sites, and confirmed by bytes.
 * In: the module, the objects in the order of the command line. Out: findings, and how much was looked at.
 * Not here: how one site is judged (`site-check.ts`), how payloads are found (`told-placements.ts`,
 * `payload-search.ts`, `placements.ts`), which files a command line names (`job-inputs.ts`).
 */
import type { RelocationKind, WasmModule } from '../../src/wasm/index.ts';
import type { AuditOptions, AuditScene } from './audit-scene.ts';
import { beginOf, type Payload, type Site } from './audited-object.ts';
import type { AuditFinding, Problem } from './finding.ts';
import { type AuditInput, type InputSymbols, resolveInputs } from './input-symbols.ts';
import { OutputModule } from './output-module.ts';
import { PayloadSearch } from './payload-search.ts';
import { isStrings, type Placed, Placements, payloadText } from './placements.ts';
import { SiteCheck } from './site-check.ts';
import { ToldPlacements } from './told-placements.ts';

/** What an audit of one module found, and how much it looked at. */
export interface Audit {
  readonly findings: readonly AuditFinding[];
  /** Relocation sites whose value was checked. */
  readonly sites: number;
  /** Payloads found in the output, of those in the inputs that take part. */
  readonly placed: number;
  readonly payloads: number;
  /**
   * The output, and where in it the payloads are.
   *
   * @internal
   */
  readonly scene: Pick<AuditScene, 'output' | 'inputs' | 'placements'>;
}

/**
 * Audits a module, whoever linked it. `inputsOfJob` makes inputs and options of a command line.
 *
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { decodeModule } from 'linksmith';
 * import { auditModule, inputsOfJob } from 'linksmith/properties';
 *
 * const files = new Map([['add.o', await readFile('add.o')]]);
 * const job = inputsOfJob({ files, args: ['--no-entry', '--export=add', 'add.o'] });
 * if (job.kind === 'cannot-follow') throw new Error(job.reason);
 * const { findings, sites } = auditModule(decodeModule(await readFile('out.wasm')), job.inputs, job.options);
 * console.log(`${sites} sites, ${findings.length} findings`);
 * ```
 */
export function auditModule(module: WasmModule, inputs: readonly AuditInput[], options: AuditOptions = {}): Audit {
  return auditResolved(module, symbolsOf(inputs, options), options);
}

/** What the names of the inputs lead to: the same for every output of the same link. */
export function symbolsOf(inputs: readonly AuditInput[], options: AuditOptions): InputSymbols {
  return resolveInputs(inputs, options.roots ?? [], options.wrapped);
}

export function auditResolved(module: WasmModule, symbols: InputSymbols, options: AuditOptions): Audit {
  return new Auditor(new OutputModule(module), symbols, options).run();
}

/** More of them say nothing more. */
const maxFindings = 50;

class Auditor {
  readonly #output: OutputModule;
  readonly #inputs: InputSymbols;
  readonly #placements: Placements;
  readonly #siteCheck: SiteCheck;
  readonly #findings: AuditFinding[] = [];
  readonly #options: AuditOptions;
  #sites = 0;

  constructor(output: OutputModule, inputs: InputSymbols, options: AuditOptions) {
    const rules = { compressed: options.compressed === true, sharedMemory: options.sharedMemory === true };
    this.#options = options;
    this.#output = output;
    this.#inputs = inputs;
    this.#placements = new Placements(output, inputs, rules);
    this.#siteCheck = new SiteCheck(output, inputs, this.#placements, rules);
  }

  run(): Audit {
    const scene: AuditScene = {
      output: this.#output,
      inputs: this.#inputs,
      placements: this.#placements,
      options: this.#options,
      report: (finding) => this.#report(finding),
      followSites: () => this.#followSites(),
    };
    new ToldPlacements(scene).place();
    this.#followSites();
    new PayloadSearch(scene).place();
    this.#followSites();
    this.#checkUnknownFunctions();
    this.#checkSlots();
    this.#checkOverlap();
    const payloads = this.#inputs.included.reduce((sum, { functions, segments }) => {
      return sum + functions.length + segments.length;
    }, 0);
    const placed = [...this.#placements.all].filter(({ payload }) => payload.kind !== 'custom').length;
    return { findings: this.#findings, sites: this.#sites, placed, payloads, scene };
  }

  #report(finding: AuditFinding): void {
    if (this.#findings.length < maxFindings) this.#findings.push(finding);
  }

  #followSites(): void {
    for (let placed = this.#placements.takeWork(); placed !== undefined; placed = this.#placements.takeWork()) {
      const { payload, offsets } = placed;
      // What it refers to in its group is not there either.
      if (this.#inputs.isDiscarded(payload)) continue;
      for (let i = 0; i < offsets.length; i++) {
        this.#sites += 1;
        const fault = this.#siteCheck.check(placed, payload.sites[i]!, offsets[i]!);
        if (fault !== undefined) this.#report(siteFinding(placed, payload.sites[i]!, fault));
      }
    }
  }

  /** A function under an input's name that is none of that name. */
  #checkUnknownFunctions(): void {
    for (const { index, name } of this.#output.wasm.names?.functions ?? []) {
      if (this.#output.body(index) === undefined || this.#placements.functionAt(index) !== undefined) continue;
      const alike = this.#placements.functionsNamed(name);
      const [payload] = alike;
      // Where nothing is collected, the losers of COMDAT groups may stay.
      if (payload === undefined || alike.some((one) => this.#inputs.isDiscarded(one))) continue;
      const fault = this.#placements.functionFault(payload, index)?.message;
      if (fault === undefined && alike.length === 1 && this.#hasWrongSites(payload, index)) continue;
      const why = fault ?? 'nothing leads there';
      this.#report({ key: 'function.unknown', message: `function ${index} is named ${name}: ${why}` });
    }
  }

  /** It was not taken for what it is because of them. They are told. */
  #hasWrongSites(payload: Payload, index: number): boolean {
    const before = this.#findings.length;
    this.#placements.placeFunction(payload, index);
    this.#followSites();
    return this.#findings.length > before;
  }

  #checkSlots(): void {
    for (const index of this.#output.functionsWithTwoSlots()) {
      const slots = this.#output.slotsOf(index).join(', ');
      this.#report({
        key: 'table.slots',
        message: `function ${index} is at slots ${slots}`,
        cause: 'table: one function has two slots',
      });
    }
  }

  #checkOverlap(): void {
    const isPlain = ({ payload }: Placed) =>
      payload.kind === 'data' &&
      payload.bytes.length > 0 &&
      !isStrings(payload) &&
      !this.#placements.isThreadLocal(payload);
    const inOrder = [...this.#placements.all].filter(isPlain).sort((left, right) => left.place - right.place);
    let before: Placed | undefined;
    for (const placed of inOrder) {
      const end = before && before.place + before.payload.bytes.length;
      if (end !== undefined && placed.place < end) {
        const message = `${payloadText(placed.payload)} begins at ${placed.place}, ${payloadText(before!.payload)} ends at ${end}`;
        this.#report({ key: 'data.overlap', message, object: placed.payload.object.name });
      }
      before = placed;
    }
  }
}

function siteFinding({ payload, place }: Placed, site: Site, fault: Problem): AuditFinding {
  const { object, kind, index } = payload;
  const section = kind === 'custom' ? (object.wasm.sections[index]?.name ?? '') : sectionWords[kind];
  const symbol = site.kind.target === 'type' ? `type ${site.index}` : object.wasm.linking.symbols[site.index]!.name;
  const message = [
    `${object.name}: ${kindText(site.kind)} of ${symbol}, at byte ${site.offset} of ${payloadText(payload)}`,
    `(which is at ${place} in the output), addend ${site.addend}: ${fault.message}`,
  ].join(' ');
  const where = kind === 'custom' ? 'custom' : section;
  return {
    key: `${kindText(site.kind)}.${where}.${fault.key}`,
    message,
    ...(fault.cause === undefined ? {} : { cause: fault.cause }),
    object: object.name,
    section,
    offset: beginOf(payload) + site.offset,
  };
}

const sectionWords = { function: 'code', data: 'data' } as const;
const kindText = ({ name }: RelocationKind): string => name.replace('R_WASM_', '');

export type { AuditOptions } from './audit-scene.ts';
export type { AuditFinding } from './finding.ts';
export type { AuditInput } from './input-symbols.ts';
