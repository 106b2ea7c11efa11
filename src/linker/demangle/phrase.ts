/**
 * What a demangled C++ entity looks like before it is printed: phrases made of text and of other phrases.
 * A C++ declarator wraps around what it declares (`int (*f)(char)`), so a phrase has a left and a right side, and knows
 * whether there is something on its right, and whether it is an array or a function, which decides about parentheses.
 * The grammar (`itanium-*.ts`) makes phrases while it parses; `phrase-printer.ts` prints them. Phrases know no grammar.
 */

/** Yes, no, or undefined where it depends on the element of a parameter pack that is being printed. */
export type Known = boolean | undefined;

export interface Shape {
  /** Whether something is printed on the right of what is declared. */
  readonly hasRight: Known;
  readonly isArray: Known;
  readonly isFunction: Known;
}

/** Things that the grammar must recognise again after it has made a phrase of them. */
export type Mark = 'module' | 'template-id' | 'designator' | 'objective-c-object';

export interface Phrase {
  readonly kind: 'phrase';
  readonly left: readonly Part[];
  readonly right: readonly Part[];
  readonly shape: Shape;
  /** Whom to ask where the shape is not known. */
  readonly shapedAs: Entity | undefined;
  readonly precedence: Precedence;
  /** The name that a constructor or destructor repeats; empty if there is none. */
  readonly baseName: string;
  readonly mark: Mark | undefined;
}

/** A reference type. References to references collapse only when printed, since a pack may hide one. */
export interface Reference {
  readonly kind: 'reference';
  readonly to: Entity;
  readonly isRvalue: boolean;
  readonly shape: Shape;
}

/** A parameter pack, which prints the element that the expansion around it has come to. */
export interface Pack {
  readonly kind: 'pack';
  readonly elements: readonly Entity[];
  readonly shape: Shape;
}

/** `T...`: prints its pattern once an element. */
export interface Expansion {
  readonly kind: 'expansion';
  readonly pattern: Entity;
  readonly shape: Shape;
}

/** A template parameter that stands before its arguments, in a conversion operator's type. Set when the arguments are read. */
export interface ForwardReference {
  readonly kind: 'forward';
  readonly index: number;
  readonly shape: Shape;
  to: Entity | undefined;
}

export type Entity = Phrase | Reference | Pack | Expansion | ForwardReference;

/** What a side of a phrase is made of: text, a whole entity, or one of these. */
export type Part =
  | string
  | Entity
  /** An operand, in parentheses if it binds more weakly than the operator, or, unless `strictly`, just as weakly. */
  | { readonly kind: 'operand'; readonly of: Entity; readonly precedence: Precedence; readonly strictly: boolean }
  | { readonly kind: 'list'; readonly of: readonly Entity[] }
  /** In brackets, within which `>` ends no template argument list. */
  | { readonly kind: 'group'; readonly open: string; readonly parts: readonly Part[]; readonly close: string }
  /** A template argument list, within which `>` would end it. */
  | { readonly kind: 'angles'; readonly parts: readonly Part[] }
  /** Put in parentheses when directly within a template argument list. */
  | { readonly kind: 'guarded'; readonly parts: readonly Part[] }
  | { readonly kind: 'left-of' | 'right-of'; readonly of: Entity }
  | ByShape
  /** A space, unless `of` has something on its right. */
  | { readonly kind: 'space-without-right'; readonly of: Entity }
  /** A space, unless a `]` stands before it. */
  | { readonly kind: 'space-before-bracket' };

/** One of three texts, after what `of` turns out to be. */
export interface ByShape {
  readonly kind: 'by-shape';
  readonly of: Entity;
  readonly array: string;
  readonly function: string;
  readonly other: string;
}

/** How strongly an operator binds; the smaller, the stronger. */
export type Precedence = number;

export const precedences = {
  primary: 0,
  postfix: 1,
  unary: 2,
  cast: 3,
  memberPointer: 4,
  multiplicative: 5,
  additive: 6,
  shift: 7,
  spaceship: 8,
  relational: 9,
  equality: 10,
  and: 11,
  xor: 12,
  or: 13,
  logicalAnd: 14,
  logicalOr: 15,
  conditional: 16,
  assignment: 17,
  comma: 18,
  /** Weaker than anything: never puts parentheses. */
  none: 19,
} as const;

export const shapes = {
  plain: { hasRight: false, isArray: false, isFunction: false },
  array: { hasRight: true, isArray: true, isFunction: false },
  function: { hasRight: true, isArray: false, isFunction: true },
  /** A template parameter's declaration: its name stands on the right. */
  declaration: { hasRight: true, isArray: false, isFunction: false },
  unknown: { hasRight: undefined, isArray: undefined, isFunction: undefined },
} as const satisfies Record<string, Shape>;

interface PhraseOptions {
  readonly right?: readonly Part[];
  readonly shape?: Shape;
  readonly shapedAs?: Entity;
  readonly precedence?: Precedence;
  readonly baseName?: string;
  readonly mark?: Mark;
}

export function phrase(left: readonly Part[], options: PhraseOptions = {}): Phrase {
  return {
    kind: 'phrase',
    left,
    right: options.right ?? [],
    shape: options.shape ?? shapes.plain,
    shapedAs: options.shapedAs,
    precedence: options.precedence ?? precedences.primary,
    baseName: options.baseName ?? '',
    mark: options.mark,
  };
}

/** A name, which is its own base name. */
export function named(text: string): Phrase {
  return phrase([text], { baseName: text });
}

/** `left::right`, or with another separator; named after its right side. */
export function joined(left: Entity, separator: string, right: Entity): Phrase {
  return phrase([left, separator, right], { baseName: baseNameOf(right) });
}

/** A wrapper with a pointer's shape: it has a right side if what it points to has one, and is no array or function itself. */
export function pointerShape(to: Entity): Shape {
  return { hasRight: to.shape.hasRight, isArray: false, isFunction: false };
}

export function reference(to: Entity, isRvalue: boolean): Reference {
  return { kind: 'reference', to, isRvalue, shape: pointerShape(to) };
}

export function expansion(pattern: Entity): Expansion {
  return { kind: 'expansion', pattern, shape: shapes.plain };
}

export function pack(elements: readonly Entity[]): Pack {
  return { kind: 'pack', elements, shape: shapes.unknown };
}

export function forwardReference(index: number): ForwardReference {
  return { kind: 'forward', index, shape: shapes.unknown, to: undefined };
}

export function list(of: readonly Entity[]): Part {
  return { kind: 'list', of };
}

export function inParentheses(...parts: readonly Part[]): Part {
  return { kind: 'group', open: '(', parts, close: ')' };
}

export function inBrackets(open: string, parts: readonly Part[], close: string): Part {
  return { kind: 'group', open, parts, close };
}

export function inAngles(...parts: readonly Part[]): Part {
  return { kind: 'angles', parts };
}

export function operand(of: Entity, precedence: Precedence, strictly = false): Part {
  return { kind: 'operand', of, precedence, strictly };
}

export function leftOf(of: Entity): Part {
  return { kind: 'left-of', of };
}

export function rightOf(of: Entity): Part {
  return { kind: 'right-of', of };
}

export function baseNameOf(entity: Entity): string {
  return entity.kind === 'phrase' ? entity.baseName : '';
}

export function markOf(entity: Entity): Mark | undefined {
  return entity.kind === 'phrase' ? entity.mark : undefined;
}

export function precedenceOf(entity: Entity): Precedence {
  return entity.kind === 'phrase' ? entity.precedence : precedences.primary;
}
