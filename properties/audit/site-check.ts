/**
 * One relocation site of a placed payload: reads what stands there, and asks whether it leads where its symbol means,
 * in the output's own numbers. The first site that leads to a payload tells where it is; the bytes there decide.
 * Rules: Linking.md; where it leaves room, wasm-ld: an undefined address is 0 whatever the addend, a weak undefined
 * function is a stub that traps, and its table slot 0; a dead target gives a tombstone in debug sections, elsewhere the
 * addend.
 * In: a placed payload, a site. Out: what is wrong with it, if anything.
 */
import type { FunctionType, ObjectSymbol } from '../../src/wasm/index.ts';
import { messageSlug } from '../message-slug.ts';
import { isWeakSymbol, type Payload, type Site, sameType } from './audited-object.ts';
import { constantOffset } from './constant-offset.ts';
import { type Problem, problem } from './finding.ts';
import type { DataMeaning, InputSymbols, Meaning, UndefinedMeaning } from './input-symbols.ts';
import type { OutputModule } from './output-module.ts';
import { isMangled, isMergedSection, type Placed, type Placements } from './placements.ts';
import { cutToSite, readSite } from './site-form.ts';

export interface SiteRules {
  readonly compressed: boolean;
}

export class SiteCheck {
  readonly #output: OutputModule;
  readonly #inputs: InputSymbols;
  readonly #placements: Placements;
  readonly #rules: SiteRules;

  constructor(output: OutputModule, inputs: InputSymbols, placements: Placements, rules: SiteRules) {
    this.#output = output;
    this.#inputs = inputs;
    this.#placements = placements;
    this.#rules = rules;
  }

  /** `at`: where the site begins in the placed stretch. */
  check(placed: Placed, site: Site, at: number): Problem | undefined {
    const { payload } = placed;
    const compressed = this.#rules.compressed && payload.kind === 'function';
    const read = readSite(placed.bytes, at, site.kind, compressed);
    if (read === undefined) return problem('value', 'the output ends before the site does');
    if (read.fault !== undefined) return problem('form', read.fault, `form: ${messageSlug(read.fault)}`);
    if (site.kind.target === 'type') return this.#checkType(payload, site, Number(read.value));
    const symbol = payload.object.wasm.linking.symbols[site.index]!;
    const meaning = this.#inputs.meaningOf(payload.object, site.index);
    const { value } = read;
    if (payload.kind === 'custom' && this.#standsForNothing(placed, { site, meaning, value })) return undefined;
    return this.#checkValue(placed, { site, symbol, meaning, value });
  }

  #checkType({ object }: Payload, { index }: Site, value: number): Problem | undefined {
    const found = this.#output.wasm.types[value];
    if (found === undefined) return problem('value', `there is no type ${value}`);
    return sameType(found, object.wasm.types[index]) ? undefined : problem('value', `type ${value} is another one`);
  }

  /** What custom sections say does not keep anything alive: a site may speak of what is not there. */
  #standsForNothing({ payload }: Placed, { site, meaning, value }: Omit<Asked, 'symbol'>): boolean {
    if (this.#isKnownToLive(meaning)) return false;
    const { name = '' } = payload.object.wasm.sections[payload.index]!;
    return value === cutToSite(tombstoneOf(name) ?? site.addend, site.kind);
  }

  #isKnownToLive(meaning: Meaning): boolean {
    switch (meaning.kind) {
      case 'function':
      case 'data':
        return this.#placements.of(meaning.payload) !== undefined;
      case 'section':
        return this.#placements.of(meaning.object.custom(meaning.index)) !== undefined;
      case 'absolute':
        return false;
      default:
        return false;
    }
  }

  #checkValue(placed: Placed, asked: Asked): Problem | undefined {
    if (this.#isFilledAtStartUp(placed, asked)) return this.#checkFilled(placed, asked);
    if (this.#isFilled(placed, asked.site)) {
      return problem('start-up', 'something is written there, and it does not move');
    }
    const wrong = this.#checkWritten(placed, asked);
    return wrong !== undefined && this.#isWrittenByThreads(placed, asked) ? undefined : wrong;
  }

  #checkWritten(placed: Placed, asked: Asked): Problem | undefined {
    const { site, meaning, value } = asked;
    switch (site.kind.value) {
      case 'function-index':
        return this.#checkFunction(asked, Number(value));
      case 'table-slot':
        return this.#checkSlot(placed, asked, Number(value));
      case 'table-slot-relative': {
        const slot = Number(BigInt.asIntN(64, value)) + this.#output.firstSlot;
        return value === 0n && isNull(meaning) ? undefined : this.#checkSlot(placed, asked, slot);
      }
      case 'address':
      case 'address-relative':
      case 'address-tls':
        return this.#checkAddress(asked, value - site.addend);
      case 'address-site-relative':
        return this.#checkAddress(asked, value - site.addend + BigInt(placed.place + site.offset));
      case 'type-index':
        return undefined;
      case 'global-index':
        return this.#checkGlobal(asked, Number(value));
      case 'tag-index':
      case 'table-index':
        return this.#checkElement(asked, Number(value));
      case 'function-offset':
        return this.#checkFunctionOffset(asked);
      case 'section-offset':
        return this.#checkSectionOffset(asked);
    }
  }

  /** Addresses and slots in data that depend on the loader; what the file holds there does not matter. */
  #isFilledAtStartUp(placed: Placed, { site, meaning }: Asked): boolean {
    const { payload } = placed;
    if (payload.kind !== 'data') return false;
    if (site.kind.value !== 'address' && site.kind.value !== 'table-slot') return false;
    return (this.#output.isMoved && meaning.kind !== 'absolute') || this.#isFilled(placed, site);
  }

  #isFilled({ payload, place }: Placed, { offset }: Site): boolean {
    const filling = payload.kind === 'data' ? this.#fillingOf(payload) : undefined;
    return typeof filling === 'object' && filling.has(place + offset);
  }

  /** What is written into such data once the module runs: at start-up, or in each thread that is started. */
  #fillingOf(payload: Payload): OutputModule['startUpRelocations'] | 'untold' {
    const { threadRelocations, startUpRelocations } = this.#output;
    if (!this.#placements.isThreadLocal(payload)) return startUpRelocations;
    if (!this.#output.isMoved) return undefined;
    return threadRelocations ?? 'untold';
  }

  #checkFilled(placed: Placed, asked: Asked): Problem | undefined {
    const { site, symbol } = asked;
    const filling = this.#fillingOf(placed.payload);
    if (filling === 'untold') return undefined;
    const filled = typeof filling === 'object' ? filling.get(placed.place + site.offset) : undefined;
    if (filled === undefined) return problem('start-up', 'nothing fills it when the module is loaded');
    const { global, plus, sizeBytes } = filled;
    if (sizeBytes !== site.kind.width) return problem('start-up', `${sizeBytes} bytes are written there`);
    const base = this.#output.importAt('global', global);
    const value = cutToSite(plus, site.kind);
    const isAddress = symbol.kind === 'data';
    if (this.#isOfThread(asked) && base?.module !== 'GOT.mem') {
      if (global !== this.#output.threadBase) return problem('start-up', `global ${global} is no base of a thread`);
      return this.#checkAddress({ ...asked, value }, plus - site.addend);
    }
    if (base?.module === 'env' && base.field === (isAddress ? '__memory_base' : '__table_base')) {
      if (asked.meaning.kind === 'absolute') return problem('start-up', 'a base is added to an absolute symbol');
      if (isAddress) return this.#checkAddress({ ...asked, value }, plus - site.addend);
      return this.#checkSlot(placed, asked, Number(plus));
    }
    if (plus !== site.addend) return problem('start-up', `${plus} is added there, not the addend`);
    return this.#checkGot(asked, global);
  }

  /**
   * What a loader chooses comes into a thread's own data when the thread is started, in a module that is not moved too.
   * `wasm-ld` 19 writes it into the first thread's data then, whichever thread it is: where is not looked at.
   */
  #isWrittenByThreads({ payload }: Placed, asked: Asked): boolean {
    const { isMoved, threadRelocations } = this.#output;
    if (asked.meaning.kind !== 'undefined' || payload.kind !== 'data') return false;
    if (isMoved || !this.#placements.isThreadLocal(payload)) return false;
    if (threadRelocations === undefined) return true;
    const { kind, addend } = asked.site;
    return [...threadRelocations.values()].some(
      ({ global, plus, sizeBytes }) =>
        sizeBytes === kind.width && plus === addend && this.#checkGot(asked, global) === undefined,
    );
  }

  /** Its address counts from its thread's base. */
  #isOfThread({ meaning }: Asked): boolean {
    return meaning.kind === 'data' && this.#placements.isThreadLocal(meaning.payload);
  }

  #checkFunction({ meaning, symbol }: Asked, index: number): Problem | undefined {
    if (meaning.kind === 'function') {
      const imported = this.#output.importAt('function', index);
      const field = this.#inputs.targetName(symbol);
      if (imported !== undefined && this.#output.isMoved && isReplaceable(meaning.payload, field)) {
        return this.#checkImport({ import: { module: 'env', field } }, imported);
      }
      return meaning.agrees ? this.#placements.placeFunction(meaning.payload, index) : this.#checkStub(index);
    }
    if (meaning.kind !== 'undefined') return problem('value', `a ${meaning.kind} symbol has no function index`);
    const wanted = this.#output.importAt('function', index);
    if (wanted !== undefined) return this.#checkImport(meaning, wanted, this.#output.functionType(index));
    if (this.#isTrap(index)) return undefined;
    if (meaning.weak && !isLinkersOwn(meaning.name))
      return problem('value', `function ${index} does not trap, and the symbol is weak and undefined`);
    const name = this.#output.functionName(index);
    const other = name !== undefined && name !== meaning.name && !isMangled(meaning.name);
    if (other) return problem('value', `function ${index} is named ${name}`);
    const claimed = this.#placements.functionAt(index);
    if (claimed !== undefined) return problem('value', `function ${index} is one of the inputs`);
    return this.#placements.placeOwn(`function ${meaning.name}`, index);
  }

  #checkStub(index: number): Problem | undefined {
    return this.#isTrap(index) ? undefined : problem('value', `function ${index} does not trap, and signatures differ`);
  }

  #checkImport(
    meaning: Pick<UndefinedMeaning, 'import'> & Partial<Pick<UndefinedMeaning, 'type'>>,
    wanted: { readonly module: string; readonly field: string },
    type?: FunctionType,
  ): Problem | undefined {
    const { module, field } = meaning.import;
    if (wanted.module !== module || wanted.field !== field) {
      return problem('value', `that imports ${wanted.module}.${wanted.field}, not ${module}.${field}`);
    }
    if (type === undefined || meaning.type === undefined || sameType(type, meaning.type)) return undefined;
    return problem('value', `${module}.${field} is imported with another type`);
  }

  /** `unreachable` and nothing else. */
  #isTrap(index: number): boolean {
    const { bytes } = this.#output.body(index) ?? {};
    return bytes?.length === 3 && bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 0x0b;
  }

  #checkSlot({ payload }: Placed, asked: Asked, slot: number): Problem | undefined {
    const index = this.#output.functionAt(slot);
    if (slot === 0 && isNull(asked.meaning)) return undefined;
    if (payload.kind === 'custom' && slot === 0 && !this.#hasSlot(asked.meaning)) return undefined;
    if (index === undefined) return problem('value', `no function is at slot ${slot}`);
    return this.#checkSlotHolder(asked, index);
  }

  /** A function has one slot, filled under that of its names which was asked for first. */
  #checkSlotHolder(asked: Asked, index: number): Problem | undefined {
    const { meaning } = asked;
    const imported = this.#output.isMoved ? this.#output.importAt('function', index) : undefined;
    const isAlias = imported?.module === 'env' && meaning.kind === 'function';
    if (isAlias && isReplaceable(meaning.payload, imported.field)) return undefined;
    return this.#checkFunction(asked, index);
  }

  #hasSlot(meaning: Meaning): boolean {
    const placed = meaning.kind === 'function' ? this.#placements.of(meaning.payload) : undefined;
    return placed !== undefined && this.#output.slotsOf(placed.place).length > 0;
  }

  /** `value` without the addend: the symbol's own address. */
  #checkAddress({ site, meaning, value }: Asked, address: bigint): Problem | undefined {
    const own = Number(cutToSite(address, site.kind));
    switch (meaning.kind) {
      case 'data':
        return this.#checkData(meaning, own, Number(site.addend));
      case 'absolute': {
        const wanted = cutToSite(BigInt(meaning.address), site.kind);
        return BigInt(own) === wanted ? undefined : problem('value', `the symbol's address is ${wanted}, here ${own}`);
      }
      case 'undefined':
        if (value === 0n) return undefined;
        if (meaning.weak && !isLinkersOwn(meaning.name))
          return problem('value', 'the symbol is weak and undefined, its address is 0');
        return this.#placements.placeOwn(`address ${meaning.name}`, own);
      default:
        return problem('value', `a ${meaning.kind} symbol has no address`);
    }
  }

  #checkData({ payload, offset }: DataMeaning, address: number, addend: number): Problem | undefined {
    const fault = this.#placements.placeData(payload, offset, address);
    if (fault === undefined) return undefined;
    const wouldBe = (other: number) => other !== address && this.#placements.mayBeAt(payload, offset, other);
    const cause =
      (wouldBe(address + offset) && "address: the symbol's offset in its segment is left out") ||
      (wouldBe(address + addend) && 'address: the addend is left out') ||
      (wouldBe(address - addend) && 'address: the addend is added twice');
    return cause ? { ...fault, cause } : fault;
  }

  #checkGlobal(asked: Asked, index: number): Problem | undefined {
    const { symbol } = asked;
    return symbol.kind === 'global' ? this.#checkElement(asked, index) : this.#checkGot(asked, index);
  }

  #checkElement({ meaning, symbol }: Asked, index: number): Problem | undefined {
    if (meaning.kind === 'element') {
      return this.#placements.placeElement(meaning.object, meaning.space, meaning.index, index);
    }
    if (meaning.kind !== 'undefined') return problem('value', `a ${meaning.kind} symbol has no index of its own`);
    const space = symbol.kind === 'table' || symbol.kind === 'tag' ? symbol.kind : 'global';
    const wanted = this.#output.importAt(space, index);
    if (wanted !== undefined) return this.#checkImport(meaning, wanted);
    const exists = space === 'global' ? this.#output.global(index) !== undefined : this.#exists(space, index);
    if (!exists) return problem('value', `there is no ${space} ${index}`);
    const name = space === 'global' ? this.#output.globalName(index) : undefined;
    if (name !== undefined && name !== meaning.name && !name.endsWith(`.internal.${meaning.name}`)) {
      return problem('value', `global ${index} is named ${name}`);
    }
    return this.#placements.placeOwn(`${space} ${meaning.name}`, index);
  }

  #exists(space: 'table' | 'tag', index: number): boolean {
    return space === 'table' ? this.#output.tableExists(index) : this.#output.tagType(index) !== undefined;
  }

  /** The index of a function or data symbol as a global: a global that holds its slot or its address. */
  #checkGot(asked: Asked, index: number): Problem | undefined {
    const { symbol } = asked;
    const wanted = this.#output.importAt('global', index);
    if (wanted !== undefined) {
      const module = symbol.kind === 'function' ? 'GOT.func' : 'GOT.mem';
      if (wanted.module === module && wanted.field === this.#inputs.targetName(symbol)) return undefined;
      return problem('value', `global ${index} imports ${wanted.module}.${wanted.field}`);
    }
    // In a module that is moved perhaps with the base added.
    const init = this.#output.global(index)?.init;
    const held = init && constantOffset(init);
    if (held === undefined) return problem('value', `global ${index} holds no number`);
    if (symbol.kind === 'data') return this.#checkAddress({ ...asked, value: held }, held);
    if (held === 0n && isNull(asked.meaning)) return undefined;
    const at = this.#output.functionAt(Number(held));
    if (at === undefined) return problem('value', `global ${index} holds ${held}, where no function is`);
    return this.#checkSlotHolder(asked, at);
  }

  #checkFunctionOffset({ site, meaning, value }: Asked): Problem | undefined {
    if (meaning.kind !== 'function') return this.#checkWithoutPlace({ site, value }, meaning);
    // Offsets into a body whose sites were shortened are nobody's: the addend counts the bytes that were there.
    if (this.#rules.compressed) return undefined;
    const placed = this.#placements.of(meaning.payload);
    if (placed === undefined) {
      const begin = Number(cutToSite(value - site.addend, site.kind));
      const index = this.#output.functionBeginningAt(begin);
      if (index !== undefined) return this.#placements.placeFunction(meaning.payload, index);
      return problem('value', `no function begins at ${begin}, and no tombstone stands here`);
    }
    const wanted = cutToSite(BigInt(this.#output.body(placed.place)!.offset) + site.addend, site.kind);
    return value === wanted ? undefined : problem('value', `${wanted} is the function's offset with the addend`);
  }

  #checkSectionOffset({ site, meaning, value }: Asked): Problem | undefined {
    if (meaning.kind !== 'section') return this.#checkWithoutPlace({ site, value }, meaning);
    const target = meaning.object.custom(meaning.index);
    const { name = '' } = meaning.object.wasm.sections[meaning.index]!;
    if (isMergedSection(name))
      return this.#checkMergedString(target.bytes, Number(site.addend), { name, at: Number(value) });
    const placed = this.#placements.of(target);
    // It was stripped, and what is at no place has no offset.
    if (placed === undefined) return undefined;
    const wanted = cutToSite(BigInt(placed.place) + site.addend, site.kind);
    return value === wanted ? undefined : problem('value', `${wanted} is the section's offset with the addend`);
  }

  #checkMergedString(
    input: Uint8Array,
    begin: number,
    { name, at }: { readonly name: string; readonly at: number },
  ): Problem | undefined {
    const content = this.#output.customs(name)[0]?.content;
    if (content === undefined) return undefined;
    const end = input.indexOf(0, begin) + 1;
    const differs = input.subarray(begin, end).some((byte, i) => byte !== content[at + i]);
    return differs ? problem('value', `at offset ${at} of ${name} there is not the string`) : undefined;
  }

  #checkWithoutPlace({ site, value }: Pick<Asked, 'site' | 'value'>, meaning: Meaning): Problem | undefined {
    if (value === cutToSite(site.addend, site.kind)) return undefined;
    return problem('value', `the ${meaning.kind} symbol is at no place, only the addend can stand here`);
  }
}

/** A site with what it refers to and what stands there. */
interface Asked {
  readonly site: Site;
  readonly symbol: ObjectSymbol;
  readonly meaning: Meaning;
  readonly value: bigint;
}

/** Its slot is 0: nothing defines it, or only with another signature. */
function isNull(meaning: Meaning): boolean {
  if (meaning.kind === 'function') return !meaning.agrees;
  return meaning.kind === 'undefined' && meaning.weak;
}

/** A weak definition: in a shared library the loader chooses, so that it is called as an import if others may see it. */
function isReplaceable({ object, index, kind }: Payload, name: string): boolean {
  if (kind !== 'function') return false;
  return object.wasm.linking.symbols.some(
    (symbol) =>
      symbol.name === name &&
      symbol.kind === 'function' &&
      symbol.index - object.importCount('function') === index &&
      isWeakSymbol(symbol),
  );
}

/** A name under which a linker may define something itself. */
const isLinkersOwn = (name: string): boolean =>
  /^__(wasm_\w+|heap_(base|end)|data_end|global_base|dso_handle|stack_(low|high|pointer)|tls_\w+|(memory|table)_base\w*|(start|stop)_\w+)$/.test(
    name,
  );

/** What stands in for an address that is not there; undefined where the addend does. */
function tombstoneOf(section: string): bigint | undefined {
  if (section === '.debug_ranges' || section === '.debug_loc') return -2n;
  return section.startsWith('.debug_') ? -1n : undefined;
}
