/**
 * Names that are hard on a linker: C++ names that are printed in another form, characters that shells, response files and
 * maps have to quote, UTF-8, and names longer than any buffer. No name here holds a line break: messages, maps and symbol
 * files have a line a name.
 */
import type { Draft } from './draft.ts';

const forms: readonly ((plain: string) => string)[] = [
  (plain) => `_Z${plain.length}${plain}v`,
  (plain) => `_ZN2ns${plain.length}${plain}EiPKc`,
  (plain) => `_Z${plain.length}${plain}v.part.0`,
  (plain) => `${plain} with blanks `,
  (plain) => `"${plain}"`,
  (plain) => `it's ${plain}\\`,
  (plain) => `ƒ·${plain}·名`,
  (plain) => `${plain}🔗`,
  (plain) => `${plain}_${'long'.repeat(75)}`,
  (plain) => `-${plain}=`,
  (plain) => `@${plain}`,
  (plain) => `#${plain}`,
  (plain) => `${plain}@@VERSION$1`,
  (plain) => `${plain}(lib.a)`,
];

/** What objects share under the name `f3`, or under something odd with that in it. */
export function sharedName(draft: Draft, prefix: string, number: number): string {
  const plain = `${prefix}${number}`;
  return draft.oddNames && draft.choices.percent(30) ? draft.choices.pick(forms)(plain) : plain;
}

export function isOddName(name: string): boolean {
  return name.startsWith('_Z') || name.length > 300 || !/^[\w.$]*$/.test(name);
}
