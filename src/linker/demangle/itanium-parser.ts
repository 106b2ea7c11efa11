/**
 * What the productions of the Itanium grammar share while one name is parsed: the place in the text, the table of
 * substitutions, the template parameters in scope. The productions themselves are in the other `itanium-*.ts` files, one a
 * part of the grammar; they are mutually recursive, so those that another file needs are reached through `Grammar`, and
 * there recursion is bounded (`itanium.ts`). The rule that fails ends the parse: the grammar needs no way back.
 */
import { isDigit } from './byte-text.ts';
import type { Entity, ForwardReference, Phrase } from './phrase.ts';
import { unparsable } from './unparsable.ts';

/** The productions through which one part of the grammar recurs into another. */
export interface Grammar {
  readonly encoding: (parser: Parser) => Entity;
  readonly name: (parser: Parser, context?: EncodingContext) => Entity;
  /** A name that a name contains, of the base class whose constructor is inherited. */
  readonly baseClassName: (parser: Parser, context?: EncodingContext) => Entity;
  readonly unscopedName: (parser: Parser, context?: EncodingContext) => UnscopedName;
  readonly closureType: (parser: Parser) => ClosureType;
  readonly type: (parser: Parser) => Entity;
  readonly qualifiedType: (parser: Parser) => Entity;
  readonly decltype: (parser: Parser) => Entity;
  readonly templateArguments: (parser: Parser, context?: EncodingContext) => Entity;
  readonly templateArgument: (parser: Parser) => TemplateArgument;
  readonly templateParameterDeclaration: (parser: Parser, into: TemplateParameters | undefined) => Entity;
  readonly expression: (parser: Parser) => Entity;
  readonly bracedExpression: (parser: Parser) => Entity;
  readonly primaryExpression: (parser: Parser) => Entity;
}

/** What the name at the head of an encoding says about the rest of it. */
export interface EncodingContext {
  /** A constructor, destructor or conversion operator: its return type is not encoded. */
  hasNoReturnType: boolean;
  endsWithTemplateArguments: boolean;
  hasExplicitObject: boolean;
  /** The qualifiers of a member function, as they are printed after its parameters. */
  qualifiers: string;
}

export interface UnscopedName {
  readonly entity: Entity;
  readonly isSubstitution: boolean;
}

export interface ClosureType {
  /** `'lambda'(int)`. */
  readonly name: Phrase;
  /** Its template parameters, constraints and parameters only, as a lambda expression shows them. */
  readonly declarator: Phrase;
}

export interface TemplateArgument {
  readonly entity: Entity;
  /** What the template parameter stands for: for an argument pack, a pack that is to be expanded. */
  readonly bound: Entity;
}

export type TemplateParameters = Entity[];

export class Parser {
  readonly #text: string;
  #at = 0;
  readonly grammar: Grammar;
  /** How many bounded productions of `grammar` are open. */
  nesting = 0;

  readonly substitutions: Entity[] = [];
  /** By nesting level: the arguments of the innermost template, then the parameters of lambdas around the place. Undefined for a lambda with `auto` only. */
  templateParameters: (TemplateParameters | undefined)[] = [];
  /** Conversion operators' template parameters, whose arguments have not been read yet. */
  readonly forwardReferences: ForwardReference[] = [];
  /** Whether template parameters may stand before their arguments here. */
  permitsForwardReferences = false;
  /** Whether template arguments after a template parameter belong to it. */
  takesTemplateArguments = true;
  isInConstraint = false;
  /** The level at which a missing template parameter means `auto`. */
  levelOfLambda: number | undefined = undefined;
  /** How many names have been invented for template parameters: types, values, templates. */
  readonly inventedNames = { $T: 0, $N: 0, $TT: 0 };

  constructor(text: string, grammar: Grammar) {
    this.#text = text;
    this.grammar = grammar;
  }

  /** How many characters are left. */
  get left(): number {
    return this.#text.length - this.#at;
  }

  /** The character at the place, or further on; empty beyond the end. */
  look(ahead = 0): string {
    return this.#text[this.#at + ahead] ?? '';
  }

  lookingAtDigit(ahead = 0): boolean {
    return isDigit(this.look(ahead));
  }

  take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  /** Takes `text`, which has to come here. */
  demand(text: string): void {
    if (!this.take(text)) unparsable();
  }

  /** The next `count` characters. */
  takeCharacters(count: number): string {
    if (count > this.left) unparsable();
    this.#at += count;
    return this.#text.slice(this.#at - count, this.#at);
  }

  takeRest(): string {
    return this.takeCharacters(this.left);
  }

  /** The digits here, if any. */
  takeDigits(): string {
    const start = this.#at;
    while (this.lookingAtDigit()) this.#at += 1;
    return this.#text.slice(start, this.#at);
  }

  /** `<number>`, with its `n` for a negative one. Empty if there is none. */
  takeNumber(): string {
    const sign = this.take('n') ? 'n' : '';
    const digits = this.takeDigits();
    return digits === '' ? '' : sign + digits;
  }

  /** Parses what comes until `end`, which is taken. */
  listUntil<Item>(end: string, item: (parser: Parser) => Item): Item[] {
    const items: Item[] = [];
    while (!this.take(end)) items.push(item(this));
    return items;
  }

  /** As `listUntil`, but there is at least one. */
  listOfSomeUntil<Item>(end: string, item: (parser: Parser) => Item): Item[] {
    return [item(this), ...this.listUntil(end, item)];
  }

  /** Adds what a later `S…_` may stand for. */
  substitutable<Found extends Entity>(entity: Found): Found {
    this.substitutions.push(entity);
    return entity;
  }

  /** Parses with some of the rules changed, which are as before when it is done. */
  with<Result>(rules: Partial<Rules>, parse: () => Result): Result {
    const { permitsForwardReferences, takesTemplateArguments, isInConstraint, levelOfLambda } = this;
    Object.assign(this, rules);
    const result = parse();
    Object.assign(this, { permitsForwardReferences, takesTemplateArguments, isInConstraint, levelOfLambda });
    return result;
  }

  /** Parses with template parameters of its own in scope, and no others. */
  withOwnTemplateParameters<Result>(parse: () => Result): Result {
    const outer = this.templateParameters;
    this.templateParameters = [];
    const result = parse();
    this.templateParameters = outer;
    return result;
  }
}

type Rules = Pick<Parser, 'permitsForwardReferences' | 'takesTemplateArguments' | 'isInConstraint' | 'levelOfLambda'>;
