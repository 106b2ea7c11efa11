import { expect, it } from 'vitest';
import { reachedVariable } from './fault-marks.ts';
import { markReached } from './reach-marks.ts';

const M = `globalThis.${reachedVariable} = true`;

/** `^` stands before the change. */
it.each([
  ['a statement', 'function f() { g(); ^h(); }', `function f() { g(); ${M}; h(); }`],
  ['a statement of several lines', 'h(1,\n  ^2);', `${M}; h(1,\n  2);`],
  ['a branch without braces', 'if (a)\n  ^b();', `if (a)\n  { ${M}; b(); }`],
  ['a condition', 'if (^a) b();', `${M}; if (a) b();`],
  ['the expression of an arrow', 'const f = (x) =>\n  ^x + 1;', `const f = (x) =>\n  (${M}, x + 1);`],
  ['the end of a block', 'function f() { g(); ^}', `function f() { g(); ${M}; }`],
  ['a parameter', 'function f(^a) { g(); }', `function f(a) { ${M}; g(); }`],
  ['a row of a table', 'const t = [\n  1,\n  ^2,\n];', `${M}; const t = [\n  1,\n  2,\n];`],
  ['a case of a switch', 'switch (a) { case 1: ^b(); }', `switch (a) { case 1: ${M}; b(); }`],
  ['an import, which has no mark', "^import a from 'a';", "import a from 'a';"],
])('markReached marks %s', (_, marked, expected) => {
  const at = marked.indexOf('^');
  const file = { path: 'src/linker/x.ts', text: marked.replace('^', ''), changes: [at] };
  expect(markReached(file)).toBe(expected);
});
