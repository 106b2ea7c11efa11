/**
 * Templates in the Itanium grammar: arguments, parameters as they are used (`T_`), and as they are declared by lambdas and
 * by template template parameters. Parser in, phrases out; what a later `T_` stands for goes to the parser's tables.
 */
import { parsePlace } from './itanium-identifiers.ts';
import type { EncodingContext, Parser, TemplateArgument, TemplateParameters } from './itanium-parser.ts';
import {
  type Entity,
  forwardReference,
  inAngles,
  leftOf,
  list,
  named,
  type Part,
  type Phrase,
  pack,
  phrase,
  rightOf,
  shapes,
} from './phrase.ts';
import { unparsable } from './unparsable.ts';

/**
 * `<template-args> ::= I <template-arg>* [Q <constraint>] E`
 * With a context they are those of the encoding's own name, to which the template parameters after them refer.
 */
export function templateArguments(parser: Parser, context?: EncodingContext): Entity {
  parser.demand('I');
  const bound: TemplateParameters = [];
  if (context !== undefined) parser.templateParameters = [bound];
  const entities: Entity[] = [];
  while (!parser.take('E')) {
    const argument = parser.grammar.templateArgument(parser);
    entities.push(argument.entity);
    bound.push(argument.bound);
    if (takeConstraint(parser) !== undefined) {
      parser.demand('E');
      break;
    }
  }
  return phrase([inAngles(list(entities))]);
}

/** `<template-arg> ::= X <expression> E | J <template-arg>* E | LZ <encoding> E | <expr-primary> | [<template-param-decl>] <type>` */
export function templateArgument(parser: Parser): TemplateArgument {
  const next = parser.look();
  if (next === 'J') return argumentPack(parser);
  if (isTemplateParameterDeclaration(parser)) {
    parser.grammar.templateParameterDeclaration(parser, undefined);
    const { entity } = parser.grammar.templateArgument(parser);
    return { entity: phrase([entity]), bound: entity };
  }
  const entity = next === 'L' ? literalArgument(parser) : plainArgument(parser);
  return { entity, bound: entity };
}

function plainArgument(parser: Parser): Entity {
  if (!parser.take('X')) return parser.grammar.type(parser);
  const entity = parser.grammar.expression(parser);
  parser.demand('E');
  return entity;
}

function literalArgument(parser: Parser): Entity {
  if (!parser.take('LZ')) return parser.grammar.primaryExpression(parser);
  const entity = parser.grammar.encoding(parser);
  parser.demand('E');
  return entity;
}

function argumentPack(parser: Parser): TemplateArgument {
  parser.demand('J');
  const entities = parser.listUntil('E', (inner) => inner.grammar.templateArgument(inner).entity);
  return { entity: phrase([list(entities)]), bound: pack(entities) };
}

/** `<template-param> ::= T [L <level> _] [<number>] _` */
export function templateParameter(parser: Parser): Entity {
  parser.demand('T');
  const levelDigits = parser.take('L') ? demandedDigits(parser) : undefined;
  const indexDigits = parser.take('_') ? '' : demandedDigits(parser);
  if (parser.isInConstraint) {
    // Which parameters are in scope of a constraint is not tracked; they are shown as they are mangled.
    return named(`T${levelDigits === undefined ? '' : `L${levelDigits}_`}${indexDigits}`);
  }
  const level = levelDigits === undefined ? 0 : parsePlace(levelDigits, 10, 1);
  const index = indexDigits === '' ? 0 : parsePlace(indexDigits, 10, 1);
  if (parser.permitsForwardReferences && level === 0) {
    const forward = forwardReference(index);
    parser.forwardReferences.push(forward);
    return forward;
  }
  return parser.templateParameters[level]?.[index] ?? parameterOfLambda(parser, level);
}

/** `<number> _` */
function demandedDigits(parser: Parser): string {
  const digits = parser.takeDigits();
  if (digits === '') unparsable();
  parser.demand('_');
  return digits;
}

/** `auto` among a lambda's parameters is mangled as a template parameter that nobody declared. */
function parameterOfLambda(parser: Parser, level: number): Entity {
  const levels = parser.templateParameters.length;
  if (parser.levelOfLambda !== level || level > levels) unparsable();
  if (level === levels) parser.templateParameters.push(undefined);
  return named('auto');
}

/** Whether a `<template-param-decl>` comes here. */
export function isTemplateParameterDeclaration(parser: Parser): boolean {
  return parser.look() === 'T' && declarationLetters.has(parser.look(1));
}

const declarationLetters: ReadonlySet<string> = new Set('yptnk');

/** `<template-param-decl> ::= Ty | Tk <name> | Tn <type> | Tt <template-param-decl>* E | Tp <template-param-decl>` */
export function templateParameterDeclaration(parser: Parser, into: TemplateParameters | undefined): Entity {
  if (parser.take('Ty')) return declaration(['typename '], [inventedName(parser, '$T', into)]);
  if (parser.take('Tk')) {
    const concept = parser.grammar.name(parser);
    return declaration([concept, ' '], [inventedName(parser, '$T', into)]);
  }
  if (parser.take('Tn')) {
    const invented = inventedName(parser, '$N', into);
    const type = parser.grammar.type(parser);
    return declaration([leftOf(type), { kind: 'space-without-right', of: type }], [invented, rightOf(type)]);
  }
  if (parser.take('Tt')) return templateTemplateDeclaration(parser, inventedName(parser, '$TT', into));
  parser.demand('Tp');
  const packed = parser.grammar.templateParameterDeclaration(parser, into);
  return declaration([leftOf(packed), '...'], [rightOf(packed)]);
}

function templateTemplateDeclaration(parser: Parser, invented: Phrase): Phrase {
  const level = parser.templateParameters.length;
  const parameters: TemplateParameters = [];
  parser.templateParameters.push(parameters);
  const declarations: Entity[] = [];
  let constraint: Entity | undefined;
  while (!parser.take('E')) {
    declarations.push(parser.grammar.templateParameterDeclaration(parser, parameters));
    constraint = takeConstraint(parser);
    if (constraint !== undefined) {
      parser.demand('E');
      break;
    }
  }
  parser.templateParameters.length = level;
  const requires = constraint === undefined ? [] : [' requires ', constraint];
  return declaration(['template', inAngles(list(declarations)), ' typename '], [invented, ...requires]);
}

/** `[Q <constraint-expression>]` */
export function takeConstraint(parser: Parser): Entity | undefined {
  if (!parser.take('Q')) return undefined;
  return parser.with({ isInConstraint: true }, () => parser.grammar.expression(parser));
}

function declaration(left: readonly Part[], right: readonly Part[]): Phrase {
  return phrase(left, { right, shape: shapes.declaration });
}

/** A name for a parameter that has none in the mangled name: `$T`, then `$T0`, `$T1` and so on. */
function inventedName(parser: Parser, prefix: '$T' | '$N' | '$TT', into: TemplateParameters | undefined): Phrase {
  const index = parser.inventedNames[prefix];
  parser.inventedNames[prefix] = index + 1;
  const invented = phrase([index === 0 ? prefix : `${prefix}${index - 1}`]);
  into?.push(invented);
  return invented;
}
