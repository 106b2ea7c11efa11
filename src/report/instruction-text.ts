/**
 * A function's body as instructions in the words of LLVM's assembler: what `llvm-mc` makes the same bytes of, but for the
 * values at relocation sites. In: the body without its size, and what stands at a site. Out: lines.
 * Throws an Error that says which instruction there are no words for: those that compilers write by numbers which change
 * when they are assembled again, and those that no scenario has.
 * Not here: symbols and directives (`object-assembly.ts`).
 */
import { ByteReader, type ValueType, valueTypeName } from '../wasm/index.ts';

export interface BodyText {
  readonly locals: readonly string[];
  readonly lines: readonly string[];
}

/** The expression at a site of the body, by its offset; undefined where there is none. */
export type SiteText = (offset: number) => string | undefined;

/** `signature` in the words of a `.functype` for a type by its index. */
export interface BodyContext {
  readonly siteText: SiteText;
  readonly signature: (typeIndex: number) => string;
}

export function bodyText(bytes: Uint8Array, context: BodyContext): BodyText {
  const reader = new ByteReader(bytes);
  const locals: string[] = [];
  for (let groups = reader.uleb32(); groups > 0; groups--) {
    const count = reader.uleb32();
    const type = typeWord(reader.u8());
    if (locals.length + count > mostLocals) throw new Error(`a function has more than ${mostLocals} locals`);
    for (let i = 0; i < count; i++) locals.push(type);
  }
  return { locals, lines: new InstructionReader(reader, context).lines() };
}

/** Each is a word in the text. */
const mostLocals = 10_000;

export function typeWord(type: ValueType): string {
  const name = valueTypeName(type);
  if (name === 'unknown') throw new Error(`type 0x${type.toString(16)} has no word`);
  return name;
}

type Operands = 'none' | 'index' | 'symbol' | 'memory' | 'constant' | 'opens' | 'continues' | 'closes';

class InstructionReader {
  readonly #reader: ByteReader;
  readonly #context: BodyContext;
  /** Open blocks, as their ends are called. */
  readonly #open: string[] = ['function'];

  constructor(reader: ByteReader, context: BodyContext) {
    this.#reader = reader;
    this.#context = context;
  }

  lines(): string[] {
    const lines: string[] = [];
    while (this.#open.length > 0) lines.push(this.#instruction());
    if (!this.#reader.atEnd) throw new Error('a function goes on behind its end');
    return lines;
  }

  #instruction(): string {
    const code = this.#reader.u8();
    if (code === refNull) return `ref.null_${typeWord(this.#reader.u8()).replace(/ref$/, '')}`;
    if (code === callIndirect) return `call_indirect ${this.#indirectCall()}`;
    const key = code === prefix ? prefixed(this.#reader.uleb32()) : code;
    const name = names.get(key);
    if (name === undefined) throw new Error(`instruction 0x${key.toString(16)} has no words here`);
    const operands = this.#operands(name, operandsOf(name));
    return name === 'end' ? operands : `${name}${operands && ` ${operands}`}`;
  }

  #operands(name: string, operands: Operands): string {
    switch (operands) {
      case 'none':
        return '';
      case 'index':
        return String(this.#reader.uleb32());
      case 'symbol':
      case 'continues':
        return name === 'else' || name === 'catch_all' ? '' : this.#symbol(name);
      case 'memory':
        return this.#memory(name);
      case 'constant':
        return this.#constant(name);
      case 'opens':
        this.#open.push(name);
        return this.#blockType();
      case 'closes':
        return `end_${this.#open.pop()}`;
    }
  }

  #indirectCall(): string {
    const { offset } = this.#reader;
    const typeIndex = this.#reader.uleb32();
    if (this.#context.siteText(offset) === undefined) throw new Error('call_indirect has no relocation for its type');
    const table = this.#context.siteText(this.#reader.offset);
    const number = this.#reader.uleb32();
    if (table === undefined && number !== 0) throw new Error('call_indirect names a table by its number');
    return [...(table === undefined ? [] : [table]), this.#context.signature(typeIndex)].join(', ');
  }

  #symbol(name: string): string {
    const text = this.#context.siteText(this.#reader.offset);
    this.#reader.uleb32();
    if (text === undefined) throw new Error(`${name} has no relocation`);
    return text;
  }

  #memory(name: string): string {
    const align = this.#reader.uleb32();
    const site = this.#context.siteText(this.#reader.offset);
    const offset = this.#reader.uleb64();
    return `${site ?? offset}${align === naturalAlignment(name) ? '' : `:p2align=${align}`}`;
  }

  #constant(name: string): string {
    const site = this.#context.siteText(this.#reader.offset);
    if (name === 'i32.const') {
      const value = this.#reader.sleb32();
      return site ?? String(value);
    }
    const value = this.#reader.sleb64();
    return site ?? String(value);
  }

  #blockType(): string {
    const begin = this.#reader.position;
    const first = this.#reader.u8();
    if (first === 0x40) return '';
    if (first >= 0x40 && first < 0x80) return typeWord(first);
    this.#reader.position = begin;
    const { offset } = this.#reader;
    const type = this.#reader.uleb32();
    if (this.#context.siteText(offset) === undefined) throw new Error('a block has no relocation for its type');
    return this.#context.signature(type);
  }
}

const callIndirect = 0x11;
const refNull = 0xd0;
const prefix = 0xfc;
const prefixed = (code: number): number => 0xfc00 | code;

/** As many bytes as the access has. */
function naturalAlignment(name: string): number {
  const narrow = /(8|16|32)(_[su])?$/.exec(name.replace(/^[if]\d\d/, ''))?.[1];
  const bits = Number(narrow ?? /^[if](\d\d)/.exec(name)?.[1]);
  return Math.log2(bits / 8);
}

function operandsOf(name: string): Operands {
  if (/^(local\.|br$|br_if|rethrow|memory\.(size|grow))/.test(name)) return 'index';
  if (/^(call|return_call|global\.|table\.|throw|ref\.func)/.test(name)) return 'symbol';
  if (/^(else|catch)/.test(name)) return 'continues';
  if (/\.(load|store)/.test(name)) return 'memory';
  if (/\.const$/.test(name)) return 'constant';
  if (/^(block|loop|if|try)$/.test(name)) return 'opens';
  return name === 'end' ? 'closes' : 'none';
}

/** Names in the order of their codes; `-` is passed over. */
const runs: readonly (readonly [first: number, names: string])[] = [
  [0x00, 'unreachable nop block loop if else try catch throw rethrow - end br br_if - return call'],
  [0x19, 'catch_all drop'],
  [0x20, 'local.get local.set local.tee global.get global.set table.get table.set'],
  [0x28, 'i32.load i64.load f32.load f64.load i32.load8_s i32.load8_u i32.load16_s i32.load16_u'],
  [0x30, 'i64.load8_s i64.load8_u i64.load16_s i64.load16_u i64.load32_s i64.load32_u i32.store i64.store'],
  [0x38, 'f32.store f64.store i32.store8 i32.store16 i64.store8 i64.store16 i64.store32 memory.size memory.grow'],
  [0x41, 'i32.const i64.const'],
  [0x45, 'i32.eqz i32.eq i32.ne i32.lt_s i32.lt_u i32.gt_s i32.gt_u i32.le_s i32.le_u i32.ge_s i32.ge_u'],
  [0x50, 'i64.eqz i64.eq i64.ne i64.lt_s i64.lt_u i64.gt_s i64.gt_u i64.le_s i64.le_u i64.ge_s i64.ge_u'],
  [0x5b, 'f32.eq f32.ne f32.lt f32.gt f32.le f32.ge f64.eq f64.ne f64.lt f64.gt f64.le f64.ge'],
  [0x67, 'i32.clz i32.ctz i32.popcnt i32.add i32.sub i32.mul i32.div_s i32.div_u i32.rem_s i32.rem_u'],
  [0x71, 'i32.and i32.or i32.xor i32.shl i32.shr_s i32.shr_u i32.rotl i32.rotr'],
  [0x79, 'i64.clz i64.ctz i64.popcnt i64.add i64.sub i64.mul i64.div_s i64.div_u i64.rem_s i64.rem_u'],
  [0x83, 'i64.and i64.or i64.xor i64.shl i64.shr_s i64.shr_u i64.rotl i64.rotr'],
  [0xa7, 'i32.wrap_i64 i32.trunc_f32_s i32.trunc_f32_u i32.trunc_f64_s i32.trunc_f64_u'],
  [0xac, 'i64.extend_i32_s i64.extend_i32_u i64.trunc_f32_s i64.trunc_f32_u i64.trunc_f64_s i64.trunc_f64_u'],
  [0xb2, 'f32.convert_i32_s f32.convert_i32_u f32.convert_i64_s f32.convert_i64_u f32.demote_f64'],
  [0xb7, 'f64.convert_i32_s f64.convert_i32_u f64.convert_i64_s f64.convert_i64_u f64.promote_f32'],
  [0xbc, 'i32.reinterpret_f32 i64.reinterpret_f64 f32.reinterpret_i32 f64.reinterpret_i64'],
  [0xc0, 'i32.extend8_s i32.extend16_s i64.extend8_s i64.extend16_s i64.extend32_s'],
  [0xd1, 'ref.is_null ref.func'],
  [prefixed(0x0f), 'table.grow table.size table.fill'],
];

const names: ReadonlyMap<number, string> = new Map(
  runs.flatMap(([first, words]) =>
    words.split(' ').flatMap((name, i) => (name === '-' ? [] : [[first + i, name] as const])),
  ),
);
