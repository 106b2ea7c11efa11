/**
 * An object as text for LLVM's assembler: what a maintainer reads first. `llvm-mc` makes an object of it with the same
 * symbols, bytes and relocations; indices, and the values that stand at relocation sites, are its own.
 * In: the decoded object. Out: the text, and the options of `llvm-mc` that it needs.
 * Throws an Error that says what an assembler has no words for; then there is the YAML of yaml2obj (`object-yaml.ts`),
 * which says all that an object can hold. Not here: instructions (`instruction-text.ts`), segments and custom sections
 * (`section-assembly.ts`).
 */
import {
  type FunctionType,
  type Global,
  type Import,
  type ImportDescription,
  LimitsFlag,
  type ObjectSymbol,
  type Relocation,
  type RelocationValue,
  type Section,
  SectionId,
  SymbolFlag,
  type TableType,
  type WasmObject,
} from '../wasm/index.ts';
import { identifier, refuse, sectionFlags, sitesIn, siteText, symbolName } from './assembly-words.ts';
import { bodyText, typeWord } from './instruction-text.ts';
import { customSectionAssembly, segmentAssembly } from './section-assembly.ts';

export interface Assembly {
  readonly text: string;
  /** Of `llvm-mc`. */
  readonly options: readonly string[];
}

export function objectAssembly(object: WasmObject): Assembly {
  refuseWhatHasNoWords(object);
  const lines = new AssemblyWriter(object).lines();
  return { text: lines.map((line) => `${line}\n`).join(''), options: optionsFor(object) };
}

/** The words of `llvm-mc`. */
export const assemble = ({ options }: Assembly, source: string, output: string): string =>
  ['-filetype=obj', ...options, source, '-o', output].join(' ');

const features = 'exception-handling,multivalue,mutable-globals,sign-ext,tail-call,atomics,bulk-memory'.split(',');

/** Without reference types a call through the table names none, and the table has no symbol. */
function optionsFor(object: WasmObject): string[] {
  const known = hasNamelessTable(object) ? features : [...features, 'reference-types'];
  return [
    `-triple=${isWide(object) ? 'wasm64' : 'wasm32'}`,
    `-mattr=${known.map((name) => `+${name}`).join(',')}`,
    // That of LLVM 19 is wrong about blocks that leave a value, and about slots of 64 bits.
    '-no-type-check',
  ];
}

const hasNamelessTable = ({ imports, linking }: WasmObject): boolean =>
  imports.some(({ kind }) => kind === 'table') && !linking.symbols.some(({ kind }) => kind === 'table');

const isWide = ({ imports }: WasmObject): boolean =>
  imports.some((wanted) => wanted.kind === 'memory' && (wanted.memory.flags & LimitsFlag.Is64) !== 0);

/** What the writer would pass over. */
function refuseWhatHasNoWords(object: WasmObject): void {
  const { imports, linking, sections, globals, start, data, exports } = object;
  const { symbols, segments, initFunctions } = linking;
  refuse(start !== undefined, 'there is a start function');
  refuse(data.length !== segments.length, 'not every segment has a name');
  refuse(
    globals.some(({ init }) => !isZero(init)),
    'a global does not begin with 0',
  );
  const memories = imports.filter(({ kind }) => kind === 'memory');
  refuse(
    memories.some(({ field, module }) => field !== '__linear_memory' || module !== 'env'),
    'a memory has a name',
  );
  refuse(
    exports.some(({ kind }) => kind !== 'function'),
    'something is exported that is no function',
  );
  for (const [what, list] of [
    ['symbols', symbols.filter(({ kind }) => kind !== 'section').map(({ name }) => name)],
    ['segments', segments.map(({ name }) => name)],
    ['custom sections', sections.filter(isWritten).map(({ name = '' }) => name)],
  ] as const) {
    const repeated = list.find((name, i) => list.indexOf(name) < i);
    refuse(repeated !== undefined, `two ${what} are called ${JSON.stringify(repeated)}`);
    const odd = list.find((name) => !identifier.test(name));
    refuse(odd !== undefined, `${JSON.stringify(odd)} is no name in assembly`);
  }
  refuse(
    segments.some(({ name }) => /^\.(text|custom_section|debug_|init_array)/.test(name)),
    'a segment has a name that means something else in assembly',
  );
  const used = new Set(
    sections.flatMap(({ relocations }) => [...relocations].filter(isOfSymbol).map(({ index }) => index)),
  );
  refuse(
    symbols.some(({ kind }, index) => kind === 'section' && !used.has(index)),
    'nothing refers to the symbol of a section',
  );
  refuse(
    initFunctions.some(({ priority }) => priority > lastPriority),
    'a constructor comes later than assembly can say',
  );
}

const isOfSymbol = ({ kind }: Relocation): boolean => kind.target !== 'type';

const lastPriority = 65_535;

function isZero({ value }: Global['init']): boolean {
  return (value.kind === 'i32' || value.kind === 'i64') && Number(value.value) === 0;
}

class AssemblyWriter {
  readonly #object: WasmObject;
  readonly #lines: string[] = [];
  /** The first symbol of each function of the code. */
  readonly #definitions: readonly ObjectSymbol[];

  constructor(object: WasmObject) {
    this.#object = object;
    this.#definitions = object.code.map((_, at) => {
      const [symbol] = this.#functionSymbols(at);
      if (symbol === undefined) throw new Error('a function has no symbol');
      return symbol;
    });
  }

  lines(): string[] {
    for (const symbol of this.#inOrder()) this.#declare(symbol);
    this.#defineElements();
    for (const index of this.#object.code.keys()) this.#function(index);
    for (const index of this.#object.data.keys()) this.#put(...segmentAssembly(this.#object, index));
    for (const section of this.#object.sections.filter(isWritten)) {
      this.#put(...customSectionAssembly(this.#object, section));
    }
    for (const { priority, symbolIndex } of this.#object.linking.initFunctions) {
      const suffix = priority === lastPriority ? '' : `.${priority}`;
      const [align, width] = isWide(this.#object) ? [3, 64] : [2, 32];
      this.#put(`\t.section\t.init_array${suffix},"",@`, `\t.p2align\t${align}`);
      this.#put(`\t.int${width}\t${symbolName(this.#object, symbolIndex)}`);
    }
    return this.#lines;
  }

  get #symbols(): readonly ObjectSymbol[] {
    return this.#object.linking.symbols;
  }

  #put(...lines: readonly string[]): void {
    this.#lines.push(...lines);
  }

  /** An assembler puts functions in the order in which it meets their names: that of the code. */
  #inOrder(): readonly ObjectSymbol[] {
    const isFirst = (symbol: ObjectSymbol) => this.#definitions.includes(symbol);
    const inCodeOrder = [...this.#definitions].reverse();
    return this.#symbols.map((symbol) => (isFirst(symbol) ? inCodeOrder.pop()! : symbol));
  }

  /** What is to be said of a symbol wherever it is defined. */
  #declare(symbol: ObjectSymbol): void {
    const { kind, flags, name, index } = symbol;
    if (kind === 'section') return;
    refuse((flags & SymbolFlag.Absolute) !== 0, `${name} is an absolute symbol`);
    if (kind === 'function') this.#put(`\t.functype\t${name} ${this.#signatureOf(index)}`);
    if (kind === 'global') this.#put(`\t.globaltype\t${name}, ${this.#globalType(index)}`);
    if (kind === 'table') this.#put(`\t.tabletype\t${name}, ${this.#tableType(symbol)}`);
    if (kind === 'tag') this.#put(`\t.tagtype\t${name} ${this.#tagType(index)}`.trimEnd());
    if (!(flags & SymbolFlag.BindingLocal))
      this.#put(`\t.${flags & SymbolFlag.BindingWeak ? 'weak' : 'globl'}\t${name}`);
    // Nothing else that is said of a local function makes its name known.
    else if (kind === 'function' && this.#definitions.length > 1) this.#put(`.Lnamed_${name} = ${name}`);
    if (flags & SymbolFlag.VisibilityHidden) this.#put(`\t.hidden\t${name}`);
    if (kind === 'function' || kind === 'data') this.#put(`\t.type\t${name},@${kind === 'data' ? 'object' : kind}`);
    if (flags & SymbolFlag.NoStrip) this.#put(`\t.no_dead_strip\t${name}`);
    if (flags & SymbolFlag.Exported) {
      refuse(kind !== 'function', `${name} is exported and no function`);
      const given = this.#object.exports.find((one) => one.index === index)?.name ?? name;
      refuse(!identifier.test(given), `${JSON.stringify(given)} is no name in assembly`);
      this.#put(`\t.export_name\t${name}, ${given}`);
    }
    if (flags & SymbolFlag.Undefined && kind !== 'data') this.#declareImport(symbol);
  }

  #declareImport({ kind, name, index, flags }: ObjectSymbol): void {
    const { module, field } = this.#importsOf(kind)[index]!;
    for (const word of [module, field])
      refuse(!identifier.test(word), `${JSON.stringify(word)} is no name in assembly`);
    if (flags & SymbolFlag.ExplicitName) {
      this.#put(`\t.import_module\t${name}, ${module}`, `\t.import_name\t${name}, ${field}`);
    } else refuse(module !== 'env', `${name} is imported from ${module} and has no name of its own`);
  }

  #importsOf(kind: string): readonly Import[] {
    return this.#object.imports.filter((wanted) => wanted.kind === kind);
  }

  /** That of an import, or of a definition behind them. */
  #described<Kind extends Import['kind']>(
    kind: Kind,
    index: number,
  ): Extract<ImportDescription, { kind: Kind }> | number {
    const imports = this.#importsOf(kind);
    return index < imports.length ? (imports[index] as Extract<Import, { kind: Kind }>) : index - imports.length;
  }

  #signatureOf(index: number): string {
    const described = this.#described('function', index);
    return this.#typeText(typeof described === 'number' ? this.#object.functions[described]! : described.typeIndex);
  }

  #tagType(index: number): string {
    const described = this.#described('tag', index);
    const type = typeof described === 'number' ? this.#object.tags[described]! : described.typeIndex;
    return this.#object.types[type]!.parameters.map(typeWord).join(', ');
  }

  #globalType(index: number): string {
    const described = this.#described('global', index);
    const { valueType, mutable } =
      typeof described === 'number' ? this.#object.globals[described]!.type : described.global;
    return `${typeWord(valueType)}${mutable ? '' : ', immutable'}`;
  }

  #tableType({ name, index }: ObjectSymbol): string {
    const described = this.#described('table', index);
    const { elementType, limits }: TableType =
      typeof described === 'number' ? this.#object.tables[described]! : described.table;
    // Its size is a matter of the object's own slots.
    if (name === functionTable) return typeWord(elementType);
    const { minimum, maximum } = limits;
    // An assembler gives it the size of the object's own slots; 19 writes nonsense for a maximum.
    const slots = this.#object.elements.reduce((sum, { functions }) => sum + functions.length, 0);
    const isImported = typeof described !== 'number';
    refuse(isImported && (maximum !== undefined || Number(minimum) !== slots), `the limits of ${name} are lost`);
    return [typeWord(elementType), minimum, ...(maximum === undefined ? [] : [maximum])].join(', ');
  }

  #typeText(typeIndex: number): string {
    return signatureText(this.#object.types[typeIndex]!);
  }

  /** Globals, tables and tags: they lie in no section. */
  #defineElements(): void {
    for (const { kind, flags, name } of this.#symbols) {
      if (!(flags & SymbolFlag.Undefined) && /^(global|table|tag)$/.test(kind)) this.#put(`${name}:`);
    }
  }

  #function(at: number): void {
    const symbol = this.#definitions[at]!;
    const { bytes, headerSize, offset } = this.#object.code[at]!;
    const sites = sitesIn(this.#object, SectionId.Code, [offset + headerSize, offset + bytes.length]);
    const { locals, lines } = bodyText(bytes.subarray(headerSize), {
      siteText: (place) => {
        const site = sites.get(place);
        return site && this.#codeSite(site);
      },
      signature: (typeIndex) => this.#typeText(typeIndex),
    });
    this.#put(
      `\t.section\t.text.${symbol.name},${sectionFlags(this.#object, { kind: 'function', index: symbol.index })}`,
      `\t.type\t${symbol.name},@function`,
      `${symbol.name}:`,
      `\t.functype\t${symbol.name} ${this.#signatureOf(symbol.index)}`,
      ...(locals.length === 0 ? [] : [`\t.local\t${locals.join(', ')}`]),
      ...lines.map((line) => `\t${line.replace(' ', '\t')}`),
      ...this.#functionSymbols(at)
        .slice(1)
        .map((alias) => `${alias.name} = ${symbol.name}`),
    );
  }

  #functionSymbols(at: number): readonly ObjectSymbol[] {
    const index = this.#importsOf('function').length + at;
    return this.#symbols.filter((one) => one.kind === 'function' && one.index === index);
  }

  #codeSite(site: Relocation): string {
    const { kind, index } = site;
    if (kind.target === 'type') return this.#typeText(index);
    const isEntry = kind.value === 'global-index' && this.#symbols[index]!.kind !== 'global';
    return siteText(this.#object, site, isEntry ? '@GOT' : (codeModifiers[kind.value] ?? ''));
  }
}

const functionTable = '__indirect_function_table';

const codeModifiers: Readonly<Partial<Record<RelocationValue, string>>> = {
  'address-relative': '@MBREL',
  'address-tls': '@TLSREL',
  'table-slot-relative': '@TBREL',
};

const signatureText = ({ parameters, results }: FunctionType): string =>
  `(${parameters.map(typeWord).join(', ')}) -> (${results.map(typeWord).join(', ')})`;

/** What an assembler makes by itself is not written down. */
const isWritten = ({ id, name = '' }: Section): boolean =>
  id === SectionId.Custom && name !== 'linking' && !name.startsWith('reloc.');
