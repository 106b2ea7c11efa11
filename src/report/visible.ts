/**
 * Names and messages come from files: what a terminal would obey, and what would make a line read otherwise than it is
 * written, is shown as an escape. Line ends stay.
 * Not here: markup, which each format escapes in its own way.
 */

/** Controls (C0, C1), marks and overrides of direction, ends of lines and paragraphs that are no line end. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
const unseen = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

export const visible = (text: string): string => text.replace(unseen, escaped);

/** The same, and the colours that our own texts have are kept: what they surround may be a name. */
export const visibleInColors = (text: string): string =>
  text
    .split(ownColors)
    .map((part, at) => (at % 2 === 1 ? part : visible(part)))
    .join('');

// biome-ignore lint/suspicious/noControlCharactersInRegex: bold, dim, red, green, yellow, cyan, and their ends
const ownColors = /(\u001b\[(?:1|2|22|31|32|33|36|39)m)/;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
