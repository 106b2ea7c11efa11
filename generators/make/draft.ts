/**
 * A scenario under construction: what the generator's steps add to, one after the other, and the few operations that
 * keep it consistent (unique ids, one symbol a name and object). Never leaves the generator.
 */

import { isDynamic, type OutputMode, outputModeOf } from '../model/output-mode.ts';
import { hexFromBytes } from '../scenario/hex.ts';
import type {
  Body,
  Denotation,
  FeatureArea,
  Input,
  LinkOptions,
  Loading,
  Probe,
  ScenarioCustomSection,
  ScenarioFunction,
  ScenarioGlobal,
  ScenarioInitFunction,
  ScenarioLibrary,
  ScenarioObject,
  ScenarioProducer,
  ScenarioSegment,
  ScenarioSymbol,
  ScenarioTable,
  ScenarioTag,
  ScenarioTargetFeature,
  Signature,
  ValueTypeName,
} from '../scenario/scenario.ts';
import { type WordKinds, wordKinds } from '../scenario/site-kinds.ts';
import type { Choices } from './choices.ts';
import type { Profile } from './profiles.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export type DraftFunction = Writable<ScenarioFunction>;
export type DraftSegment = Writable<ScenarioSegment>;
export type DraftSymbol = Writable<ScenarioSymbol>;
export type DraftSection = Writable<ScenarioCustomSection>;

export interface DraftObject extends ScenarioObject {
  readonly functions: DraftFunction[];
  readonly segments: DraftSegment[];
  readonly globals: ScenarioGlobal[];
  tags?: ScenarioTag[];
  tables?: ScenarioTable[];
  readonly customSections: DraftSection[];
  readonly symbols: DraftSymbol[];
  readonly initFunctions: ScenarioInitFunction[];
  readonly targetFeatures: ScenarioTargetFeature[];
  readonly producers: ScenarioProducer[];
  legacyTable?: boolean;
  memory64?: boolean;
}

/** A function name that objects share. All its definitions have one signature and one rank. */
export interface SharedFunction {
  readonly name: string;
  readonly signature: Signature;
  /** A function calls only functions of lower rank. */
  readonly rank: number;
}

export interface SharedGlobal {
  readonly name: string;
  readonly type: ValueTypeName;
  readonly mutable: boolean;
}

/** Above every shared function: probes and init functions. */
export const topRank = 1_000_000;

export const emptyBody: Body = { statements: [] };

/** The ways to let strong symbols stay undefined. */
const openPolicies: readonly Partial<LinkOptions>[] = [
  { allowUndefined: true },
  { allowUndefined: true },
  { allowUndefinedFile: ['open_data', 'open_function', 'open_value', 'nobody'] },
  { importUndefined: true },
  { unresolvedSymbols: 'ignore-all' },
  { warnUnresolvedSymbols: true },
  { unresolvedSymbols: 'import-dynamic' },
];

export class Draft {
  readonly choices: Choices;
  readonly profile: Profile;
  readonly areas: ReadonlySet<FeatureArea>;
  readonly objects: DraftObject[] = [];
  readonly inputs: Input[] = [];
  readonly libraries: ScenarioLibrary[] = [];
  /** Objects that are linked whatever happens. */
  readonly explicit: DraftObject[] = [];
  readonly options: Writable<LinkOptions> = { entry: null, exports: [] };
  readonly probes: Probe[] = [];
  readonly sharedFunctions: SharedFunction[] = [];
  readonly sharedData: string[] = [];
  readonly sharedGlobals: SharedGlobal[] = [];
  readonly ranks = new Map<ScenarioFunction, number>();
  /** Payloads that have their contents already. */
  readonly finished = new Set<ScenarioFunction | ScenarioSegment | ScenarioCustomSection>();
  /** Objects compiled as `-fPIC` does. */
  readonly positionIndependent = new Set<DraftObject>();
  /** wasm-ld 19 is wrong about local namesakes in lazy members; too many of them would spoil every comparison with it. */
  readonly lazyNamesakes: boolean;
  /** Strong undefined symbols are allowed: functions, and data too. */
  readonly open: boolean;
  readonly memory64: boolean;
  /** Nothing uses the function table: an engine that has 64-bit memories but no 64-bit tables can run such a module. */
  readonly tableless: boolean;
  readonly openData: boolean;
  /** Addresses of functions are compared, and nothing that runs is called through them. */
  readonly comparesOnly: boolean;
  /** Some data is thread-local. */
  readonly threadLocal: boolean;
  /** The first thread too is started by its program, before anything else. */
  startsFirstThread = false;
  /** Functions that throw: called only where somebody catches. */
  readonly throwers = new Set<ScenarioFunction>();
  /** Ids of segments that no other program may look at. */
  readonly unseen = new Set<string>();
  /** Holds the program that looks at thread-local data from its base. */
  looker: DraftObject | undefined;
  /** Some shared names are hard on a linker. Not many cases: in messages and maps such a name hides what else is wrong. */
  readonly oddNames: boolean;
  /** An archive's member comes in because its symbol is exported, and for nothing else on the command line. */
  hasExportedMember = false;
  /** Of a module that is moved. */
  loading: Loading | undefined;
  #names = 0;

  constructor(choices: Choices, profile: Profile, areas: ReadonlySet<FeatureArea>) {
    this.choices = choices;
    this.profile = profile;
    this.areas = areas;
    this.lazyNamesakes = choices.percent(8);
    this.open = this.maybe('open-symbols', 20);
    this.memory64 = this.maybe('memory64', profile.always.includes('memory64') ? 100 : 16);
    this.tableless = this.memory64 && choices.percent(profile.always.includes('table') ? 10 : 50);
    if (this.memory64) this.options.memory64 = true;
    this.#chooseOutput();
    if (this.open) this.#chooseOpenPolicy();
    this.#chooseSharing();
    // Without threads, wasm-ld 19 moves neither __tls_base nor GOT entries with the module.
    const hasThreadLocal = this.output === 'static' || this.options.sharedMemory === true;
    this.threadLocal = hasThreadLocal && this.maybe('thread-local', this.#threadLocalPercent);
    this.openData = this.open && !this.options.importUndefined;
    // Where the table is imported, its import must not hang on who names it first.
    this.comparesOnly = this.maybe('table', isDynamic(this.options) ? 35 : 6);
    this.oddNames = this.maybe('odd-names', profile.always.includes('odd-names') ? 100 : 30);
  }

  /** What kind of module; a module that is moved gets the place that the loader has for it. */
  #chooseOutput(): void {
    const { choices, options, profile } = this;
    if (!this.maybe('pic', profile.always.includes('pic') ? 60 : 14)) return;
    if (choices.percent(50)) options.shared = true;
    else options.pie = true;
    if (options.shared && choices.percent(25)) options.bSymbolic = true;
    if (options.pie) options.importMemory = true;
    if (choices.percent(this.open ? 60 : 20)) options.unresolvedSymbols = 'import-dynamic';
    this.loading = {
      memoryBase: choices.pick([1024, 4096, 65536 + 16, 200_003]),
      tableBase: choices.pick([1, 7, 100]),
    };
  }

  /** One memory for several threads. A loader has to know how much it may become, and shares it in any case. */
  #chooseSharing(): void {
    const { choices, options, profile } = this;
    const isMoved = this.output !== 'static';
    if (!this.maybe('shared-memory', profile.always.includes('shared-memory') ? 80 : 12)) return;
    options.sharedMemory = true;
    if (isMoved || choices.percent(70)) options.importMemory = true;
    if (isMoved || choices.percent(80)) options.maxMemory = 64 * 65536;
  }

  get #threadLocalPercent(): number {
    if (this.options.sharedMemory) return 85;
    return this.profile.always.includes('thread-local') ? 80 : 8;
  }

  #chooseOpenPolicy(): void {
    const { choices, options } = this;
    if (this.output === 'static') Object.assign(options, choices.pick(openPolicies));
    else if (options.unresolvedSymbols === undefined) options.allowUndefined = true;
  }

  get output(): OutputMode {
    return outputModeOf(this.options);
  }

  has(area: FeatureArea): boolean {
    return this.areas.has(area) && !(this.tableless && area === 'table');
  }

  /** The kinds of sites that are as wide as an address. */
  get word(): WordKinds {
    return wordKinds(this.memory64);
  }

  /** True with this likelihood when the area is in. */
  maybe(area: FeatureArea, percent: number): boolean {
    return this.has(area) && this.choices.percent(percent);
  }

  between([low, high]: readonly [number, number]): number {
    return this.choices.between(low, high);
  }

  /** A number that no name of this scenario has had. */
  fresh(): number {
    this.#names += 1;
    return this.#names;
  }
}

export function draftObject(name: string, memory64: boolean): DraftObject {
  return {
    name,
    functions: [],
    segments: [],
    globals: [],
    customSections: [],
    symbols: [],
    initFunctions: [],
    targetFeatures: [],
    producers: [],
    ...(memory64 && { memory64 }),
  };
}

/** Adds a symbol; a local one gets an id that its name need not be. */
export function addSymbol(object: DraftObject, symbol: Omit<DraftSymbol, 'id'>): DraftSymbol {
  const added = { id: freeId(object, symbol.name, symbol.binding === 'local'), ...symbol };
  object.symbols.push(added);
  return added;
}

function freeId(object: DraftObject, name: string, local: boolean): string {
  if (!local) return name;
  for (let i = 1; ; i++) {
    const id = `${name}~${i}`;
    if (object.symbols.every((symbol) => symbol.id !== id)) return id;
  }
}

export function symbolNamed(object: DraftObject, name: string): DraftSymbol | undefined {
  return object.symbols.find((symbol) => symbol.binding !== 'local' && symbol.name === name);
}

/** The object's symbol of this name; an undefined one is added when it has none. */
export function reference(object: DraftObject, name: string, denotes: Denotation, weak = false): DraftSymbol {
  return symbolNamed(object, name) ?? addSymbol(object, { name, binding: weak ? 'weak' : 'strong', denotes });
}

export function addFunction(
  draft: Draft,
  object: DraftObject,
  fresh: { id: string; signature: Signature; rank: number; comdat?: string },
): DraftFunction {
  const { rank, ...payload } = fresh;
  const added: DraftFunction = { ...payload, body: emptyBody };
  object.functions.push(added);
  draft.ranks.set(added, rank);
  return added;
}

export function randomHex(draft: Draft, size: number): string {
  const words = new Uint32Array(Math.ceil(size / 4)).map(() => draft.choices.draw());
  return hexFromBytes(new Uint8Array(words.buffer, 0, size));
}
