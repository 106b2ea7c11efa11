/**
 * Prints phrases (`phrase.ts`) as LLVM's Itanium demangler prints its tree: an entity in, text out.
 * What a part means depends on where it is printed: within a template argument list or not, and at which element of which
 * parameter pack. That is the state of one printing, which lives in `PhrasePrinter` and ends with it.
 * Bounded: nesting by `maximumPrintedNesting`, steps and text by a `PrintingBudget`.
 */
import { maximumPrintedNesting } from '../limits.ts';
import {
  type ByShape,
  type Entity,
  type Expansion,
  type Pack,
  type Part,
  precedenceOf,
  precedences,
  type Reference,
  type Shape,
} from './phrase.ts';
import { PrintingBudget, unparsable } from './unparsable.ts';

/** The text of `entity`, for a name that was `mangledLength` long. Ends in `unparsable` when it is out of bounds. */
export function printPhrase(entity: Entity, mangledLength: number): string {
  const printer = new PhrasePrinter(mangledLength);
  printer.print(entity);
  return printer.text;
}

type Side = 'left' | 'right';

type CollapsedReference = Pick<Reference, 'to' | 'isRvalue'>;

class PhrasePrinter {
  text = '';
  /** The last piece of `text`, to look back at without flattening it. */
  #lastPiece = '';
  readonly #budget: PrintingBudget;
  #nesting = 0;
  /** Zero directly within a template argument list; brackets within it count up. */
  #brackets = 1;
  /** Which element of the packs is being expanded, out of how many; undefined while no pack has been met. */
  #element = 0;
  #elements: number | undefined;
  /** The references and forward references being printed: a malformed name can make one contain itself. */
  readonly #open = new Set<Entity>();

  constructor(mangledLength: number) {
    this.#budget = new PrintingBudget(mangledLength);
  }

  print(entity: Entity): void {
    this.#printSide(entity, 'left');
    if (entity.shape.hasRight !== false) this.#printSide(entity, 'right');
  }

  #printSide(entity: Entity, side: Side): void {
    this.#enter();
    switch (entity.kind) {
      case 'phrase':
        this.#printParts(side === 'left' ? entity.left : entity.right);
        break;
      case 'reference':
        this.#printReference(entity, side);
        break;
      case 'pack':
        this.#printElement(entity, side);
        break;
      case 'expansion':
        if (side === 'left') this.#printExpansion(entity);
        break;
      case 'forward':
        if (entity.to !== undefined && !this.#open.has(entity)) {
          this.#open.add(entity);
          this.#printSide(entity.to, side);
          this.#open.delete(entity);
        }
        break;
    }
    this.#nesting -= 1;
  }

  #printParts(parts: readonly Part[]): void {
    for (const part of parts) {
      if (typeof part === 'string') this.#write(part);
      else this.#printPart(part);
    }
  }

  #printPart(part: Exclude<Part, string>): void {
    switch (part.kind) {
      case 'operand':
        this.#printOperand(part.of, part.precedence, part.strictly);
        break;
      case 'list':
        this.#printList(part.of);
        break;
      case 'group':
        this.#printGroup(part.open, part.parts, part.close);
        break;
      case 'angles':
        this.#printAngles(part.parts);
        break;
      case 'guarded':
        if (this.#brackets === 0) this.#printGroup('(', part.parts, ')');
        else this.#printParts(part.parts);
        break;
      case 'left-of':
        this.#printSide(part.of, 'left');
        break;
      case 'right-of':
        this.#printSide(part.of, 'right');
        break;
      case 'by-shape':
        this.#write(this.#byShape(part));
        break;
      case 'space-without-right':
        this.#write(this.#knows(part.of, 'hasRight') ? '' : ' ');
        break;
      case 'space-before-bracket':
        this.#write(this.#lastPiece.endsWith(']') ? '' : ' ');
        break;
      default:
        this.print(part);
    }
  }

  #printOperand(of: Entity, precedence: number, strictly: boolean): void {
    const own = precedenceOf(of);
    if (strictly ? own > precedence : own >= precedence) this.#printGroup('(', [of], ')');
    else this.print(of);
  }

  /** Separates what is printed by commas: the expansion of an empty pack prints nothing, and takes no comma. */
  #printList(entities: readonly Entity[]): void {
    let isFirst = true;
    for (const entity of entities) {
      const { text } = this;
      const lastPiece = this.#lastPiece;
      if (!isFirst) this.#write(', ');
      const { length } = this.text;
      this.#printOperand(entity, precedences.comma, false);
      if (this.text.length === length) this.#goBackTo(text, lastPiece);
      else isFirst = false;
    }
  }

  #printGroup(open: string, parts: readonly Part[], close: string): void {
    this.#brackets += 1;
    this.#write(open);
    this.#printParts(parts);
    this.#brackets -= 1;
    this.#write(close);
  }

  #printAngles(parts: readonly Part[]): void {
    const outside = this.#brackets;
    this.#brackets = 0;
    this.#write('<');
    this.#printParts(parts);
    this.#write('>');
    this.#brackets = outside;
  }

  #byShape({ of, array, function: ofFunction, other }: ByShape): string {
    if (this.#knows(of, 'isArray')) return array;
    return this.#knows(of, 'isFunction') ? ofFunction : other;
  }

  #printReference(reference: Reference, side: Side): void {
    if (this.#open.has(reference)) return;
    this.#open.add(reference);
    const collapsed = this.#collapsed(reference);
    if (collapsed !== undefined) this.#printCollapsed(collapsed, side);
    this.#open.delete(reference);
  }

  #printCollapsed({ to, isRvalue }: CollapsedReference, side: Side): void {
    if (side === 'left') {
      this.#printSide(to, 'left');
      this.#write(this.#byShape({ kind: 'by-shape', of: to, array: ' (', function: '(', other: '' }));
      this.#write(isRvalue ? '&&' : '&');
    } else {
      this.#write(this.#byShape({ kind: 'by-shape', of: to, array: ')', function: ')', other: '' }));
      this.#printSide(to, 'right');
    }
  }

  /** A reference to a reference is one: `&&` if all are, else `&`. Undefined when it goes round in a circle. */
  #collapsed({ to, isRvalue }: Reference): CollapsedReference | undefined {
    const seen = new Set<Entity>();
    let collapsed = { to, isRvalue };
    for (;;) {
      this.#budget.spend(1);
      const next = this.#withoutGlue(collapsed.to);
      if (next.kind !== 'reference') return collapsed;
      if (seen.has(next.to)) return undefined;
      seen.add(next.to);
      collapsed = { to: next.to, isRvalue: collapsed.isRvalue && next.isRvalue };
    }
  }

  /** What a pack or a forward reference stands for at this place. */
  #withoutGlue(entity: Entity): Entity {
    this.#enter();
    let found = entity;
    if (entity.kind === 'pack') {
      const element = this.#elementOf(entity);
      if (element !== undefined) found = this.#withoutGlue(element);
    } else if (entity.kind === 'forward' && entity.to !== undefined && !this.#open.has(entity)) {
      this.#open.add(entity);
      found = this.#withoutGlue(entity.to);
      this.#open.delete(entity);
    }
    this.#nesting -= 1;
    return found;
  }

  #knows(entity: Entity, question: keyof Shape): boolean {
    const known = entity.shape[question];
    if (known !== undefined) return known;
    this.#enter();
    const answer = this.#findsOut(entity, question);
    this.#nesting -= 1;
    return answer;
  }

  #findsOut(entity: Entity, question: keyof Shape): boolean {
    switch (entity.kind) {
      case 'phrase':
        return entity.shapedAs !== undefined && this.#knows(entity.shapedAs, question);
      case 'reference':
        return this.#knows(entity.to, question);
      case 'expansion':
        return false;
      case 'pack': {
        const element = this.#elementOf(entity);
        return element !== undefined && this.#knows(element, question);
      }
      case 'forward': {
        if (entity.to === undefined || this.#open.has(entity)) return false;
        this.#open.add(entity);
        const answer = this.#knows(entity.to, question);
        this.#open.delete(entity);
        return answer;
      }
    }
  }

  #printElement(pack: Pack, side: Side): void {
    const element = this.#elementOf(pack);
    if (element !== undefined) this.#printSide(element, side);
  }

  /** The first pack that is met within an expansion, or outside of any, says how many elements there are. */
  #elementOf(pack: Pack): Entity | undefined {
    if (this.#elements === undefined) {
      this.#elements = pack.elements.length;
      this.#element = 0;
    }
    return pack.elements[this.#element];
  }

  #printExpansion({ pattern }: Expansion): void {
    const { text } = this;
    const lastPiece = this.#lastPiece;
    const outerElement = this.#element;
    const outerElements = this.#elements;
    this.#elements = undefined;
    this.print(pattern);
    const elements = this.#elementsMet();
    // What was printed of the pattern while looking for a pack has to go if the pack turned out to be empty.
    if (elements === undefined) this.#write('...');
    else if (elements === 0) this.#goBackTo(text, lastPiece);
    else this.#printFurtherElements(pattern, elements);
    this.#element = outerElement;
    this.#elements = outerElements;
  }

  #elementsMet(): number | undefined {
    return this.#elements;
  }

  #printFurtherElements(pattern: Entity, elements: number): void {
    for (let element = 1; element < elements; element++) {
      this.#write(', ');
      this.#element = element;
      this.print(pattern);
    }
  }

  #write(piece: string): void {
    if (piece === '') return;
    this.#budget.spend(piece.length);
    this.text += piece;
    this.#lastPiece = piece;
  }

  #goBackTo(text: string, lastPiece: string): void {
    this.text = text;
    this.#lastPiece = lastPiece;
  }

  #enter(): void {
    this.#budget.spend(1);
    this.#nesting += 1;
    if (this.#nesting > maximumPrintedNesting) unparsable();
  }
}
