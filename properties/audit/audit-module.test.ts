import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lower } from '../../generators/lower/lower.ts';
import type { Scenario, ScenarioObject } from '../../generators/scenario/scenario.ts';
import { parseScenario } from '../../generators/scenario/schema.ts';
import { calling, scenarioOf } from '../../generators/scenario-parts.fixture.ts';
import { openTarget } from '../../src/targets/index.ts';
import {
  DecodeError,
  decodeModule,
  decodeObject,
  encodeObject,
  isWasm,
  type ObjectSymbol,
  type Section,
  SectionId,
  SymbolFlag,
  toSource,
  type WasmModule,
} from '../../src/wasm/index.ts';
import { decodeOutput } from '../decoded-output.ts';
import { exampleScenario } from '../example-scenario.ts';
import { type Audit, auditModule } from './audit-module.ts';
import { inputsOfJob } from './job-inputs.ts';

const [first] = exampleScenario.inputs;
if (first?.kind !== 'object') throw new Error('the example begins with an object');
const main = first.object;

/** The example, with custom sections that speak of live and dead functions, and a segment that holds a distance. */
const described: ScenarioObject = {
  ...main,
  segments: [
    ...main.segments,
    {
      id: 'relative',
      name: '.data.r',
      alignLog2: 2,
      bytes: '0000000000000000a1b2c3d4',
      sites: [
        { offset: 0, kind: 'MEMORY_ADDR_LOCREL_I32', symbol: 'data', addend: 4 },
        { offset: 4, kind: 'TABLE_INDEX_I32', symbol: 'answer', addend: 0 },
      ],
      retain: true,
    },
  ],
  customSections: [
    {
      id: 'debug',
      name: '.debug_info',
      bytes: '0000000000000000000000000000000000',
      sites: [
        { offset: 1, kind: 'FUNCTION_OFFSET_I32', symbol: 'probe', addend: 3 },
        { offset: 5, kind: 'FUNCTION_OFFSET_I32', symbol: 'dead', addend: 1 },
        { offset: 9, kind: 'SECTION_OFFSET_I32', symbol: 'debug', addend: 2 },
        { offset: 13, kind: 'MEMORY_ADDR_I32', symbol: 'data', addend: 1 },
      ],
    },
  ],
  symbols: [
    ...main.symbols,
    { id: 'debug', name: '.debug_info', binding: 'local', denotes: { kind: 'section', section: 'debug' } },
  ],
};

const scenario: Scenario = {
  ...exampleScenario,
  inputs: [{ kind: 'object', object: described }, ...exampleScenario.inputs.slice(1)],
};
const job = lower(scenario);

async function linked(args: readonly string[] = job.args): Promise<Uint8Array> {
  const outcome = await openTarget('lazy').link({ ...job, args });
  if (outcome.kind !== 'linked') throw new Error(outcome.kind);
  return outcome.bytes;
}

function audit(bytes: Uint8Array, args: readonly string[] = job.args): Audit {
  const inputs = inputsOfJob({ files: job.files, args });
  if (inputs.kind !== 'inputs') throw new Error(inputs.reason);
  const { module } = decodeOutput({ kind: 'linked', bytes, messages: [] });
  if (module === undefined) throw new DecodeError('the output cannot be decoded', 0);
  return auditModule(module, inputs.inputs, inputs.options);
}

const section = (module: WasmModule, id: number, name?: string): Section =>
  module.sections.find((one) => one.id === id && one.name === name)!;

/** A copy with `bytes` at an offset of a section's content. */
function patched(
  file: Uint8Array,
  { contentFileOffset }: Section,
  offset: number,
  bytes: readonly number[],
): Uint8Array {
  const copy = file.slice();
  copy.set(bytes, contentFileOffset + offset);
  return copy;
}

const padded = (value: number): number[] => [0, 7, 14, 21].map((bits) => ((value >>> bits) & 0x7f) | 0x80).concat(0);

/** Offset in the code section of the n-th occurrence of a padded LEB128 in a function. */
function siteIn(module: WasmModule, name: string, n: number): number {
  const index = module.names!.functions.find((named) => named.name === name)!.index;
  const body = module.code[index]!;
  const sites = [...body.bytes.keys()].filter((at) => {
    const bytes = body.bytes.subarray(at, at + 5);
    return bytes.length === 5 && bytes.subarray(0, 4).every((byte) => byte >= 0x80) && bytes[4]! === 0;
  });
  return body.offset + sites[n]!;
}

describe('auditModule', () => {
  test.each([
    ['a plain link', []],
    ['without collection', ['--no-gc-sections']],
    ['without names', ['--strip-all']],
    ['with short sites', ['--strip-debug', '--compress-relocations']],
    ['with relocations', ['--emit-relocs']],
    ['every symbol exported', ['--export-all']],
    ['another base', ['--global-base=70000', '--table-base=9']],
  ])('finds nothing wrong with %s', async (_, flags) => {
    const args = [...flags, ...job.args];
    const { findings, sites } = audit(await linked(args), args);
    expect(findings).toEqual([]);
    expect(sites).toBeGreaterThan(8);
  });

  test('finds every payload of a relocatable output', async () => {
    const args = ['-r', 'main.o', 'other.o'];
    const { findings, sites, placed, payloads } = audit(await linked(args), args);
    expect(findings).toEqual([]);
    expect({ sites, placed, payloads }).toEqual({ sites: 15, placed: 9, payloads: 9 });
  });

  /** What is changed, and the key that says so. In `probe` sites are: call, address, pointer, type, table, slot. */
  const faults: readonly (readonly [string, (bytes: Uint8Array, module: WasmModule) => Uint8Array, string])[] = [
    [
      'a call of another function',
      (bytes, module) => patched(bytes, section(module, SectionId.Code), siteIn(module, 'probe', 0), padded(3)),
      'FUNCTION_INDEX_LEB.code.value',
    ],
    [
      'a call of a function that is not there',
      (bytes, module) => patched(bytes, section(module, SectionId.Code), siteIn(module, 'probe', 0), padded(99)),
      'FUNCTION_INDEX_LEB.code.value',
    ],
    [
      'an addend that is left out',
      (bytes, module) => patched(bytes, section(module, SectionId.Code), siteIn(module, 'probe', 1), padded(1024)),
      'MEMORY_ADDR_SLEB.code.value',
    ],
    [
      'an address that is not aligned as its segment',
      (bytes, module) => patched(bytes, section(module, SectionId.Code), siteIn(module, 'probe', 2), padded(1037)),
      'MEMORY_ADDR_SLEB.code.alignment',
    ],
    [
      'a LEB128 that is too short',
      (bytes, module) => patched(bytes, section(module, SectionId.Code), siteIn(module, 'probe', 0), [4, 1, 1, 1, 1]),
      'FUNCTION_INDEX_LEB.code.form',
    ],
    [
      'a type of another number',
      (bytes, module) => patched(bytes, section(module, SectionId.Code), siteIn(module, 'probe', 4), padded(1)),
      'TYPE_INDEX_LEB.code.value',
    ],
    [
      'a slot of nothing',
      (bytes, module) => patched(bytes, section(module, SectionId.Code), siteIn(module, 'probe', 3), padded(2)),
      'TABLE_INDEX_SLEB.code.value',
    ],
    [
      'a table of another function',
      (bytes, module) => patched(bytes, section(module, SectionId.Element), 6, [1]),
      'TABLE_INDEX_SLEB.code.value',
    ],
    [
      'a distance from the wrong place',
      (bytes, module) => patched(bytes, section(module, SectionId.Data), siteOf(module, 16), [0xec, 0xff, 0xff, 0xff]),
      'MEMORY_ADDR_LOCREL_I32.data.value',
    ],
    [
      'a pointer without its addend',
      (bytes, module) => patched(bytes, section(module, SectionId.Data), siteOf(module, 12), [0, 4, 0, 0]),
      'MEMORY_ADDR_I32.data.value',
    ],
    [
      'an offset that counts the size of the body',
      (bytes, module) =>
        patched(bytes, section(module, SectionId.Custom, '.debug_info'), 1, [bodyOf(module, 'probe') + 4]),
      'FUNCTION_OFFSET_I32.custom.value',
    ],
    [
      'a tombstone for a live function',
      (bytes, module) => patched(bytes, section(module, SectionId.Custom, '.debug_info'), 1, [255, 255, 255, 255]),
      'FUNCTION_OFFSET_I32.custom.value',
    ],
    [
      'no tombstone for a dead function',
      (bytes, module) => patched(bytes, section(module, SectionId.Custom, '.debug_info'), 5, [0, 0, 0, 0]),
      'FUNCTION_OFFSET_I32.custom.value',
    ],
    [
      'a section without its addend',
      (bytes, module) => patched(bytes, section(module, SectionId.Custom, '.debug_info'), 9, [0, 0, 0, 0]),
      'SECTION_OFFSET_I32.custom.value',
    ],
    [
      'a byte that is no site',
      (bytes, module) => patched(bytes, section(module, SectionId.Custom, '.debug_info'), 0, [1]),
      'custom.bytes',
    ],
  ];
  /** What is behind it, where that can be told from the value. */
  const causes: Readonly<Record<string, string>> = {
    'an addend that is left out': 'address: the addend is left out',
    'a pointer without its addend': 'address: the addend is left out',
    'a LEB128 that is too short': 'form: has-bytes-not',
    'an address that is not aligned as its segment': 'data: a segment is not aligned',
  };
  const siteOf = (module: WasmModule, offset: number) => module.data[0]!.offset + offset;
  const bodyOf = (module: WasmModule, name: string) => {
    const body = module.code[module.names!.functions.find((named) => named.name === name)!.index]!;
    return body.offset + body.headerSize;
  };

  test.each(faults)('notices %s', async (what, change, key) => {
    const bytes = await linked();
    const { findings } = audit(change(bytes, decodeModule(bytes)));
    expect(findings.map((finding) => finding.key)).toContain(key);
    expect(findings.find((finding) => finding.key === key)?.cause).toBe(causes[what]);
  });

  test('notices every changed byte of every function and segment of the inputs', async () => {
    const bytes = await linked();
    const module = decodeModule(bytes);
    const code = section(module, SectionId.Code).contentFileOffset;
    const own = module.names!.functions.filter(({ name }) => !/^__wasm|[.]command_export$/.test(name));
    const places = own.flatMap(({ index }) => {
      const { offset, headerSize, bytes: body } = module.code[index]!;
      return Array.from({ length: body.length - headerSize }, (_, i) => code + offset + headerSize + i);
    });
    const data = section(module, SectionId.Data).contentFileOffset + module.data[0]!.offset;
    // The last four are what the segment that nothing leads to is found by.
    for (let i = 0; i < module.data[0]!.bytes.length - 4; i++) places.push(data + i);
    const unnoticed = places.filter((place) => !isNoticed(bytes, place));
    expect(places.length).toBeGreaterThan(115);
    expect(unnoticed.map((place) => place - code)).toEqual([]);
  });
});

function isNoticed(bytes: Uint8Array, place: number): boolean {
  const copy = bytes.slice();
  copy[place] = bytes[place]! ^ 1;
  try {
    return audit(copy).findings.length > 0;
  } catch (error) {
    if (error instanceof DecodeError) return true;
    throw error;
  }
}

test('an object may say nothing of its segments', async () => {
  const silent = (bytes: Uint8Array) => {
    const source = toSource(decodeObject(bytes));
    return encodeObject({ ...source, linking: { ...source.linking, segments: [] } });
  };
  const files = new Map([...job.files].map(([name, bytes]) => [name, isWasm(bytes) ? silent(bytes) : bytes]));
  const outcome = await openTarget('lazy').link({ ...job, files });
  const inputs = inputsOfJob({ files, args: job.args });
  if (outcome.kind !== 'linked' || inputs.kind !== 'inputs') throw new Error('it links');
  expect(auditModule(decodeModule(outcome.bytes), inputs.inputs, inputs.options).findings).toEqual([]);
});

test('a thread writes the slot of a function that the loader chooses, where memory is fixed too', async () => {
  const name = 'lazy-relocation-audit-table-index-i32-data-value-b496d1378f.json';
  const stored = readFileSync(new URL(`../../corpus/regressions/${name}`, import.meta.url), 'utf8');
  const threads = lower(parseScenario(JSON.parse(stored).scenario));
  const inputs = inputsOfJob(threads);
  const outcome = await openTarget('lazy').link(threads);
  if (outcome.kind !== 'linked' || inputs.kind !== 'inputs') throw new Error('it links');
  const keys = (bytes: Uint8Array) =>
    auditModule(decodeModule(bytes), inputs.inputs, inputs.options).findings.map(({ key }) => key);
  expect(keys(outcome.bytes)).toEqual([]);
  // The store of what the GOT entry of the function holds, and of what another global does.
  const [loadAndStore, ofAnother] = ['2300360200', '2301360200'];
  const text = Buffer.from(outcome.bytes).toString('hex');
  expect(keys(Buffer.from(text.replace(loadAndStore, ofAnother), 'hex'))).toEqual(['TABLE_INDEX_I32.data.value']);
});

test('a symbol may be local and undefined', async () => {
  const change = (symbol: ObjectSymbol): ObjectSymbol =>
    symbol.kind === 'function' && symbol.flags & SymbolFlag.Undefined
      ? { ...symbol, flags: symbol.flags | SymbolFlag.BindingLocal }
      : symbol;
  const scenario = scenarioOf([calling('a.o', 'f')], { unresolvedSymbols: 'ignore-all' });
  const job = lower(scenario);
  const source = toSource(decodeObject(job.files.get('a.o')!));
  const { linking } = source;
  const bytes = encodeObject({ ...source, linking: { ...linking, symbols: linking!.symbols!.map(change) } });
  const files = new Map([['a.o', bytes]]);
  const outcome = await openTarget('lazy').link({ ...job, files });
  const inputs = inputsOfJob({ files, args: job.args });
  if (outcome.kind !== 'linked' || inputs.kind !== 'inputs') throw new Error('it links');
  expect(auditModule(decodeModule(outcome.bytes), inputs.inputs, inputs.options).findings).toEqual([]);
});
