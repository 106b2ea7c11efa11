/**
 * `<type>` of the Itanium grammar: qualified, pointer, reference, array, function, vector and named types.
 * Parser in, phrase out; every type but the builtin ones becomes substitutable.
 * Not here: the builtin types (`itanium-builtin-types.ts`), class names (`itanium-names.ts`), templates (`itanium-templates.ts`).
 */
import { takeBuiltinType } from './itanium-builtin-types.ts';
import { bareSourceName } from './itanium-identifiers.ts';
import { cvQualifiers, withTemplateArguments } from './itanium-names.ts';
import { Parser } from './itanium-parser.ts';
import { templateParameter } from './itanium-templates.ts';
import {
  type Entity,
  expansion,
  inParentheses,
  leftOf,
  list,
  named,
  operand,
  type Part,
  type Phrase,
  phrase,
  pointerShape,
  precedences,
  reference,
  rightOf,
  shapes,
} from './phrase.ts';
import { unparsable } from './unparsable.ts';

/** `<type>` */
export function type(parser: Parser): Entity {
  const builtin = takeBuiltinType(parser) ?? takeSizedType(parser);
  if (builtin !== undefined) return builtin;
  if (parser.look() === 'S') return substitutedType(parser);
  return parser.substitutable(compoundType(parser));
}

/** Types of a size in bits and constrained `auto`, which substitutions do not stand for either. */
function takeSizedType(parser: Parser): Phrase | undefined {
  if (parser.look() !== 'D') return undefined;
  if (parser.take('DF')) {
    const bits = parser.takeDigits();
    parser.demand('_');
    return phrase([`_Float${bits}`]);
  }
  if (parser.take('DB')) return bitIntType(parser, '');
  if (parser.take('DU')) return bitIntType(parser, 'unsigned ');
  if (parser.take('Dk')) return phrase([leftOf(parser.grammar.name(parser)), ' auto']);
  if (parser.take('DK')) return phrase([leftOf(parser.grammar.name(parser)), ' decltype(auto)']);
  return undefined;
}

function bitIntType(parser: Parser, sign: string): Phrase {
  const bits = parser.lookingAtDigit() ? named(parser.takeDigits()) : parser.grammar.expression(parser);
  parser.demand('_');
  return phrase([sign, '_BitInt', inParentheses(operand(bits, precedences.none))]);
}

/** A type that begins with a substitution or `St`: the substitution itself, a class, or a template with arguments. */
function substitutedType(parser: Parser): Entity {
  const { entity, isSubstitution } = parser.grammar.unscopedName(parser);
  if (parser.look() === 'I' && (!isSubstitution || parser.takesTemplateArguments)) {
    if (!isSubstitution) parser.substitutable(entity);
    return parser.substitutable(withTemplateArguments(parser, entity));
  }
  return isSubstitution ? entity : parser.substitutable(entity);
}

function compoundType(parser: Parser): Entity {
  switch (parser.look()) {
    case 'r':
    case 'V':
    case 'K':
      return isQualifiedFunction(parser) ? functionType(parser) : parser.grammar.qualifiedType(parser);
    case 'U':
      return parser.grammar.qualifiedType(parser);
    case 'u':
      return vendorType(parser);
    case 'D':
      return typeOfD(parser);
    case 'F':
      return functionType(parser);
    case 'A':
      return arrayType(parser);
    case 'M':
      return memberPointerType(parser);
    case 'T':
      return 'sue'.includes(parser.look(1)) ? classType(parser) : parameterType(parser);
    default:
      return pointerLikeType(parser) ?? classType(parser);
  }
}

function pointerLikeType(parser: Parser): Entity | undefined {
  if (parser.take('P')) return pointerType(parser.grammar.type(parser));
  if (parser.take('R')) return reference(parser.grammar.type(parser), false);
  if (parser.take('O')) return reference(parser.grammar.type(parser), true);
  if (parser.take('C')) return phrase([leftOf(parser.grammar.type(parser)), ' complex']);
  if (parser.take('G')) return phrase([leftOf(parser.grammar.type(parser)), ' imaginary']);
  return undefined;
}

function pointerType(to: Entity): Phrase {
  if (to.kind === 'phrase' && to.mark === 'objective-c-object') return phrase(['id', ...to.left.slice(1)]);
  return phrase([leftOf(to), { kind: 'by-shape', of: to, array: ' (', function: '(', other: '' }, '*'], {
    right: [{ kind: 'by-shape', of: to, array: ')', function: ')', other: '' }, rightOf(to)],
    shape: pointerShape(to),
    shapedAs: to,
  });
}

/** `<pointer-to-member-type> ::= M <class type> <member type>` */
function memberPointerType(parser: Parser): Phrase {
  parser.demand('M');
  const ofClass = parser.grammar.type(parser);
  const member = parser.grammar.type(parser);
  return phrase(
    [leftOf(member), { kind: 'by-shape', of: member, array: '(', function: '(', other: ' ' }, ofClass, '::*'],
    {
      right: [{ kind: 'by-shape', of: member, array: ')', function: ')', other: '' }, rightOf(member)],
      shape: pointerShape(member),
      shapedAs: member,
    },
  );
}

/** `<array-type> ::= A [<number> | <expression>] _ <element type>` */
function arrayType(parser: Parser): Phrase {
  parser.demand('A');
  const dimension = dimensionBefore(parser, parser.lookingAtDigit());
  const element = parser.grammar.type(parser);
  return phrase([leftOf(element)], {
    right: [{ kind: 'space-before-bracket' }, '[', ...dimension, ']', rightOf(element)],
    shape: shapes.array,
  });
}

/** `<vector-type> ::= Dv [<number> | <expression>] _ (<element type> | p)` */
function vectorType(parser: Parser): Phrase {
  const isNumber = parser.look() >= '1' && parser.look() <= '9';
  const dimension = dimensionBefore(parser, isNumber);
  if (isNumber && parser.take('p')) return phrase(['pixel vector[', ...dimension, ']']);
  return phrase([parser.grammar.type(parser), ' vector[', ...dimension, ']']);
}

function dimensionBefore(parser: Parser, isNumber: boolean): readonly Part[] {
  if (!isNumber && parser.take('_')) return [];
  const dimension = isNumber ? parser.takeDigits() : parser.grammar.expression(parser);
  parser.demand('_');
  return [dimension];
}

/** `<qualified-type> ::= U <source-name> [<template-args>] <qualified-type> | <CV-qualifiers> <type>` */
export function qualifiedType(parser: Parser): Entity {
  if (parser.take('U')) return vendorQualifiedType(parser);
  const qualifiers = cvQualifiers(parser);
  const unqualified = parser.grammar.type(parser);
  if (qualifiers === '') return unqualified;
  return phrase([leftOf(unqualified), qualifiers], {
    right: [rightOf(unqualified)],
    shape: unqualified.shape,
    shapedAs: unqualified,
  });
}

const OBJECTIVE_C_PROTOCOL = 'objcproto';

function vendorQualifiedType(parser: Parser): Phrase {
  const qualifier = bareSourceName(parser);
  if (qualifier.startsWith(OBJECTIVE_C_PROTOCOL)) {
    const protocol = bareSourceName(new Parser(qualifier.slice(OBJECTIVE_C_PROTOCOL.length), parser.grammar));
    const object = parser.grammar.qualifiedType(parser);
    const isPlainObject = object.kind === 'phrase' && object.baseName === 'objc_object' && object.left.length === 1;
    return phrase([object, '<', protocol, '>'], isPlainObject ? { mark: 'objective-c-object' } : {});
  }
  const templateArguments = parser.look() === 'I' ? [parser.grammar.templateArguments(parser)] : [];
  return phrase([parser.grammar.qualifiedType(parser), ' ', qualifier, ...templateArguments]);
}

/** `<builtin-type> ::= u <source-name> [I <type> E]`, which is substitutable unlike the others. */
function vendorType(parser: Parser): Phrase {
  parser.demand('u');
  const vendor = bareSourceName(parser);
  if (!parser.take('I')) return named(vendor);
  const argument = parser.grammar.type(parser);
  parser.demand('E');
  return phrase([vendor, '(', argument, ')']);
}

function typeOfD(parser: Parser): Entity {
  switch (parser.look(1)) {
    case 't':
    case 'T':
      return parser.grammar.decltype(parser);
    case 'v':
      parser.takeCharacters(2);
      return vectorType(parser);
    case 'p':
      parser.takeCharacters(2);
      return expansion(parser.grammar.type(parser));
    default:
      return isExceptionSpecification(parser, 0) ? functionType(parser) : unparsable();
  }
}

/** `<decltype> ::= (Dt | DT) <expression> E` */
export function decltype(parser: Parser): Phrase {
  if (!parser.take('Dt')) parser.demand('DT');
  const expression = parser.grammar.expression(parser);
  parser.demand('E');
  return phrase(['decltype', inParentheses(expression)]);
}

/** `<template-param> [<template-args>]`; the arguments are those of a template template parameter. */
function parameterType(parser: Parser): Entity {
  const parameter = templateParameter(parser);
  if (!parser.takesTemplateArguments || parser.look() !== 'I') return parameter;
  return withTemplateArguments(parser, parameter);
}

/** `<class-enum-type> ::= [Ts | Tu | Te] <name>` */
function classType(parser: Parser): Entity {
  if (parser.take('Ts')) return phrase(['struct ', parser.grammar.name(parser)]);
  if (parser.take('Tu')) return phrase(['union ', parser.grammar.name(parser)]);
  if (parser.take('Te')) return phrase(['enum ', parser.grammar.name(parser)]);
  return parser.grammar.name(parser);
}

function isQualifiedFunction(parser: Parser): boolean {
  let ahead = 0;
  for (const qualifier of 'rVK') if (parser.look(ahead) === qualifier) ahead += 1;
  return parser.look(ahead) === 'F' || isExceptionSpecification(parser, ahead);
}

function isExceptionSpecification(parser: Parser, ahead: number): boolean {
  return parser.look(ahead) === 'D' && ['o', 'O', 'w', 'x'].includes(parser.look(ahead + 1));
}

/** `<function-type> ::= [<CV-qualifiers>] [<exception-spec>] [Dx] F [Y] <type>+ [<ref-qualifier>] E` */
function functionType(parser: Parser): Phrase {
  const qualifiers = cvQualifiers(parser);
  const exceptions = exceptionSpecification(parser);
  parser.take('Dx');
  parser.demand('F');
  parser.take('Y');
  const returned = parser.grammar.type(parser);
  const { parameters, reference } = functionParameters(parser);
  return phrase([leftOf(returned), ' '], {
    right: [inParentheses(list(parameters)), rightOf(returned), qualifiers, reference, ...exceptions],
    shape: shapes.function,
  });
}

function functionParameters(parser: Parser): { parameters: Entity[]; reference: string } {
  const parameters: Entity[] = [];
  for (;;) {
    if (parser.take('E')) return { parameters, reference: '' };
    if (parser.take('RE')) return { parameters, reference: ' &' };
    if (parser.take('OE')) return { parameters, reference: ' &&' };
    if (!parser.take('v')) parameters.push(parser.grammar.type(parser));
  }
}

/** `<exception-spec> ::= Do | DO <expression> E | Dw <type>+ E`; there may be none. */
function exceptionSpecification(parser: Parser): readonly Part[] {
  if (parser.take('Do')) return [' noexcept'];
  if (parser.take('DO')) {
    const condition = parser.grammar.expression(parser);
    parser.demand('E');
    return [' noexcept', inParentheses(operand(condition, precedences.none))];
  }
  if (parser.take('Dw')) return [' throw', inParentheses(list(parser.listUntil('E', parser.grammar.type)))];
  return [];
}
