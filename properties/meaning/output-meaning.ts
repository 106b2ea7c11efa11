/**
 * What a linked module means, in words that every linker's output can be described with: facts about the inputs' own
 * payloads and about what is seen from outside, never an index, an address or a name that a linker makes up.
 * In: the module and what the inputs' names lead to. Out: facts, and where each payload of the inputs went: the witness.
 * Not here: how payloads are found (`audit/`), the comparison (`meaning-difference.ts`).
 */
import { functionText, globalText } from '../../src/observe/describe.ts';
import { type Export, type Import, LimitsFlag, SectionId, type WasmModule } from '../../src/wasm/index.ts';
import { type Audit, type AuditOptions, auditResolved } from '../audit/audit-module.ts';
import type { Payload } from '../audit/audited-object.ts';
import { constantOffset } from '../audit/constant-offset.ts';
import type { InputSymbols } from '../audit/input-symbols.ts';
import { payloadText } from '../audit/placements.ts';
import { calledByWrapper } from '../audit/wrapper.ts';
import { memoryLimits } from '../exported-addresses.ts';

/** In the order in which a difference is told. */
export const factKinds = ['import', 'export', 'memory', 'function', 'table', 'custom', 'feature'] as const;
export type FactKind = (typeof factKinds)[number];

export interface OutputMeaning {
  /** By kind and subject: what the module says of it. */
  readonly facts: Readonly<Record<FactKind, ReadonlyMap<string, string>>>;
  /** By payload, in words: the function's index, or the address. */
  readonly places: ReadonlyMap<string, number>;
  readonly audit: Audit;
  /** Whether a function of the inputs could be in the module: something there looks like it. */
  mayHold(payload: Payload): boolean;
}

export function outputMeaning(module: WasmModule, inputs: InputSymbols, options: AuditOptions): OutputMeaning {
  const audit = auditResolved(module, inputs, options);
  const { output, placements } = audit.scene;
  const placed = [...placements.all];
  return {
    audit,
    facts: {
      import: new Map(module.imports.flatMap((wanted) => importFact(module, wanted))),
      export: new Map(module.exports.flatMap((given) => exportFact(audit, given))),
      memory: memoryFacts(module),
      function: new Map(
        placed.flatMap(({ payload }) => (payload.kind === 'function' ? [[payloadText(payload), 'linked']] : [])),
      ),
      table: new Map(
        placed.flatMap(({ payload, place }) =>
          payload.kind === 'function' ? [[payloadText(payload), slotText(output.slotsOf(place).length)]] : [],
        ),
      ),
      custom: customFacts(module),
      feature: featureFacts(module, inputs),
    },
    places: new Map(placed.map(({ payload, place }) => [payloadText(payload), place])),
    mayHold: (payload) => {
      for (let index = output.importedFunctions; index < output.functionCount; index++) {
        if (placements.functionFault(payload, index) === undefined) return true;
      }
      return false;
    },
  };
}

/** What linkers make up themselves differs between them and between their versions. */
export const isLinkersOwn = (name: string): boolean =>
  /^__(wasm_\w+|heap_\w+|stack_\w+|data_end|dso_handle|global_base|(memory|table)_base|tls_\w+|indirect_function_table)$/.test(
    name,
  );

const slotText = (count: number): string => (count === 0 ? 'has no slot' : count === 1 ? 'has a slot' : 'has slots');

function importFact(module: WasmModule, wanted: Import): [string, string][] {
  if (isLinkersOwn(wanted.field)) return [];
  return [[`${wanted.kind} ${wanted.module}.${wanted.field}`, importType(module, wanted)]];
}

function importType(module: WasmModule, wanted: Import): string {
  if (wanted.kind === 'function' || wanted.kind === 'tag') return functionText(module.types[wanted.typeIndex]);
  // Limits are a matter of layout.
  return wanted.kind === 'global' ? globalText(wanted.global) : 'imported';
}

function exportFact(audit: Audit, given: Export): [string, string][] {
  if (isLinkersOwn(given.name)) return [];
  return [[`${given.kind} ${given.name}`, exportedThing(audit, given)]];
}

function exportedThing({ scene }: Audit, { kind, name, index }: Export): string {
  const { output } = scene;
  if (kind === 'function') return functionThing(scene, index);
  if (kind === 'tag') return functionText(output.tagType(index));
  if (kind !== 'global') return 'exported';
  const type = output.globalType(index);
  const init = output.global(index)?.init;
  return `${type ? globalText(type) : 'no global'}${init === undefined ? '' : valueText(scene, name, constantOffset(init))}`;
}

function functionThing({ output, placements }: Audit['scene'], index: number): string {
  const wanted = output.importAt('function', index);
  if (wanted !== undefined) return `the import ${wanted.module}.${wanted.field}`;
  const body = output.body(index);
  const type = output.functionType(index);
  if (body === undefined || type === undefined) return 'no function';
  // A wrapper stands for what it calls; the constructors that it may run before are the linker's own.
  const payload = [index, ...calledByWrapper(body.bytes, type)]
    .map((one) => placements.functionAt(one))
    .find((one) => one !== undefined);
  return payload === undefined ? `made by the linker, ${functionText(type)}` : payloadText(payload);
}

/** The address of data is told by the data; any other value stands for itself. */
function valueText({ inputs, placements }: Audit['scene'], name: string, value: bigint | undefined): string {
  const meaning = inputs.meaningOfName(name);
  if (meaning?.kind === 'data') {
    const base = placements.of(meaning.payload)?.place;
    if (base === undefined) return ', an address';
    return `, ${payloadText(meaning.payload)} + ${Number(value) - base}`;
  }
  return meaning?.kind === 'element' || meaning?.kind === 'absolute' ? ` = ${value}` : '';
}

function memoryFacts(module: WasmModule): Map<string, string> {
  const limits = memoryLimits(module);
  if (limits === undefined) return new Map();
  const { flags, maximum } = limits;
  const words = [
    flags & LimitsFlag.Is64 ? '64-bit' : '32-bit',
    ...(flags & LimitsFlag.Shared ? ['shared'] : []),
    maximum === undefined ? 'without maximum' : `at most ${maximum}`,
  ];
  return new Map([['memory', words.join(', ')]]);
}

/** Sections of the inputs; what is in them the audit judges. */
function customFacts({ sections }: WasmModule): Map<string, string> {
  return new Map(
    sections.flatMap(({ id, name = '' }) =>
      id === SectionId.Custom && !describesModule(name) ? [[`section ${name}`, 'linked']] : [],
    ),
  );
}

const describesModule = (name: string): boolean =>
  /^(name|producers|target_features|linking|reloc\..*|dylink\.0|build_id)$/.test(name);

/** Of the features that the inputs speak of, since linkers add their own. */
function featureFacts({ targetFeatures = [] }: WasmModule, { included }: InputSymbols): Map<string, string> {
  const used = new Set(targetFeatures.flatMap(({ prefix, name }) => (prefix === '+' ? [name] : [])));
  const wanted = included.flatMap(({ wasm }) => (wasm.targetFeatures ?? []).filter(({ prefix }) => prefix === '+'));
  return new Map(wanted.map(({ name }) => [`feature ${name}`, used.has(name) ? 'used' : 'not mentioned']));
}
