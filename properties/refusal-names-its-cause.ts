/**
 * Claim: whoever reads a refusal knows where to look: each error names an input, a symbol or an argument of the link.
 * Targets: those of linksmith, whose words are ours. Oracle: the names in the files and on the command line.
 * Cannot see: an error that names the wrong one.
 * Fault that it catches: a diagnostic that lost its object on the way.
 */
import { fails, holds, notApplicable, type Property } from './property.ts';

export const refusalNamesItsCause: Property = {
  name: 'refusal-names-its-cause',
  statement: 'Each error of a refusal names an input, a symbol or an argument.',
  blindSpot: 'An error that names the wrong one.',
  appliesTo: ({ name }) => name === 'lazy',
  async check(subject) {
    const outcome = await subject.link();
    if (outcome.kind !== 'rejected') return notApplicable('it was not refused');
    const { files, args } = subject.job;
    const names = [...files.keys(), ...args.flatMap(namesIn)].filter((name) => name.length > 1);
    const vague = errorsIn(outcome.messages).find((error) => !isPlaced(error, names));
    return vague === undefined ? holds : fails(`vague.${wordsOf(vague)}`, vague);
  },
};

/** An argument, its option, its value, and what a cluster of letters leaves. */
function namesIn(argument: string): string[] {
  const [option = '', ...value] = argument.split('=');
  return [argument, option.replace(/^-+/, ''), argument.replace(/^-[a-zA-Z]/, ''), value.join('=')];
}

/** Each error with the lines that belong to it. */
function errorsIn(messages: readonly string[]): string[] {
  return messages
    .join('\n')
    .split(/^(?=\S*: (?:error|warning): )/m)
    .flatMap((message) => message.match(/^\S*: error: (.*)/s)?.[1] ?? []);
}

/** Errors of a link as a whole: they say what is too large, too small or missing. */
const ofTheWhole =
  /no input files|padding|entry symbol not defined|too many errors|memory|stack|heap|table base|threads/;
/** `undefined symbol: f` */
const ofSymbol = /\b(?:symbol|mismatch|functions)[^:]*: \S/;

function isPlaced(error: string, names: readonly string[]): boolean {
  return (
    /[`'"]/.test(error) || ofTheWhole.test(error) || ofSymbol.test(error) || names.some((name) => error.includes(name))
  );
}

const wordsOf = (error: string): string =>
  error
    .replace(/[^a-z]+/gi, '-')
    .slice(0, 40)
    .toLowerCase();
