/**
 * Rust names, mangled after the scheme called v0 (RFC 2603). A mangled name in, its text out, as LLVM 19 prints it;
 * undefined if it is not one. Names of Rust's older scheme are C++ names to a linker.
 * Text is printed while it is parsed: a back reference parses an earlier part of the name once more. What that may cost
 * is bounded by a `PrintingBudget`, and nesting by the same depth as in LLVM.
 */
import { maximumRustNesting } from '../limits.ts';
import { textToBytes } from './byte-text.ts';
import { decodePunycode } from './punycode.ts';
import { booleanText, characterText, integerText } from './rust-consts.ts';
import { type RustIdentifier, RustReader } from './rust-reader.ts';
import { orUndefined, PrintingBudget, unparsable } from './unparsable.ts';

/** `mangled` begins with `_R`; its characters are bytes. */
export function demangleRust(mangled: string): string | undefined {
  const dot = mangled.indexOf('.');
  const name = dot < 0 ? mangled.slice(2) : mangled.slice(2, dot);
  const suffix = dot < 0 ? '' : ` (${mangled.slice(dot)})`;
  const text = orUndefined(() => new RustName(name).demangle());
  return text === undefined ? undefined : text + suffix;
}

const basicTypes: ReadonlyMap<string, string> = new Map([
  ['a', 'i8'],
  ['b', 'bool'],
  ['c', 'char'],
  ['d', 'f64'],
  ['e', 'str'],
  ['f', 'f32'],
  ['h', 'u8'],
  ['i', 'isize'],
  ['j', 'usize'],
  ['l', 'i32'],
  ['m', 'u32'],
  ['n', 'i128'],
  ['o', 'u128'],
  ['p', '_'],
  ['s', 'i16'],
  ['t', 'u16'],
  ['u', '()'],
  ['v', '...'],
  ['x', 'i64'],
  ['y', 'u64'],
  ['z', '!'],
]);

const INTEGER_TYPES = 'ahijlmnostxy';

class RustName {
  readonly #reader: RustReader;
  readonly #budget: PrintingBudget;
  #text = '';
  /** Parts of a name that only make it unique are parsed without being printed. */
  #isSilent = false;
  #nesting = 0;
  #boundLifetimes = 0;

  constructor(name: string) {
    this.#reader = new RustReader(name);
    this.#budget = new PrintingBudget(name.length);
  }

  /** `<symbol-name> ::= _R <path> [<instantiating-crate>]` */
  demangle(): string {
    this.#path();
    if (this.#reader.at < this.#reader.length) this.#silently(() => this.#path());
    return this.#reader.at === this.#reader.length ? this.#text : unparsable();
  }

  /** `leavesOpen`: generic arguments are left without their `>`. Tells whether there are such. */
  #path({ inType = false, leavesOpen = false } = {}): boolean {
    return this.#nested(() => {
      switch (this.#reader.next()) {
        case 'C':
          this.#reader.optionalNumber('s');
          this.#printIdentifier(this.#reader.identifier());
          return false;
        case 'M':
          this.#implementationPath();
          this.#enclosed('<', () => this.#type(), '>');
          return false;
        case 'X':
          this.#implementationPath();
          this.#typeAsTrait();
          return false;
        case 'Y':
          this.#typeAsTrait();
          return false;
        case 'N':
          this.#nestedPath(inType);
          return false;
        case 'I':
          return this.#genericPath(inType, leavesOpen);
        case 'B':
          return this.#backReference(() => this.#path({ inType, leavesOpen })) ?? false;
        default:
          return unparsable();
      }
    });
  }

  #implementationPath(): void {
    this.#silently(() => {
      this.#reader.optionalNumber('s');
      this.#path();
    });
  }

  #typeAsTrait(): void {
    this.#print('<');
    this.#type();
    this.#print(' as ');
    this.#path({ inType: true });
    this.#print('>');
  }

  /** `N <namespace> <path> <identifier>` */
  #nestedPath(inType: boolean): void {
    const namespace = this.#reader.next();
    if (!/^[a-zA-Z]$/.test(namespace)) unparsable();
    this.#path({ inType });
    const disambiguator = this.#reader.optionalNumber('s');
    const identifier = this.#reader.identifier();
    if (namespace < 'a') {
      this.#print(`::{${specialNamespaces.get(namespace) ?? namespace}`);
      if (identifier.name !== '') this.#print(':');
      this.#printIdentifier(identifier);
      this.#print(`#${disambiguator}}`);
    } else if (identifier.name !== '') {
      this.#print('::');
      this.#printIdentifier(identifier);
    }
  }

  /** `I <path> <generic-arg>* E` */
  #genericPath(inType: boolean, leavesOpen: boolean): boolean {
    this.#path({ inType });
    this.#print(inType ? '<' : '::<');
    this.#listUntilEnd(', ', () => this.#genericArgument());
    if (!leavesOpen) this.#print('>');
    return leavesOpen;
  }

  #genericArgument(): void {
    if (this.#reader.take('L')) this.#printLifetime(this.#reader.number());
    else if (this.#reader.take('K')) this.#constant();
    else this.#type();
  }

  #type(): void {
    this.#nested(() => {
      const letter = this.#reader.look();
      const basic = basicTypes.get(letter);
      if (basic !== undefined) {
        this.#reader.next();
        this.#print(basic);
      } else if (!this.#compoundType(letter)) {
        this.#path({ inType: true });
      }
    });
  }

  /** A type that is no path; whether it is one. */
  #compoundType(letter: string): boolean {
    if (!'ASTRQPOFDB'.includes(letter)) return false;
    this.#reader.next();
    switch (letter) {
      case 'A':
        this.#print('[');
        this.#type();
        this.#enclosed('; ', () => this.#constant(), ']');
        break;
      case 'S':
        this.#enclosed('[', () => this.#type(), ']');
        break;
      case 'T':
        this.#enclosed('(', () => this.#tupleMembers(), ')');
        break;
      case 'R':
        this.#referenceType('');
        break;
      case 'Q':
        this.#referenceType('mut ');
        break;
      case 'P':
        this.#enclosed('*const ', () => this.#type(), '');
        break;
      case 'O':
        this.#enclosed('*mut ', () => this.#type(), '');
        break;
      case 'F':
        this.#withLifetimes(() => this.#functionSignature());
        break;
      case 'D':
        this.#dynType();
        break;
      default:
        this.#backReference(() => this.#type());
    }
    return true;
  }

  #tupleMembers(): void {
    const members = this.#listUntilEnd(', ', () => this.#type());
    if (members === 1) this.#print(',');
  }

  #referenceType(mutability: string): void {
    this.#print('&');
    const lifetime = this.#reader.take('L') ? this.#reader.number() : 0n;
    if (lifetime > 0n) {
      this.#printLifetime(lifetime);
      this.#print(' ');
    }
    this.#print(mutability);
    this.#type();
  }

  /** `<fn-sig> ::= [<binder>] [U] [K <abi>] <type>* E <type>` */
  #functionSignature(): void {
    this.#binder();
    if (this.#reader.take('U')) this.#print('unsafe ');
    if (this.#reader.take('K')) this.#print(`extern "${this.#abi()}" `);
    this.#print('fn(');
    this.#listUntilEnd(', ', () => this.#type());
    this.#print(')');
    if (this.#reader.take('u')) return;
    this.#print(' -> ');
    this.#type();
  }

  #abi(): string {
    if (this.#reader.take('C')) return 'C';
    const { name, isPunycode } = this.#reader.identifier();
    return isPunycode ? unparsable() : name.replaceAll('_', '-');
  }

  /** `D <dyn-bounds> L <lifetime>` */
  #dynType(): void {
    this.#withLifetimes(() => {
      this.#print('dyn ');
      this.#binder();
      this.#listUntilEnd(' + ', () => this.#dynTrait());
    });
    if (!this.#reader.take('L')) unparsable();
    const lifetime = this.#reader.number();
    if (lifetime === 0n) return;
    this.#print(' + ');
    this.#printLifetime(lifetime);
  }

  /** `<dyn-trait> ::= <path> (p <identifier> <type>)*`: associated types stand among the generic arguments. */
  #dynTrait(): void {
    let isOpen = this.#path({ inType: true, leavesOpen: true });
    while (this.#reader.take('p')) {
      this.#print(isOpen ? ', ' : '<');
      isOpen = true;
      this.#print(this.#reader.identifier().name);
      this.#print(' = ');
      this.#type();
    }
    if (isOpen) this.#print('>');
  }

  /** `<binder> ::= G <number>`; may be absent. Each lifetime is used further on, so that a name bounds their number. */
  #binder(): void {
    const count = this.#reader.optionalNumber('G');
    if (count === 0n) return;
    if (count >= this.#reader.length - this.#boundLifetimes) unparsable();
    this.#print('for<');
    for (let lifetime = 0; lifetime < count; lifetime++) {
      this.#boundLifetimes += 1;
      if (lifetime > 0) this.#print(', ');
      this.#printLifetime(1n);
    }
    this.#print('> ');
  }

  /** `<const> ::= <type> <const-data> | p | <backref>` */
  #constant(): void {
    this.#nested(() => {
      const letter = this.#reader.next();
      if (INTEGER_TYPES.includes(letter)) this.#print(integerText(this.#reader));
      else if (letter === 'b') this.#print(booleanText(this.#reader));
      else if (letter === 'c') this.#print(characterText(this.#reader));
      else if (letter === 'p') this.#print('_');
      else if (letter === 'B') this.#backReference(() => this.#constant());
      else unparsable();
    });
  }

  /** Parses `part` at an earlier place, to print it; nothing is to be learnt from it in silence. */
  #backReference<Result>(part: () => Result): Result | undefined {
    const place = this.#reader.number();
    const end = this.#reader.at;
    if (place >= end) unparsable();
    if (this.#isSilent) return undefined;
    this.#reader.at = Number(place);
    const result = part();
    this.#reader.at = end;
    return result;
  }

  #listUntilEnd(separator: string, item: () => void): number {
    let count = 0;
    for (; !this.#reader.take('E'); count++) {
      if (count > 0) this.#print(separator);
      item();
    }
    return count;
  }

  #enclosed(before: string, part: () => void, after: string): void {
    this.#print(before);
    part();
    this.#print(after);
  }

  #nested<Result>(part: () => Result): Result {
    if (this.#nesting >= maximumRustNesting) unparsable();
    this.#budget.spend(1);
    this.#nesting += 1;
    const result = part();
    this.#nesting -= 1;
    return result;
  }

  #silently(part: () => unknown): void {
    const wasSilent = this.#isSilent;
    this.#isSilent = true;
    part();
    this.#isSilent = wasSilent;
  }

  /** The lifetimes bound within `part` are known only there. */
  #withLifetimes(part: () => void): void {
    const outer = this.#boundLifetimes;
    part();
    this.#boundLifetimes = outer;
  }

  /** 0 is the erased lifetime; others count outwards from the innermost bound one. */
  #printLifetime(index: bigint): void {
    if (index > this.#boundLifetimes) unparsable();
    const depth = this.#boundLifetimes - Number(index);
    if (index === 0n) this.#print("'_");
    else this.#print(depth < 26 ? `'${String.fromCharCode(97 + depth)}` : `'z${depth - 25}`);
  }

  #printIdentifier({ name, isPunycode }: RustIdentifier): void {
    if (!isPunycode) this.#print(name);
    else if (!this.#isSilent) this.#print(textToBytes(decodePunycode(name, this.#budget)));
  }

  #print(text: string): void {
    this.#budget.spend(text.length);
    if (!this.#isSilent) this.#text += text;
  }
}

const specialNamespaces: ReadonlyMap<string, string> = new Map([
  ['C', 'closure'],
  ['S', 'shim'],
]);
