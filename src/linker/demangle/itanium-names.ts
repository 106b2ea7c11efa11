/**
 * `<name>` of the Itanium grammar: nested, local and unscoped names, and the unqualified names, modules, constructors and
 * destructors that they are made of. Parser in, phrase out; what the name says about its encoding goes to the context.
 * Not here: operators' names (`itanium-operators.ts`), lambdas and other unnamed types (`itanium-unnamed-types.ts`).
 */
import { abiTags, discriminator, sourceName, substitution, writtenOut } from './itanium-identifiers.ts';
import { operatorName } from './itanium-operators.ts';
import type { EncodingContext, Parser, UnscopedName } from './itanium-parser.ts';
import { templateParameter } from './itanium-templates.ts';
import { unnamedType } from './itanium-unnamed-types.ts';
import { baseNameOf, type Entity, inBrackets, joined, list, markOf, named, type Phrase, phrase } from './phrase.ts';
import { unparsable } from './unparsable.ts';

/** `<name> ::= <nested-name> | <local-name> | <unscoped-name> [<template-args>]` */
export function name(parser: Parser, context?: EncodingContext): Entity {
  if (parser.look() === 'N') return nestedName(parser, context);
  if (parser.look() === 'Z') return localName(parser, context);
  const { entity, isSubstitution } = unscopedName(parser, context);
  if (parser.look() === 'I') {
    if (!isSubstitution) parser.substitutable(entity);
    return withTemplateArguments(parser, entity, context);
  }
  // A substitution that is a whole name would have been the name's substitution.
  return isSubstitution ? unparsable() : entity;
}

/** `entity<…>`; the arguments come here. */
export function withTemplateArguments(parser: Parser, entity: Entity, context?: EncodingContext): Phrase {
  const templateArguments = parser.grammar.templateArguments(parser, context);
  if (context !== undefined) context.endsWithTemplateArguments = true;
  return phrase([entity, templateArguments], { baseName: baseNameOf(entity), mark: 'template-id' });
}

/** `<local-name> ::= Z <encoding> E (s | d [<number>] _ <name> | <name>) [<discriminator>]` */
function localName(parser: Parser, context: EncodingContext | undefined): Entity {
  parser.demand('Z');
  const around = parser.grammar.encoding(parser);
  parser.demand('E');
  if (parser.take('s')) {
    discriminator(parser);
    return phrase([around, '::string literal']);
  }
  return parser.withOwnTemplateParameters(() => phrase([around, '::', localEntity(parser, context)]));
}

function localEntity(parser: Parser, context: EncodingContext | undefined): Entity {
  // In a default argument.
  if (parser.take('d')) {
    parser.takeNumber();
    parser.demand('_');
    return parser.grammar.name(parser, context);
  }
  const entity = parser.grammar.name(parser, context);
  discriminator(parser);
  return entity;
}

/** `<unscoped-name> ::= [St] <unqualified-name>`, or a substitution for one. */
export function unscopedName(parser: Parser, context?: EncodingContext): UnscopedName {
  const scope = parser.take('St') ? named('std') : undefined;
  if (parser.look() !== 'S') {
    return { entity: unqualifiedName(parser, { context, scope, module: undefined }), isSubstitution: false };
  }
  const found = substitution(parser);
  if (markOf(found) === 'module') {
    return { entity: unqualifiedName(parser, { context, scope, module: found }), isSubstitution: false };
  }
  return scope === undefined ? { entity: found, isSubstitution: true } : unparsable();
}

/** `<nested-name> ::= N (H | [<CV-qualifiers>] [<ref-qualifier>]) <prefix>* E` */
function nestedName(parser: Parser, context: EncodingContext | undefined): Entity {
  parser.demand('N');
  memberQualifiers(parser, context);
  let prefix: Entity | undefined;
  while (!parser.take('E')) {
    if (context !== undefined) context.endsWithTemplateArguments = false;
    const scope = prefixSubstitution(parser, prefix);
    if (scope.isWhole) {
      prefix = scope.entity;
      continue;
    }
    prefix = parser.substitutable(nextPrefix(parser, { context, scope: prefix, module: scope.entity }));
    // An end of a data member's name, no longer in use.
    parser.take('M');
  }
  if (prefix === undefined || parser.substitutions.length === 0) unparsable();
  // The whole is no prefix, and becomes substitutable where the name is used.
  parser.substitutions.pop();
  return prefix;
}

function memberQualifiers(parser: Parser, context: EncodingContext | undefined): void {
  if (parser.take('H')) {
    if (context !== undefined) context.hasExplicitObject = true;
    return;
  }
  const qualifiers = `${cvQualifiers(parser)}${referenceQualifier(parser)}`;
  if (context !== undefined) context.qualifiers = qualifiers;
}

/** `<CV-qualifiers> ::= [r] [V] [K]`, as they are printed after a type. */
export function cvQualifiers(parser: Parser): string {
  const restrict = parser.take('r') ? ' restrict' : '';
  const volatile = parser.take('V') ? ' volatile' : '';
  const constant = parser.take('K') ? ' const' : '';
  return `${constant}${volatile}${restrict}`;
}

function referenceQualifier(parser: Parser): string {
  if (parser.take('O')) return ' &&';
  return parser.take('R') ? ' &' : '';
}

/** A substitution at this place of a nested name: the name so far (`isWhole`), or the module of what comes next. */
function prefixSubstitution(
  parser: Parser,
  prefix: Entity | undefined,
): { isWhole: true; entity: Entity } | { isWhole: false; entity: Entity | undefined } {
  if (parser.look() !== 'S') return { isWhole: false, entity: undefined };
  const entity = parser.take('St') ? named('std') : substitution(parser);
  if (markOf(entity) === 'module') return { isWhole: false, entity };
  return prefix === undefined ? { isWhole: true, entity } : unparsable();
}

interface NameParts {
  readonly context: EncodingContext | undefined;
  readonly scope: Entity | undefined;
  readonly module: Entity | undefined;
}

function nextPrefix(parser: Parser, parts: NameParts): Entity {
  const { context, scope } = parts;
  if (parts.module !== undefined) return unqualifiedName(parser, parts);
  const next = parser.look();
  if (next === 'T') return scope === undefined ? templateParameter(parser) : unparsable();
  if (next === 'I') {
    if (scope === undefined || markOf(scope) === 'template-id') unparsable();
    return withTemplateArguments(parser, scope, context);
  }
  if (next === 'D' && (parser.look(1) === 't' || parser.look(1) === 'T')) {
    return scope === undefined ? parser.grammar.decltype(parser) : unparsable();
  }
  return unqualifiedName(parser, parts);
}

/** `<unqualified-name> ::= [<module-name>] [F] [L] (<source-name> | <operator-name> | <ctor-dtor-name> | …) [<abi-tags>]` */
function unqualifiedName(parser: Parser, { context, scope: around, module: outer }: NameParts): Entity {
  const module = moduleName(parser, outer);
  const separator = around !== undefined && parser.take('F') ? '::friend ' : '::';
  parser.take('L');
  if (around !== undefined && module === undefined && isConstructorOrDestructor(parser)) {
    // Written out, since the abbreviation of a standard class names no constructor.
    const scope = writtenOut(around);
    return joined(scope, separator, abiTags(parser, constructorOrDestructor(parser, scope, context)));
  }
  const plain = unscopedPart(parser, context);
  const ofModule = module === undefined ? plain : phrase([plain, '@', module], { baseName: plain.baseName });
  const tagged = abiTags(parser, ofModule);
  return around === undefined ? tagged : joined(around, separator, tagged);
}

function unscopedPart(parser: Parser, context: EncodingContext | undefined): Phrase {
  const next = parser.look();
  if (next >= '1' && next <= '9') return sourceName(parser);
  if (next === 'U') return unnamedType(parser, context);
  if (parser.take('DC')) {
    return phrase([inBrackets('[', [list(parser.listOfSomeUntil('E', sourceName))], ']')]);
  }
  return operatorName(parser, context);
}

/** `<module-name> ::= (W [P] <source-name>)*`; there may be none. */
export function moduleName(parser: Parser, outer?: Entity): Entity | undefined {
  let module = outer;
  while (parser.take('W')) {
    const isPartition = parser.take('P');
    const own = sourceName(parser);
    const separator = isPartition ? ':' : '.';
    const parts = module === undefined ? [isPartition ? ':' : '', own] : [module, separator, own];
    module = parser.substitutable(phrase(parts, { mark: 'module' }));
  }
  return module;
}

function isConstructorOrDestructor(parser: Parser): boolean {
  return parser.look() === 'C' || (parser.look() === 'D' && parser.look(1) !== 'C');
}

/** `<ctor-dtor-name> ::= C [I] [1-5] [<base class name>] | D [01245]` */
function constructorOrDestructor(parser: Parser, scope: Entity, context: EncodingContext | undefined): Phrase {
  const isDestructor = parser.take('D');
  const isInheriting = !isDestructor && parser.takeCharacters(1) === 'C' && parser.take('I');
  const variant = parser.takeCharacters(1);
  if (!(isDestructor ? '01245' : '12345').includes(variant)) unparsable();
  if (context !== undefined) context.hasNoReturnType = true;
  if (isInheriting) parser.grammar.baseClassName(parser, context);
  return phrase([isDestructor ? '~' : '', baseNameOf(scope)]);
}
