/**
 * `<encoding>` of the Itanium grammar: a function with its type, a variable, or a special name that the compiler gives
 * to tables, thunks and guards. Parser in, phrase out.
 */
import { sequenceDigits } from './itanium-identifiers.ts';
import { moduleName } from './itanium-names.ts';
import type { EncodingContext, Parser } from './itanium-parser.ts';
import { takeConstraint } from './itanium-templates.ts';
import { type Entity, inParentheses, leftOf, list, type Part, type Phrase, phrase, rightOf, shapes } from './phrase.ts';
import { unparsable } from './unparsable.ts';

/** `<encoding> ::= <name> [<enable-if>] <type>* [Q <constraint>] | <special-name>` */
export function encoding(parser: Parser): Entity {
  return parser.withOwnTemplateParameters(() => {
    const specialName = parser.look() === 'G' || parser.look() === 'T';
    return specialName ? special(parser) : functionOrVariable(parser);
  });
}

function functionOrVariable(parser: Parser): Entity {
  const firstForward = parser.forwardReferences.length;
  const context: EncodingContext = {
    hasNoReturnType: false,
    endsWithTemplateArguments: false,
    hasExplicitObject: false,
    qualifiers: '',
  };
  const name = parser.grammar.name(parser, context);
  resolveForwardReferences(parser, firstForward);
  return isAtEnd(parser) ? name : functionEncoding(parser, name, context);
}

/** Conversion operators' template parameters now have their arguments. */
function resolveForwardReferences(parser: Parser, first: number): void {
  for (const forward of parser.forwardReferences.splice(first)) {
    forward.to = parser.templateParameters[0]?.[forward.index] ?? unparsable();
  }
}

/** None of these begins a type. */
function isAtEnd(parser: Parser): boolean {
  return parser.left === 0 || parser.look() === 'E' || parser.look() === '.' || parser.look() === '_';
}

function functionEncoding(parser: Parser, name: Entity, context: EncodingContext): Phrase {
  const attributes = enableIf(parser);
  const hasReturnType = context.endsWithTemplateArguments && !context.hasNoReturnType;
  const returned = hasReturnType ? parser.grammar.type(parser) : undefined;
  const parameters = parser.take('v') ? [] : functionParameters(parser, context);
  const constraint = takeConstraint(parser);
  const requires = constraint === undefined ? [] : [' requires ', constraint];
  const beforeName: Part[] =
    returned === undefined ? [] : [leftOf(returned), { kind: 'space-without-right', of: returned }];
  const afterParameters = returned === undefined ? [] : [rightOf(returned)];
  return phrase([...beforeName, name], {
    right: [inParentheses(list(parameters)), ...afterParameters, context.qualifiers, ...attributes, ...requires],
    shape: shapes.function,
  });
}

/** `Ua9enable_ifI <template-arg>* E`; may be absent. */
function enableIf(parser: Parser): readonly Part[] {
  if (!parser.take('Ua9enable_ifI')) return [];
  const conditions = parser.listUntil('E', (inner) => inner.grammar.templateArgument(inner).entity);
  return [' [enable_if:', list(conditions), ']'];
}

function functionParameters(parser: Parser, context: EncodingContext): readonly Entity[] {
  const first = parser.grammar.type(parser);
  const parameters = [context.hasExplicitObject ? phrase(['this ', first]) : first];
  while (!isAtEnd(parser) && parser.look() !== 'Q') parameters.push(parser.grammar.type(parser));
  return parameters;
}

/** `<special-name> ::= (T | G) <what it is> …` */
function special(parser: Parser): Phrase {
  const letters = parser.look() + parser.look(1);
  const ofType = specialsOfTypes.get(letters);
  if (ofType !== undefined) {
    parser.takeCharacters(2);
    return phrase([ofType, parser.grammar.type(parser)]);
  }
  const ofName = specialsOfNames.get(letters);
  if (ofName !== undefined) {
    parser.takeCharacters(2);
    return phrase([ofName, parser.grammar.name(parser)]);
  }
  return otherSpecial(parser);
}

const specialsOfTypes: ReadonlyMap<string, string> = new Map([
  ['TV', 'vtable for '],
  ['TT', 'VTT for '],
  ['TI', 'typeinfo for '],
  ['TS', 'typeinfo name for '],
]);

const specialsOfNames: ReadonlyMap<string, string> = new Map([
  ['TW', 'thread-local wrapper routine for '],
  ['TH', 'thread-local initialization routine for '],
  ['GV', 'guard variable for '],
]);

function otherSpecial(parser: Parser): Phrase {
  if (parser.take('TA')) {
    return phrase(['template parameter object for ', parser.grammar.templateArgument(parser).entity]);
  }
  if (parser.take('TC')) return constructionTable(parser);
  if (parser.take('GR')) return referenceTemporary(parser);
  if (parser.take('GI')) return phrase(['initializer for module ', moduleName(parser) ?? unparsable()]);
  if (parser.take('Tc')) {
    callOffset(parser);
    callOffset(parser);
    return phrase(['covariant return thunk to ', parser.grammar.encoding(parser)]);
  }
  parser.demand('T');
  const thunk = parser.look() === 'v' ? 'virtual thunk to ' : 'non-virtual thunk to ';
  callOffset(parser);
  return phrase([thunk, parser.grammar.encoding(parser)]);
}

/** `TC <derived type> <number> _ <base type>` */
function constructionTable(parser: Parser): Phrase {
  const derived = parser.grammar.type(parser);
  demandNumberAndUnderscore(parser);
  const base = parser.grammar.type(parser);
  return phrase(['construction vtable for ', base, '-in-', derived]);
}

/** `GR <name> [[<seq-id>] _]` */
function referenceTemporary(parser: Parser): Phrase {
  const name = parser.grammar.name(parser);
  const digits = sequenceDigits(parser);
  if (!parser.take('_') && digits !== '') unparsable();
  return phrase(['reference temporary for ', name]);
}

/** `<call-offset> ::= h <number> _ | v <number> _ <number> _`: by how much a thunk adjusts, which is not printed. */
function callOffset(parser: Parser): void {
  const isVirtual = parser.take('v');
  if (!isVirtual) parser.demand('h');
  demandNumberAndUnderscore(parser);
  if (isVirtual) demandNumberAndUnderscore(parser);
}

function demandNumberAndUnderscore(parser: Parser): void {
  if (parser.takeNumber() === '') unparsable();
  parser.demand('_');
}
