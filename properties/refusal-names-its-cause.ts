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
    const names = [...files.keys(), ...args.flatMap(namesIn)].filter((name) => name.length > 0);
    const vague = outcome.messages.find((message) => isError(message) && !isPlaced(message, names));
    return vague === undefined ? holds : fails(`vague.${wordsOf(vague)}`, vague);
  },
};

/** An argument, its option, its value. */
function namesIn(argument: string): string[] {
  const [option = '', ...value] = argument.split('=');
  return [argument, option.replace(/^-+/, ''), value.join('=')];
}

const isError = (message: string): boolean => /\berror: /.test(message);

/** Errors of a link as a whole, which have no place. */
const withoutPlace = /no input files|entry symbol not defined|too many errors/;

function isPlaced(message: string, names: readonly string[]): boolean {
  const text = message.replace(/^.*?\berror: /, '');
  return withoutPlace.test(text) || /[`'"]/.test(text) || names.some((name) => text.includes(name));
}

const wordsOf = (message: string): string =>
  message
    .replace(/^.*?\berror: /, '')
    .replace(/[^a-z]+/gi, '-')
    .slice(0, 40)
    .toLowerCase();
