/**
 * Splits the text of a response file into arguments, with the quoting of a POSIX shell or of Windows, as LLVM does.
 * Not here: which of the two, and reading the files (`response-files.ts`).
 */

/** Whose quoting rules a response file is written by. */
export type QuotingStyle = 'posix' | 'windows';

export function tokenize(text: string, style: QuotingStyle): string[] {
  return style === 'windows' ? tokenizeWindows(text) : tokenizePosix(text);
}

/** A backslash takes the next character as it is, also inside either kind of quotes; an empty quoted string is nothing. */
function tokenizePosix(text: string): string[] {
  const tokens: string[] = [];
  let token = '';
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]!;
    if (char === '\\' && at + 1 < text.length) {
      at += 1;
      token += text[at];
    } else if (quote !== '') {
      if (char === quote) quote = '';
      else token += char;
    } else if (char === '"' || char === "'") {
      quote = char;
    } else if (isSpace(char)) {
      if (token !== '') tokens.push(token);
      token = '';
    } else {
      token += char;
    }
  }
  if (token !== '') tokens.push(token);
  return tokens;
}

/** Only double quotes quote, `""` inside them is one; a backslash is special only in a run that ends at a double quote. */
function tokenizeWindows(text: string): string[] {
  const tokens: string[] = [];
  let token: string | undefined;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]!;
    if (!quoted && (isSpace(char) || char === '\0')) {
      if (token !== undefined) tokens.push(token);
      token = undefined;
    } else if (char === '\\') {
      const run = backslashes(text, at);
      token = (token ?? '') + run.text;
      at = run.last;
    } else if (char !== '"') {
      token = (token ?? '') + char;
    } else if (quoted && text[at + 1] === '"') {
      token = `${token ?? ''}"`;
      at += 1;
    } else {
      quoted = !quoted;
      token ??= '';
    }
  }
  if (token !== undefined) tokens.push(token);
  return tokens;
}

/** Before a quote two backslashes are one, and an odd one makes the quote a character; elsewhere each is itself. */
function backslashes(text: string, first: number): { readonly text: string; readonly last: number } {
  let end = first;
  while (text[end] === '\\') end += 1;
  const count = end - first;
  if (text[end] !== '"') return { text: '\\'.repeat(count), last: end - 1 };
  const half = '\\'.repeat(count >> 1);
  return count % 2 === 0 ? { text: half, last: end - 1 } : { text: `${half}"`, last: end };
}

function isSpace(char: string): boolean {
  return char === ' ' || char === '\t' || char === '\r' || char === '\n';
}
