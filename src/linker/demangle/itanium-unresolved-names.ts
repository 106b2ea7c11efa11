/**
 * `<unresolved-name>` of the Itanium grammar: names in expressions whose meaning depends on template parameters.
 * Parser in, phrase out. Types in front of `::` are template parameters, `decltype`s or substitutions.
 */
import { sourceName, substitution } from './itanium-identifiers.ts';
import { withTemplateArguments } from './itanium-names.ts';
import { operatorName } from './itanium-operators.ts';
import type { Parser } from './itanium-parser.ts';
import { templateParameter } from './itanium-templates.ts';
import { type Entity, joined, leftOf, phrase } from './phrase.ts';

/** `<unresolved-name> ::= srN <type> <level>* E <base> | [gs] sr (<type> | <level>+ E) <base> | [gs] <base>` */
export function unresolvedName(parser: Parser, isGlobal: boolean): Entity {
  if (parser.take('srN')) {
    const outermost = unresolvedType(parser);
    const scope = parser.listUntil('E', simpleId).reduce(scoped, outermost);
    return scoped(scope, baseUnresolvedName(parser));
  }
  if (!parser.take('sr')) return fromGlobal(baseUnresolvedName(parser), isGlobal);
  const scope = parser.lookingAtDigit() ? qualifierLevels(parser, isGlobal) : unresolvedType(parser);
  return scoped(scope, baseUnresolvedName(parser));
}

function qualifierLevels(parser: Parser, isGlobal: boolean): Entity {
  const outermost = fromGlobal(simpleId(parser), isGlobal);
  return parser.listUntil('E', simpleId).reduce(scoped, outermost);
}

function scoped(scope: Entity, inner: Entity): Entity {
  return joined(scope, '::', inner);
}

function fromGlobal(entity: Entity, isGlobal: boolean): Entity {
  return isGlobal ? phrase(['::', entity]) : entity;
}

/** `<unresolved-type> [<template-args>]` */
function unresolvedType(parser: Parser): Entity {
  const type = unresolvedTypeName(parser);
  return parser.look() === 'I' ? withTemplateArguments(parser, type) : type;
}

/** `<unresolved-type> ::= <template-param> | <decltype> | <substitution>` */
function unresolvedTypeName(parser: Parser): Entity {
  if (parser.look() === 'T') return parser.substitutable(templateParameter(parser));
  if (parser.look() === 'D') return parser.substitutable(parser.grammar.decltype(parser));
  return substitution(parser);
}

/** `<base-unresolved-name> ::= <simple-id> | dn <destructor-name> | [on] <operator-name> [<template-args>]` */
function baseUnresolvedName(parser: Parser): Entity {
  if (parser.lookingAtDigit()) return simpleId(parser);
  if (parser.take('dn')) {
    const destroyed = parser.lookingAtDigit() ? simpleId(parser) : unresolvedTypeName(parser);
    return phrase(['~', leftOf(destroyed)]);
  }
  parser.take('on');
  const operator = operatorName(parser);
  return parser.look() === 'I' ? withTemplateArguments(parser, operator) : operator;
}

/** `<simple-id> ::= <source-name> [<template-args>]` */
function simpleId(parser: Parser): Entity {
  const name = sourceName(parser);
  return parser.look() === 'I' ? withTemplateArguments(parser, name) : name;
}
