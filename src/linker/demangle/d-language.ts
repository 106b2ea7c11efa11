/**
 * Names of the D language, as far as LLVM 19 knows them: qualified names of variables of type `int` and of what the
 * compiler adds to a class or module, with back references. A mangled name in, its text out; undefined if it is not one.
 */
import { isDigit } from './byte-text.ts';
import { orUndefined, PrintingBudget, unparsable } from './unparsable.ts';

/** `mangled` begins with `_D`; its characters are bytes. */
export function demangleD(mangled: string): string | undefined {
  if (mangled === '_Dmain') return 'D main';
  const text = orUndefined(() => new DName(mangled).demangle());
  return text === '' ? undefined : text;
}

/** Names that the compiler gives, each before the `Z` that ends the symbol: what is put in front of the owner's name. */
const compilerNames: ReadonlyMap<string, string> = new Map([
  ['__init', 'initializer for '],
  ['__vtbl', 'vtable for '],
  ['__Class', 'ClassInfo for '],
  ['__Interface', 'Interface for '],
  ['__ModuleInfo', 'ModuleInfo for '],
]);

class DName {
  readonly #mangled: string;
  readonly #budget: PrintingBudget;
  #text = '';

  constructor(mangled: string) {
    this.#mangled = mangled;
    this.#budget = new PrintingBudget(mangled.length);
  }

  /** `_D <qualified-name> (Z | <type>)` */
  demangle(): string {
    const at = this.#qualifiedName('_D'.length);
    const end = this.#look(at) === 'Z' ? at + 1 : this.#type(at);
    return end === this.#mangled.length || this.#look(end) === '\0' ? this.#text : unparsable();
  }

  #look(at: number): string {
    return this.#mangled[at] ?? '';
  }

  /** Each of these takes the place where it begins, and gives the place after it. */
  #qualifiedName(start: number): number {
    let at = start;
    let isFirst = true;
    do {
      // Anonymous scopes.
      if (this.#look(at) === '0') {
        while (this.#look(at) === '0') at += 1;
        continue;
      }
      if (!isFirst) this.#text += '.';
      isFirst = false;
      at = this.#identifier(at);
    } while (this.#isSymbolName(at));
    return at;
  }

  #isSymbolName(at: number): boolean {
    if (isDigit(this.#look(at))) return true;
    if (this.#look(at) !== 'Q') return false;
    const found = this.#backReference(at);
    return found !== undefined && isDigit(this.#look(found.to));
  }

  #identifier(start: number): number {
    let at = start;
    for (;;) {
      if (this.#look(at) === 'Q') return this.#identifierBackReference(at);
      const { length, end } = this.#length(at);
      if (length === 0) unparsable();
      if (!this.#isFakeParent(end, length)) return this.#name(end, length);
      at = end + length;
    }
  }

  /** `__S` and digits: put before declarations of one function that would have the same name. */
  #isFakeParent(at: number, length: number): boolean {
    return length >= 4 && /^__S[0-9]*$/.test(this.#mangled.slice(at, at + length));
  }

  #identifierBackReference(at: number): number {
    const { to, end } = this.#backReference(at) ?? unparsable();
    const { length, end: name } = this.#length(to);
    // It lies before the reference, and so does not reach to the end.
    if (name + length >= this.#mangled.length) unparsable();
    this.#name(name, length);
    return end;
  }

  #name(at: number, length: number): number {
    this.#budget.spend(1 + length);
    const name = this.#mangled.slice(at, at + length);
    const prefix = this.#look(at + length) === 'Z' ? compilerNames.get(name) : undefined;
    if (prefix === undefined) {
      this.#text += name;
    } else {
      // The dot that was to join the name to its owner's goes.
      this.#budget.spend(this.#text.length);
      this.#text = (prefix + this.#text).slice(0, -1);
    }
    return at + length;
  }

  /** A number in front of a name. One beyond the end of the mangled name is wrong anyway, and need not be exact. */
  #length(at: number): { length: number; end: number } {
    let end = at;
    let length = 0;
    for (; isDigit(this.#look(end)); end++) length = length * 10 + Number(this.#look(end));
    return end === at ? unparsable() : { length, end };
  }

  /** `int`, or a reference back to it, maybe by way of others. */
  #type(start: number): number {
    let at = start;
    let end: number | undefined;
    while (this.#look(at) === 'Q') {
      const found = this.#backReference(at) ?? unparsable();
      end ??= found.end;
      at = found.to;
    }
    return this.#look(at) === 'i' ? (end ?? at + 1) : unparsable();
  }

  /** `Q`, capital letters, and a small letter: how far back, in base 26. There may be nothing at that place. */
  #backReference(at: number): { to: number; end: number } | undefined {
    let distance = 0;
    for (let end = at + 1; ; end++) {
      const letter = this.#look(end);
      if (letter >= 'a' && letter <= 'z') {
        const to = at - (distance * 26 + letter.charCodeAt(0) - 97);
        return to === at ? undefined : { to, end: end + 1 };
      }
      if (letter < 'A' || letter > 'Z') return undefined;
      distance = distance * 26 + letter.charCodeAt(0) - 65;
    }
  }
}
